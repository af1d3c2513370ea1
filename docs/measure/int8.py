"""What dynamic int8 linear layers would bring on this CPU: speed by float32, and cosine to float32.

    int8.py --photos FOLDER [--encoder FOLDER]

Weights are int8 with a scale for each output, inputs are quantised as they come (torch.ao.quantization, per_channel_dynamic_qconfig), by
fbgemm ("x86") and by oneDNN. One thread; thread CPU time, the best of three, in turns; cosines over up to 64 photographs. The networks of
the table have random weights; --encoder is a folder of trained ones in Hugging Face's layout. Needs torch, timm, transformers and Pillow.
"""

import argparse
import time
from pathlib import Path

import numpy
import timm
import torch
from PIL import Image
from torch.ao.quantization import per_channel_dynamic_qconfig, quantize_dynamic
from transformers import AutoModel

NETWORKS = {
    "ViT-S/14": "vit_small_patch14_dinov2",
    "ViT-B/16": "vit_base_patch16_224",
    "Swin-T": "swin_tiny_patch4_window7_224",
    "CLIP ViT-B/32": "vit_base_patch32_clip_224",
}
TIMED = 16
ROUNDS = 3


class ClassToken(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixels):
        return self.model(pixels).last_hidden_state[:, 0]


def pixels(photos, side):
    images = []
    for file in photos:
        image = Image.open(file).convert("RGB")
        short = min(image.size)
        image = image.crop((0, 0, short, short)).resize((side, side), Image.BICUBIC)
        images.append((numpy.asarray(image, dtype=numpy.float32) / 255 - 0.5) / 0.5)
    return torch.tensor(numpy.stack(images)).permute(0, 3, 1, 2).contiguous()


def timed(model, batch):
    start = time.thread_time()
    model(batch)
    return time.thread_time() - start


def compare(name, model, batch):
    wide = model(batch)
    for engine in ["x86", "onednn"]:
        torch.backends.quantized.engine = engine
        narrow = quantize_dynamic(model, {torch.nn.Linear: per_channel_dynamic_qconfig})
        cosines = torch.nn.functional.cosine_similarity(narrow(batch), wide)
        rounds = [(timed(model, batch[:TIMED]), timed(narrow, batch[:TIMED])) for _ in range(ROUNDS)]
        faster = min(each[0] for each in rounds) / min(each[1] for each in rounds)
        print(f"| {name} | {engine} | {faster:.2f} | {cosines.min():.5f} | {cosines.median():.5f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--encoder", type=Path)
    arguments = parser.parse_args()
    photos = sorted(arguments.photos.rglob("*.jpg"))[:64]
    torch.set_num_threads(1)
    torch.manual_seed(0)
    print("| network | engine | int8 by float32 | least cosine | median |\n|---|---|---|---|---|")
    with torch.inference_mode():
        if arguments.encoder:
            model = AutoModel.from_pretrained(arguments.encoder).eval()
            compare(arguments.encoder.name, ClassToken(model), pixels(photos, model.config.image_size))
        for name, architecture in NETWORKS.items():
            sized = {"img_size": 224} if "dinov2" in architecture else {}
            model = timm.create_model(architecture, pretrained=False, num_classes=0, **sized).eval()
            compare(name, model, pixels(photos, 224))


if __name__ == "__main__":
    main()
