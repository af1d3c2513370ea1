"""A small CLIP made by open_clip, with the embeddings that open_clip itself gives, in the layout of Hugging Face.

OpenCLIP's checkpoints are published in this layout too, with `config.json`. The tensors get the names of
CLIPVisionModelWithProjection; queries, keys and values are parted. Versions: open_clip_torch 3.3.0, torch 2.7.1, timm 1.0.31,
transformers 4.57.1. Regenerate: python3 open_clip_goldens.py ../resources/encoder
"""
import json
import pathlib
import shutil
import sys

import open_clip
import torch
from open_clip.model import CLIPTextCfg, CLIPVisionCfg
from safetensors.torch import save_file

from encoder_oracle import golden

WIDTH, LAYERS, HEADS, SIDE, PATCH, PROJECTION = 24, 2, 2, 16, 4, 16


def main(target):
    folder = pathlib.Path(target) / "clip-open"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    vision = CLIPVisionCfg(layers=LAYERS, width=WIDTH, head_width=WIDTH // HEADS, mlp_ratio=2.0, patch_size=PATCH, image_size=SIDE)
    text = CLIPTextCfg(context_length=4, vocab_size=8, width=8, heads=2, layers=1)
    visual = golden.randomise(open_clip.CLIP(PROJECTION, vision, text).visual, 11)
    save_file({name: tensor.contiguous() for name, tensor in renamed(visual).items()}, folder / "model.safetensors", {"format": "pt"})
    config = {
        "architectures": ["CLIPVisionModelWithProjection"], "model_type": "clip_vision_model", "hidden_act": "gelu",
        "hidden_size": WIDTH, "image_size": SIDE, "intermediate_size": 2 * WIDTH, "layer_norm_eps": 1e-05, "num_attention_heads": HEADS,
        "num_channels": 3, "num_hidden_layers": LAYERS, "patch_size": PATCH, "projection_dim": PROJECTION,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    shutil.copy(pathlib.Path(target) / "clip" / "preprocessor_config.json", folder)
    golden.VERSIONS["open_clip"] = open_clip.__version__
    golden.write(folder, pixels := golden.random_pixels(2, SIDE), "projection", poolings(visual, pixels))


def renamed(visual):
    """The tensors by the names of CLIPVisionModelWithProjection."""
    found = visual.state_dict()
    tensors = {
        "vision_model.embeddings.class_embedding": found["class_embedding"],
        "vision_model.embeddings.position_embedding.weight": found["positional_embedding"],
        "vision_model.embeddings.patch_embedding.weight": found["conv1.weight"],
        "visual_projection.weight": found["proj"].T,
    }
    for kind in ("weight", "bias"):
        tensors[f"vision_model.pre_layrnorm.{kind}"] = found[f"ln_pre.{kind}"]
        tensors[f"vision_model.post_layernorm.{kind}"] = found[f"ln_post.{kind}"]
        for i in range(LAYERS):
            block, layer = f"transformer.resblocks.{i}", f"vision_model.encoder.layers.{i}"
            names = {"ln_1": "layer_norm1", "ln_2": "layer_norm2", "attn.out_proj": "self_attn.out_proj", "mlp.c_fc": "mlp.fc1", "mlp.c_proj": "mlp.fc2"}
            for theirs, ours in names.items():
                tensors[f"{layer}.{ours}.{kind}"] = found[f"{block}.{theirs}.{kind}"]
            for part, name in zip(found[f"{block}.attn.in_proj_{kind}"].chunk(3), "qkv"):
                tensors[f"{layer}.self_attn.{name}_proj.{kind}"] = part
    return {name: tensor.clone() for name, tensor in tensors.items()}


@torch.no_grad()
def poolings(visual, pixels):
    """open_clip's own steps; the last one is checked against its forward."""
    tokens = visual.ln_post(visual.transformer(visual._embeds(pixels)))
    pooler = tokens[:, 0]
    projection = pooler @ visual.proj
    assert torch.allclose(projection, visual(pixels), atol=1e-6)
    return golden.with_class(tokens, 1) | {"pooler": pooler, "projection": projection}


if __name__ == "__main__":
    main(sys.argv[1])
