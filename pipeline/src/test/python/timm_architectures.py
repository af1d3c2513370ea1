"""Writes timm.json: the arguments of each architecture of timm that Gleaner has parts for, from timm's own registry.

Usage: python timm_architectures.py     (timm 1.0.31; the venv of oracle.sh has it)
timm's config.json names an architecture and gives only the arguments that its user changed; everything else is in timm's code. An
architecture with an argument, or a value of one, that is not below is left out, and Gleaner refuses it by name.
"""
import functools
import json
from pathlib import Path

import timm
from timm.models import deit, eva, vision_transformer

TARGET = Path(__file__).parents[2] / "main/resources/io/gleaner/pipeline/encoder/architecture/timm.json"
ANY = object()
COMMON = {
    "patch_size": ANY, "embed_dim": ANY, "depth": ANY, "num_heads": ANY, "mlp_ratio": ANY, "img_size": ANY,
    "qkv_bias": ANY, "init_values": ANY, "class_token": ANY, "global_pool": ("token", "avg", "map"), "no_embed_class": ANY,
    "dynamic_img_size": ANY, "norm_epsilon": ANY, "act_layer": ("gelu", "gelu_tanh", "quick_gelu", "SiLU"),
}
FAMILIES = {
    "vit": COMMON | {"reg_tokens": ANY, "pre_norm": ANY, "fc_norm": ANY, "packed_swiglu": ANY},
    "eva": COMMON | {
        "qkv_fused": ANY, "swiglu_mlp": ANY, "scale_mlp": ANY, "scale_attn_inner": ANY, "use_rot_pos_emb": ANY,
        "ref_feat_shape": ANY, "use_post_norm": ANY, "use_fc_norm": ANY},
}


class Caught(Exception):
    """Carries an architecture's arguments out of its function, before a model is made."""


def catch(variant, pretrained=False, **arguments):
    raise Caught(arguments)


def plain(arguments):
    """Returns arguments as JSON holds them, constructors by name."""
    out = {}
    for key, value in arguments.items():
        name = getattr(getattr(value, "func", value), "__name__", value)
        if key == "norm_layer" and name in ("LayerNorm", "layernorm"):
            out["norm_epsilon"] = value.keywords.get("eps", 1e-6)
        elif key == "mlp_layer" and name == "GluMlp" and not value.keywords["gate_last"]:
            out["packed_swiglu"] = True
        else:
            out[key] = list(value) if isinstance(value, tuple) else name if callable(value) else value
    return out


def fits(arguments, allowed):
    return all(key in allowed and (allowed[key] is ANY or value in allowed[key]) for key, value in arguments.items())


def main():
    vision_transformer._create_vision_transformer = eva._create_eva = deit._create_deit = catch
    table = {}
    for module, family in ((vision_transformer, "vit"), (deit, "vit"), (eva, "eva")):
        for name in timm.list_models(module=module.__name__.split(".")[-1]):
            try:
                getattr(module, name)()
            except Caught as caught:
                arguments = plain(caught.args[0])
                if fits(arguments, FAMILIES[family]):
                    table[name] = {"class": family} | arguments
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(table[name])}" for name in sorted(table))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("{\n" + lines + "\n}\n")
    print(f"{TARGET.name}: {len(table)} architectures of timm {timm.__version__}")


if __name__ == "__main__":
    main()
