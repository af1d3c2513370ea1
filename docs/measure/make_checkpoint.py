"""Makes a checkpoint folder of a published network's size and form with random weights, for measuring speed where none can be downloaded.

Usage: python3 make_checkpoint.py --model vits14 --output FOLDER [--shard 1GB]
  vits14   DINOv2 ViT-S/14   as facebook/dinov2-small, with positions for 224 x 224 pixels
  vitb16   ViT-B/16          as google/vit-base-patch16-224
  swint    Swin-T            as microsoft/swin-tiny-patch4-window7-224
  clipb32  CLIP ViT-B/32     as openai/clip-vit-base-patch32, its vision half with the projection alone
  vitg14   DINOv2 ViT-g/14   as facebook/dinov2-giant, with positions for 224 x 224 pixels
Writes config.json, preprocessor_config.json and model.safetensors in float32 (4.5 GB for vitg14), or with --shard files of at most that size
and their index, and prints the number of parameters. The same seed and versions give the same weights. Memory: less than twice the parameters.
"""
import argparse
import json
from pathlib import Path

import torch
from transformers import (CLIPConfig, CLIPVisionModelWithProjection, Dinov2Config, Dinov2Model, SwinConfig, SwinForImageClassification, ViTConfig,
                          ViTForImageClassification)

PIXELS = 224
WHOLE = {"height": PIXELS, "width": PIXELS}
BILINEAR, BICUBIC = 2, 3
IMAGENET = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
HALF = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
CLIP = {"image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711]}


def exact(resample, statistics):
    """Returns the preprocessing that resizes both sides, whatever the form of the image."""
    return {"image_processor_type": "ViTImageProcessor", "do_resize": True, "size": WHOLE, "resample": resample,
            "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True} | statistics


def cropped(processor, shortest_edge, statistics):
    """Returns the preprocessing that resizes the shorter side and takes the centre."""
    return {"image_processor_type": processor, "do_convert_rgb": True, "do_resize": True, "size": {"shortest_edge": shortest_edge},
            "resample": BICUBIC, "do_center_crop": True, "crop_size": WHOLE,
            "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True} | statistics


def dinov2(**options):
    return Dinov2Config(image_size=PIXELS, patch_size=14, **options), Dinov2Model, cropped("BitImageProcessor", 256, IMAGENET)


# name: configuration, class and preprocessing
MODELS = {
    "vits14": lambda: dinov2(hidden_size=384, num_hidden_layers=12, num_attention_heads=6),
    "vitb16": lambda: (ViTConfig(num_labels=1000), ViTForImageClassification, exact(BILINEAR, HALF)),
    "swint": lambda: (SwinConfig(num_labels=1000), SwinForImageClassification, exact(BICUBIC, IMAGENET)),
    "clipb32": lambda: (CLIPConfig(), CLIPVisionModelWithProjection, cropped("CLIPImageProcessor", PIXELS, CLIP)),
    "vitg14": lambda: dinov2(hidden_size=1536, num_hidden_layers=40, num_attention_heads=24, use_swiglu_ffn=True),
}


def draw(network, seed):
    """Draws all parameters anew: around 1 the factors of norms and layer scales, around 0 the others, so that no bias is left at 0."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, values in network.named_parameters():
            factor = values.dim() == 1 and name.endswith(("weight", "lambda1"))
            values.normal_(1.0 if factor else 0.0, 0.02, generator=generator)


def make(model, folder, shard, seed):
    """Writes the folder and returns the number of parameters."""
    config, network_class, preprocessing = MODELS[model]()
    network = network_class(config.vision_config if model == "clipb32" else config)
    draw(network, seed)
    network.save_pretrained(folder, max_shard_size=shard)
    if model == "clipb32":  # the published file describes both halves
        config.architectures = ["CLIPModel"]
        config.save_pretrained(folder)
    folder.joinpath("preprocessor_config.json").write_text(json.dumps(preprocessing, indent=2) + "\n")
    return sum(values.numel() for values in network.parameters())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, choices=MODELS)
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--shard", default="100GB", help="largest size of a file of weights, such as 1GB (default: one file)")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(f"{arguments.output}: {make(arguments.model, arguments.output, arguments.shard, arguments.seed):,} parameters")


if __name__ == "__main__":
    main()
