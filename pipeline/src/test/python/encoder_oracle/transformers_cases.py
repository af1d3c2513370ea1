"""Small checkpoints of the families of transformers, saved as their authors' are."""
from dataclasses import dataclass
import json
from typing import Any, Callable

import torch
import transformers as hf

from encoder_oracle import preprocessors
from encoder_oracle.golden import randomise

SMALL = {
    "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 48, "image_size": 16,
    "patch_size": 4,
}
MLP_RATIO = {**SMALL, "mlp_ratio": 2}
WIDE = {**SMALL, "hidden_size": 32, "num_attention_heads": 4, "intermediate_size": 64}
SWIN = {
    "image_size": 32, "patch_size": 4, "embed_dim": 12, "depths": [2, 2], "num_heads": [2, 4], "window_size": 4,
    "mlp_ratio": 2.0,
}
SWINV2 = {**SWIN, "depths": [2, 1], "num_heads": [2, 2]}
HALF = torch.float16
TEXT = {
    "vocab_size": 8, "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
    "max_position_embeddings": 4,
}


@dataclass(frozen=True)
class Case:
    """One checkpoint: the model before its weights are drawn, and the preprocessing beside it."""

    name: str
    model: Any
    preprocessor: Callable
    side: int = 16
    images: int = 2
    dtype: torch.dtype = torch.float32
    photographs: bool = False
    shard: str = "5GB"

    def save(self, folder, seed):
        randomise(self.model, seed).to(self.dtype).save_pretrained(folder, max_shard_size=self.shard)
        (folder / "preprocessor_config.json").write_text(json.dumps(self.preprocessor(self.side), indent=2) + "\n")


def clip_config(vision, projection=16):
    config = hf.CLIPConfig(text_config={**TEXT, "eos_token_id": 7}, vision_config=vision, projection_dim=projection)
    config.text_config.projection_dim = config.vision_config.projection_dim = projection
    return config


def siglip_config(vision):
    return hf.SiglipConfig(text_config={**TEXT, "projection_size": vision["hidden_size"]}, vision_config=vision)


def cases():
    return [*vision_transformers(), *self_distilled(), *language_supervised(), *windowed()]


def vision_transformers():
    vit, deit, mae = preprocessors.vit, preprocessors.deit, preprocessors.mae
    plain = hf.ViTConfig(**WIDE)
    small = hf.ViTConfig(**SMALL)
    masked = {**SMALL, "decoder_hidden_size": 8, "decoder_num_hidden_layers": 1, "decoder_num_attention_heads": 2,
              "decoder_intermediate_size": 8}
    dino = hf.ViTConfig(**{**SMALL, "patch_size": 8, "image_size": 24}, qkv_bias=True)
    distilled = {**SMALL, "image_size": 28}
    return [
        Case("vit-f32", hf.ViTModel(plain, add_pooling_layer=False), vit, images=3, photographs=True),
        Case("vit-bf16", hf.ViTModel(small, add_pooling_layer=False), vit, dtype=torch.bfloat16),
        Case("vit-resampled", hf.ViTModel(small, add_pooling_layer=False), vit, side=24, dtype=HALF),
        Case("vit-headed", hf.ViTForImageClassification(hf.ViTConfig(**SMALL, hidden_act="gelu_new", num_labels=3)), vit),
        Case("vit-pooler", hf.ViTModel(small), vit, dtype=HALF),
        Case("vit-sharded", hf.ViTModel(small), vit, shard="15KB", dtype=HALF),
        Case("dino", hf.ViTModel(dino, add_pooling_layer=False), preprocessors.dino, side=24, photographs=True),
        Case("deit", hf.DeiTModel(hf.DeiTConfig(**distilled)), deit, side=28, photographs=True),
        Case("deit-headed", hf.DeiTForImageClassificationWithTeacher(hf.DeiTConfig(**SMALL, num_labels=3)), deit,
             dtype=HALF),
        Case("deit-resampled", hf.DeiTModel(hf.DeiTConfig(**SMALL), add_pooling_layer=False), deit, side=24, dtype=HALF),
        Case("mae", hf.ViTMAEForPreTraining(hf.ViTMAEConfig(**masked)), mae, photographs=True),
        Case("mae-encoder", hf.ViTMAEModel(hf.ViTMAEConfig(**masked)), mae, dtype=HALF),
        Case("mae-resampled", hf.ViTMAEModel(hf.ViTMAEConfig(**masked)), mae, side=24, dtype=HALF),
    ]


def self_distilled():
    v2, v3 = preprocessors.dinov2, preprocessors.dinov3
    wide = hf.Dinov2Config(**{**WIDE, "num_attention_heads": 2}, mlp_ratio=2)
    small = hf.Dinov2Config(**MLP_RATIO)
    registers = hf.Dinov2WithRegistersConfig(**MLP_RATIO, num_register_tokens=4)
    rotary = {**SMALL, "num_register_tokens": 4, "layer_norm_eps": 1e-5, "rope_theta": 100.0}
    gated = hf.DINOv3ViTConfig(**{**rotary, "intermediate_size": 32}, use_gated_mlp=True, hidden_act="silu")
    fourteen = hf.Dinov2Config(**{**MLP_RATIO, "patch_size": 14, "image_size": 28})
    return [
        Case("dinov2-f32", hf.Dinov2Model(wide), v2, images=3, photographs=True),
        Case("dinov2-f16", hf.Dinov2Model(small), v2, dtype=HALF),
        Case("dinov2-bf16", hf.Dinov2Model(small), v2, dtype=torch.bfloat16),
        Case("dinov2-resampled", hf.Dinov2Model(small), v2, side=24, dtype=HALF),
        Case("dinov2-swiglu", hf.Dinov2Model(hf.Dinov2Config(**MLP_RATIO, use_swiglu_ffn=True)), v2, dtype=HALF),
        Case("dinov2-headed", hf.Dinov2ForImageClassification(hf.Dinov2Config(**MLP_RATIO, num_labels=3)), v2, dtype=HALF),
        Case("dinov2-patch14", hf.Dinov2Model(fourteen), v2, side=28, dtype=HALF),
        Case("dinov2-registers", hf.Dinov2WithRegistersModel(registers), v2, photographs=True),
        Case("dinov2-registers-resampled", hf.Dinov2WithRegistersModel(registers), v2, side=24, dtype=HALF),
        Case("dinov3", hf.DINOv3ViTModel(hf.DINOv3ViTConfig(**rotary)), v3, photographs=True),
        Case("dinov3-gated", hf.DINOv3ViTModel(gated), v3, dtype=HALF),
        Case("dinov3-resampled", hf.DINOv3ViTModel(hf.DINOv3ViTConfig(**rotary)), v3, side=24, dtype=HALF),
    ]


def language_supervised():
    openai, laion = preprocessors.clip, preprocessors.clip_dictionaries
    quick = {**SMALL, "hidden_act": "quick_gelu"}
    smooth = {**SMALL, "hidden_act": "gelu"}
    thirty_two = {**quick, "hidden_size": 8, "intermediate_size": 16, "patch_size": 32, "image_size": 64}
    towers = hf.CLIPVisionConfig(**quick, projection_dim=16)
    sig = siglip_config({**SMALL, "hidden_act": "gelu_pytorch_tanh"})
    vision = hf.SiglipVisionConfig(**SMALL)
    return [
        Case("clip", hf.CLIPModel(clip_config(quick)), openai, photographs=True),
        Case("clip-gelu", hf.CLIPModel(clip_config(smooth, 32)), laion, photographs=True, dtype=HALF),
        Case("clip-vision-projected", hf.CLIPVisionModelWithProjection(towers), openai, dtype=HALF),
        Case("clip-vision", hf.CLIPVisionModel(towers), openai, dtype=HALF),
        Case("clip-resampled", hf.CLIPModel(clip_config(quick)), openai, side=24, dtype=HALF),
        Case("clip-patch32", hf.CLIPModel(clip_config(thirty_two)), openai, side=64, dtype=HALF),
        Case("siglip", hf.SiglipModel(sig), preprocessors.siglip, photographs=True),
        Case("siglip-vision", hf.SiglipVisionModel(vision), preprocessors.siglip, dtype=HALF),
        Case("siglip-resampled", hf.SiglipVisionModel(vision), preprocessors.siglip, side=24, dtype=HALF),
        Case("siglip2", hf.SiglipModel(sig), preprocessors.siglip2, dtype=HALF, photographs=True),
    ]


def windowed():
    beit, swin, swinv2 = preprocessors.beit, preprocessors.swin, preprocessors.swinv2
    layered = {**SMALL, "use_relative_position_bias": True, "layer_scale_init_value": 0.1}
    masked = hf.BeitConfig(**SMALL, use_shared_relative_position_bias=True, use_mask_token=True, vocab_size=5)
    absolute = hf.BeitConfig(**SMALL, use_absolute_position_embeddings=True, use_mean_pooling=False,
                             layer_scale_init_value=0.0)
    fine = {**SWIN, "patch_size": 2, "image_size": 16}
    padded = {"patch_size": 2, "image_size": 20}
    return [
        Case("beit", hf.BeitForImageClassification(hf.BeitConfig(**layered, num_labels=3)), beit, photographs=True),
        Case("beit-masked", hf.BeitForMaskedImageModeling(masked), beit, dtype=HALF),
        Case("beit-masked-resampled", hf.BeitForMaskedImageModeling(masked), beit, side=24, dtype=HALF),
        Case("beit-absolute", hf.BeitModel(absolute), beit, dtype=HALF),
        Case("beit-resampled", hf.BeitModel(hf.BeitConfig(**layered)), beit, side=24, dtype=HALF),
        Case("swin", hf.SwinForImageClassification(hf.SwinConfig(**SWIN, num_labels=3)), swin, 32, photographs=True),
        Case("swin-padded", hf.SwinModel(hf.SwinConfig(**{**SWIN, **padded})), swin, 20, dtype=HALF),
        Case("swin-resampled", hf.SwinModel(hf.SwinConfig(**fine)), swin, 20, dtype=HALF),
        Case("swinv2", hf.Swinv2ForImageClassification(hf.Swinv2Config(**SWINV2, num_labels=3)), swinv2, 32,
             photographs=True),
        Case("swinv2-pretrained-windows", hf.Swinv2Model(hf.Swinv2Config(**SWINV2, pretrained_window_sizes=[3, 2])),
             swinv2, 32, dtype=HALF),
        Case("swinv2-padded", hf.Swinv2Model(hf.Swinv2Config(**{**SWINV2, **padded, "depths": [2, 2]})), swinv2, 20,
             dtype=HALF),
    ]
