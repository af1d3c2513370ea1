"""timm: small checkpoints as push_to_hf_hub writes them, and what timm says of such a folder."""
from dataclasses import dataclass, field
import json

import timm
from timm.models._hub import save_for_hf
import torch

from encoder_oracle.golden import randomise, with_class

SMALL = {"img_size": 16, "patch_size": 4, "embed_dim": 24, "depth": 2, "num_heads": 2, "mlp_ratio": 2.0}
GATED = {**SMALL, "mlp_ratio": 4 / 3}
HALF = torch.float16
HEADLESS = {"num_classes": 0}
PROJECTED = {"num_classes": 16}


def embed(folder, pixels):
    """The default pooling and all poolings by name, from the folder as timm loads it."""
    model = load(folder)
    with torch.no_grad():
        tokens = model.forward_features(pixels)
        prefix = model.num_prefix_tokens
        poolings = with_class(tokens, prefix) if prefix else {"mean": tokens.mean(1)}
        poolings["pooler"] = model.forward_head(tokens, pre_logits=True)
        if not projects(model):
            return "pooler", poolings
        return "projection", poolings | {"projection": model(pixels)}


def projects(model):
    return "clip" in model.pretrained_cfg["architecture"] and model.num_classes > 0


def preprocess(folder, images):
    data = timm.data.resolve_data_config(model=load(folder))
    transform = timm.data.create_transform(**data, is_training=False)
    return torch.stack([transform(image) for image in images])


def load(folder):
    return timm.create_model(f"local-dir:{folder}", pretrained=True).eval()


@dataclass(frozen=True)
class Case:
    """One checkpoint: an architecture's name with its tag, and what is made smaller."""

    name: str
    architecture: str
    arguments: dict = field(default_factory=dict)
    side: int = 16
    images: int = 2
    dtype: torch.dtype = torch.float32
    photographs: bool = False
    resampled: bool = False

    def save(self, folder, seed):
        model = timm.create_model(self.architecture, pretrained=False, **self.arguments)
        save_for_hf(randomise(model, seed).to(self.dtype), folder, safe_serialization=True)
        if self.resampled:
            self.ask_for_another_resolution(folder / "config.json")

    def ask_for_another_resolution(self, file):
        """As a user would; eva02 has an img_size of its own, which only an argument of the model overrides."""
        config = json.loads(file.read_text())
        del config["model_args"]["img_size"]
        if self.architecture.startswith("eva02"):
            config["model_args"]["img_size"] = [self.side, self.side]
        config["pretrained_cfg"]["input_size"] = [3, self.side, self.side]
        file.write_text(json.dumps(config, indent=2))


def cases():
    registers = "vit_base_patch14_reg4_dinov2.lvd142m"
    gap = {**SMALL, "global_pool": "avg", "fc_norm": True, "class_token": True, "num_classes": 3}
    sixteen = {k: v for k, v in SMALL.items() if k != "patch_size"} | {"img_size": 32} | PROJECTED
    fourteen = {k: v for k, v in GATED.items() if k != "patch_size"} | {"img_size": 28}
    eva_clip = "eva02_base_patch16_clip_224.merged2b"
    return [
        Case("timm-vit", "vit_base_patch16_224.augreg_in21k", {**SMALL, "num_classes": 3}, photographs=True),
        Case("timm-ibot", "vit_small_patch16_224", {**SMALL, **HEADLESS}, dtype=HALF),
        Case("timm-vit-average", "vit_base_patch16_224.augreg_in21k", gap, dtype=HALF),
        Case("timm-deit3", "deit3_small_patch16_224.fb_in1k", {**SMALL, "num_classes": 3}, photographs=True),
        Case("timm-dinov2-registers", registers, {**SMALL, **HEADLESS}, photographs=True),
        Case("timm-dinov2-registers-resampled", registers, SMALL, side=24, resampled=True),
        Case("timm-dinov2-swiglu", "vit_giant_patch14_dinov2.lvd142m", {**SMALL, **HEADLESS}, dtype=HALF),
        Case("timm-clip", "vit_base_patch16_clip_224.laion2b", sixteen, side=32, dtype=HALF, photographs=True),
        Case("timm-clip-quickgelu", "vit_base_patch16_clip_quickgelu_224.openai", {**SMALL, **PROJECTED}, dtype=HALF),
        Case("timm-siglip", "vit_base_patch16_siglip_224.webli", SMALL, photographs=True, dtype=HALF),
        Case("timm-eva02-clip", eva_clip, {**GATED, **PROJECTED}, photographs=True),
        Case("timm-eva02-clip-resampled", eva_clip, {**GATED, **PROJECTED}, side=24, resampled=True),
        Case("timm-eva02", "eva02_small_patch14_224.mim_in22k", fourteen, side=28, dtype=HALF, photographs=True),
        Case("timm-eva02-base", "eva02_base_patch14_224.mim_in22k", GATED, dtype=HALF),
        Case("timm-eva-clip", "eva_giant_patch14_clip_224.laion400m", {**SMALL, **PROJECTED}, photographs=True),
        Case("timm-eva02-enormous-clip", "eva02_enormous_patch14_clip_224.laion2b", {**SMALL, **PROJECTED}, dtype=HALF),
    ]
