"""Writes one full-size checkpoint of a family, random weights, with the files that goldens have: 84 to 430 MB.

  python full_size.py FAMILY OUTPUT      FAMILY is one of FAMILIES; OUTPUT is a folder to be made
"""
import argparse
import pathlib

import torch
import torchvision
import transformers as hf

from encoder_goldens import write
from encoder_oracle import golden, preprocessors, timm_models, torchscript, transformers_cases, transformers_families

CLIP_BASE_32 = {"hidden_act": "quick_gelu"}
BEIT_BASE = {"use_relative_position_bias": True, "layer_scale_init_value": 0.1}
SWINV2_TINY = {"image_size": 256, "window_size": 8}
V3_SMALL = {"num_register_tokens": 4, "layer_norm_eps": 1e-5, "rope_theta": 100.0}
DINO_SMALL = {"hidden_size": 384, "num_attention_heads": 6, "intermediate_size": 1536}
DINOV2_BASE = {"image_size": 518, "patch_size": 14}


class CopyDetection(torch.nn.Module):
    """ResNet-50, generalised mean pooling, a linear layer to 512 components, unit length: SSCD's shape."""

    def __init__(self):
        super().__init__()
        backbone = torchvision.models.resnet50(weights=None)
        self.backbone = torch.nn.Sequential(*list(backbone.children())[:-2])
        self.head = torch.nn.Linear(2048, 512)

    def forward(self, x):
        y = self.backbone(x).clamp(min=1e-6).pow(3).mean((2, 3)).pow(1 / 3)
        return torch.nn.functional.normalize(self.head(y))


def calibrate(network, pixels):
    """Sets the batch norms' statistics, without which fifty random layers say the same of every image."""
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None
    with torch.no_grad():
        network.train()(pixels)
    return network.eval()


def copy_detection(folder):
    coarse = golden.random_pixels(4, 9)  # fine noise would average out
    pixels = torch.nn.functional.interpolate(coarse, size=(288, 288), mode="bicubic", align_corners=False)
    network = calibrate(golden.randomise(CopyDetection(), 0), pixels)
    with torch.no_grad():
        traced = torch.jit.trace(network, pixels[:2])
    torchscript.write(folder, "sscd", traced, pixels[:2], torchscript.YAML.format(288, 288))


def family(model, preprocessor, side=224):
    """A model of transformers, made only when it is asked for."""
    return lambda folder: save(transformers_cases.Case("", model(), preprocessor, side=side), transformers_families, folder)


def timm_family(architecture, side=224, **arguments):
    return lambda folder: save(timm_models.Case("", architecture, arguments, side=side), timm_models, folder)


def save(case, library, folder):
    case.save(folder, 0)
    write(folder, library, case.images, case.side, [])


def dinov2(kind, configuration):
    return family(lambda: kind(configuration(**DINOV2_BASE)), preprocessors.dinov2)


FAMILIES = {
    "vit": family(lambda: hf.ViTModel(hf.ViTConfig()), preprocessors.vit),
    "deit": family(lambda: hf.DeiTForImageClassificationWithTeacher(hf.DeiTConfig()), preprocessors.deit),
    "swin": family(lambda: hf.SwinForImageClassification(hf.SwinConfig()), preprocessors.swin),
    "swinv2": family(lambda: hf.Swinv2ForImageClassification(hf.Swinv2Config(**SWINV2_TINY)), preprocessors.swinv2, 256),
    "clip": family(lambda: hf.CLIPModel(transformers_cases.clip_config(CLIP_BASE_32, 512)), preprocessors.clip),
    "siglip": family(lambda: hf.SiglipModel(transformers_cases.siglip_config({"hidden_size": 768})), preprocessors.siglip),
    "beit": family(lambda: hf.BeitForImageClassification(hf.BeitConfig(**BEIT_BASE)), preprocessors.beit),
    "mae": family(lambda: hf.ViTMAEForPreTraining(hf.ViTMAEConfig()), preprocessors.mae),
    "dino": family(lambda: hf.ViTModel(hf.ViTConfig(**DINO_SMALL), add_pooling_layer=False), preprocessors.dino),
    "dinov2": dinov2(hf.Dinov2Model, hf.Dinov2Config),
    "dinov2-registers": dinov2(hf.Dinov2WithRegistersModel, hf.Dinov2WithRegistersConfig),
    "dinov3": family(lambda: hf.DINOv3ViTModel(hf.DINOv3ViTConfig(**V3_SMALL)), preprocessors.dinov3),
    "eva02-clip": timm_family("eva02_base_patch16_clip_224.merged2b"),
    "ibot": timm_family("vit_small_patch16_224", num_classes=0),
    "sscd": copy_detection,
}


def main(name, folder):
    torch.set_num_threads(1)
    folder.mkdir(parents=True)
    FAMILIES[name](folder)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("family", choices=FAMILIES, metavar="FAMILY", help=", ".join(FAMILIES))
    arguments.add_argument("output", type=pathlib.Path, metavar="OUTPUT", help="a folder that is not there yet")
    chosen = arguments.parse_args()
    main(chosen.family, chosen.output)
