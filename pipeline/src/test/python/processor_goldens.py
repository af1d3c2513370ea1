"""What transformers' image processors and timm's evaluation transforms make of two photographs.

Reads ../resources/preprocessing/NAME.json, a preprocessor_config.json in the form that a family is published in, or timm's config.json where the
name begins with "timm-"; sides are smaller than the published ones so that goldens are small. Writes there
  NAME.f32.gz    pixel_values of ../resources/image/resize/input-0.png, then of input-1.png, each [3, height, width], little-endian float32
  defaults.tsv   class, resize ("edge N" or "exactly H W"), crop height, crop width (0 0: none), Pillow's resample code, mean, std: what a class does
                 where its file is silent
AutoImageProcessor chooses the class as it does for everyone: the one on Pillow, unless the file names one that ends in Fast.
Written with transformers 4.57.1, timm 1.0.31, torch 2.7.1, torchvision 0.22.1, numpy 2.4.6 and Pillow 11.3.0, which like all before 13 resamples
rows first whatever the image. Regenerate: python3 processor_goldens.py
"""
import gzip
import json
import shutil
import tempfile
from pathlib import Path

import numpy
import transformers
from PIL import Image
from timm.data import create_transform, resolve_data_config

RESOURCES = Path(__file__).parent.parent / "resources"
FOLDER = RESOURCES / "preprocessing"
IMAGES = [Image.open(RESOURCES / f"image/resize/input-{number}.png") for number in range(2)]
CLASSES = [f"{family}ImageProcessor{fast}" for family in ("ViT", "DeiT", "Beit", "CLIP", "Bit", "Siglip") for fast in ("", "Fast")]
CLASSES.append("DINOv3ViTImageProcessorFast")


def transformers_pixels(file):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(file, Path(folder) / "preprocessor_config.json")
        processor = transformers.AutoImageProcessor.from_pretrained(folder)
    return [numpy.asarray(processor(image, return_tensors="pt")["pixel_values"][0]) for image in IMAGES]


def timm_pixels(file):
    config = json.loads(file.read_text())
    transform = create_transform(**resolve_data_config(pretrained_cfg=config.get("pretrained_cfg", config)))
    return [transform(image).numpy() for image in IMAGES]


def defaults(name):
    processor = getattr(transformers, name)()
    size = processor.size
    resize = f"edge {size['shortest_edge']}" if "shortest_edge" in size else f"exactly {size['height']} {size['width']}"
    crop = processor.crop_size if getattr(processor, "do_center_crop", False) else dict(height=0, width=0)
    assert processor.do_resize and processor.do_rescale and processor.do_normalize and processor.rescale_factor == 1 / 255
    return [name, resize, crop["height"], crop["width"], int(processor.resample), list(processor.image_mean), list(processor.image_std)]


for file in sorted(FOLDER.glob("*.json")):
    pixels = (timm_pixels if file.name.startswith("timm-") else transformers_pixels)(file)
    assert all(each.dtype == numpy.float32 and each.shape == pixels[0].shape for each in pixels)
    values = b"".join(each.astype("<f4").tobytes() for each in pixels)
    (FOLDER / f"{file.stem}.f32.gz").write_bytes(gzip.compress(values, mtime=0))
(FOLDER / "defaults.tsv").write_text("".join("\t".join(map(str, defaults(name))) + "\n" for name in CLASSES))
