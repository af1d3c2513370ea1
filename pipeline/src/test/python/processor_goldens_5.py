"""What the image processors of transformers 5 make of two photographs: processor_goldens.py for the release after.

Reads ../resources/preprocessing/transformers5/NAME.json, and those of ../resources/preprocessing that a class of transformers 4 wrote.
Writes to ../resources/preprocessing/transformers5
  NAME.f32.gz    as processor_goldens.py does
  defaults.tsv   the same table
  nearest.tsv    width before, width after, the column that each column of the result is, by torch's nearest-exact
AutoImageProcessor chooses the class as it does for everyone: the one on tensors, even where a file names one that ends in Pil; those are asked for by
their names.
Written with transformers 5.24.0, torch 2.7.1, torchvision 0.22.1, numpy 2.4.6 and Pillow 11.3.0 (see processor_goldens.py) on a CPU with AVX2: where
torch finds AVX-512 or none of them, torchvision resamples bilinearly through floats, a level apart here and there.
Regenerate with requirements-5.txt: python3 processor_goldens_5.py
"""
import gzip
import json
import shutil
import tempfile
from pathlib import Path

import numpy
import torch
import transformers
from PIL import Image

FOLDER = Path(__file__).parent.parent / "resources/preprocessing/transformers5"
IMAGES = [Image.open(FOLDER.parent.parent / f"image/resize/input-{number}.png") for number in range(2)]
FAMILIES = ("ViT", "DeiT", "Beit", "CLIP", "Bit", "Siglip")
CLASSES = [f"{family}ImageProcessor{kind}" for family in FAMILIES for kind in ("", "Pil")] + ["DINOv3ViTImageProcessor"]
FOURS = ("clip-fast", "clip-fast-padded", "clip-laion", "dinov2", "siglip", "swinv2")
assert transformers.__version__.startswith("5."), transformers.__version__


def pixels(file):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(file, Path(folder) / "preprocessor_config.json")
        kind = json.loads(file.read_text()).get("image_processor_type", "")
        chosen = getattr(transformers, kind) if kind.endswith("Pil") else transformers.AutoImageProcessor
        processor = chosen.from_pretrained(folder)
        assert type(processor).__name__.endswith("Pil") == kind.endswith("Pil"), (kind, type(processor))
    return [numpy.asarray(processor(image, return_tensors="pt")["pixel_values"][0]) for image in IMAGES]


def defaults(name):
    processor = getattr(transformers, name)()
    size, crop = processor.size, dict(height=0, width=0)
    resize = f"edge {size.shortest_edge}" if size.shortest_edge else f"exactly {size.height} {size.width}"
    if getattr(processor, "do_center_crop", False):
        crop = processor.crop_size
    assert processor.do_resize and processor.do_rescale and processor.do_normalize and processor.rescale_factor == 1 / 255
    return [name, resize, crop["height"], crop["width"], int(processor.resample), list(processor.image_mean), list(processor.image_std)]


for file in sorted(FOLDER.glob("*.json")) + [FOLDER.parent / f"{name}.json" for name in FOURS]:
    each = pixels(file)
    assert all(image.dtype == numpy.float32 and image.shape == each[0].shape for image in each), file
    values = b"".join(image.astype("<f4").tobytes() for image in each)
    (FOLDER / f"{file.stem}.f32.gz").write_bytes(gzip.compress(values, mtime=0))
(FOLDER / "defaults.tsv").write_text("".join("\t".join(map(str, defaults(name))) + "\n" for name in CLASSES))
with open(FOLDER / "nearest.tsv", "w") as table:
    for before, after in ((7, 3), (10, 4), (99, 50), (157, 60), (183, 101), (3, 8), (1000, 333), (2049, 683)):
        row = torch.arange(before, dtype=torch.float32)[None, None, None]
        nearest = torch.nn.functional.interpolate(row, size=(1, after), mode="nearest-exact")[0, 0, 0]
        table.write(f"{before}\t{after}\t{' '.join(str(int(each)) for each in nearest)}\n")
