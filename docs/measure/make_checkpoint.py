"""Makes a checkpoint folder of a realistic network with random weights, for measuring speed where none can be downloaded.

Usage: python3 make_checkpoint.py --family dinov2 --output FOLDER
Default: ViT-S/16 at 224 x 224 (width 384, 12 layers, 6 heads, 22 M parameters). Writes config.json, preprocessor_config.json and
model.safetensors (F32) as Hugging Face does, and prints the number of parameters. The same seed gives the same weights.
"""
import argparse
import json
from pathlib import Path

import torch
from transformers import Dinov2Config, Dinov2Model, ViTConfig, ViTModel

FAMILIES = {"dinov2": (Dinov2Config, Dinov2Model, {}), "vit": (ViTConfig, ViTModel, {"add_pooling_layer": False})}


def preprocessing(family, pixels):
    """Returns the family's usual steps: dinov2 resizes the shorter side to 8/7 of the crop, vit both sides exactly."""
    whole = {"height": pixels, "width": pixels}
    steps = {"do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True}
    if family == "dinov2":
        return steps | {
            "image_processor_type": "BitImageProcessor", "size": {"shortest_edge": pixels * 8 // 7}, "resample": 3,
            "do_center_crop": True, "crop_size": whole, "do_convert_rgb": True,
            "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
        }
    return steps | {
        "image_processor_type": "ViTImageProcessor", "size": whole, "resample": 2,
        "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--family", choices=FAMILIES, default="dinov2")
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--pixels", type=int, default=224, help="side of the network's input")
    parser.add_argument("--patch", type=int, default=16)
    parser.add_argument("--width", type=int, default=384)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--heads", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    config, model, options = FAMILIES[arguments.family]
    network = model(config(
        hidden_size=arguments.width, num_hidden_layers=arguments.layers, num_attention_heads=arguments.heads,
        intermediate_size=4 * arguments.width, image_size=arguments.pixels, patch_size=arguments.patch,
    ) if arguments.family == "vit" else config(
        hidden_size=arguments.width, num_hidden_layers=arguments.layers, num_attention_heads=arguments.heads,
        mlp_ratio=4, image_size=arguments.pixels, patch_size=arguments.patch,
    ), **options)
    network.save_pretrained(arguments.output, safe_serialization=True)
    steps = json.dumps(preprocessing(arguments.family, arguments.pixels), indent=2)
    arguments.output.joinpath("preprocessor_config.json").write_text(steps + "\n")
    print(f"{arguments.output}: {sum(p.numel() for p in network.parameters()):,} parameters")


if __name__ == "__main__":
    main()
