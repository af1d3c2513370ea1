#!/usr/bin/env bash
# Usage: dinov3-imagenet22k-arguments.sh [CHECKOUT]   (a checkout of facebookresearch/dinov3 with dinov3/data/datasets; cloned without it)
# Guess: DINOv3's data set class ImageNet22k reads what DINOv2's class of the same name and text reads: CLASS.tar, entries.npy and
# class-ids.npy. But for their imports and licence lines the two files are equal.
# What happens: DINOv2's gives the image. DINOv3's fails at the first image: its __init__ calls its base class with positions
# (root, transforms, ...), and in DINOv3 the base class has image_decoder and target_decoder before root. The root becomes a decoder,
# and the transform becomes the root. DINOv3's class ImageNet names its arguments and works.
# Why it matters: "ImageNet22k:root=...:extra=..." of DINOv3's training documentation fails on right data, and the message, about a
# path that is None (or a transform), says nothing of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checkout=${1:-}
if [ -z "$checkout" ]; then
  checkout=$work/dinov3
  git clone --quiet --depth 1 https://github.com/facebookresearch/dinov3 "$checkout" || { echo "skipped: GitHub is not reachable"; exit 0; }
fi
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install numpy==2.4.6 pillow==13.0.0
"$work/venv/bin/python" - "$work" "$checkout" <<'PYTHON'
import importlib
import io
import pathlib
import sys
import tarfile
import types

import numpy
from PIL import Image

work, checkout = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


class VisionDataset:
    """What torchvision 0.22's class does with these arguments, without PyTorch."""

    def __init__(self, root=None, transforms=None, transform=None, target_transform=None):
        self.root, self.transforms = root, transforms


for name in ("torchvision", "torchvision.datasets", "dinov3", "dinov3.data", "dinov3.data.datasets"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["torchvision.datasets"].VisionDataset = VisionDataset
sys.modules["dinov3.data.datasets"].__path__ = [str(checkout / "dinov3/data/datasets")]

data = io.BytesIO()
Image.new("RGB", (16, 16), (200, 10, 10)).save(data, "JPEG")
with tarfile.open(work / "red.tar", "w", format=tarfile.USTAR_FORMAT) as tar:
    member = tarfile.TarInfo("a.jpg")
    member.size = len(data.getvalue())
    tar.addfile(member, io.BytesIO(data.getvalue()))
kinds = [("class_index", "<u4"), ("class_id", "U3"), ("start_offset", "<u4"), ("end_offset", "<u4"), ("filename", "U5")]
numpy.save(work / "entries.npy", numpy.array([(0, "red", 0, 512 + member.size, "a.jpg")], dtype=kinds))
numpy.save(work / "class-ids.npy", numpy.array(["red"]))


def read():
    try:
        module = importlib.import_module("dinov3.data.datasets.image_net_22k")
        return module.ImageNet22k(root=str(work), extra=str(work)).get_image_data(0) == data.getvalue()
    except (RuntimeError, TypeError) as failure:
        return f"{type(failure).__name__}: {failure}"


as_published = read()
base = sys.modules["dinov3.data.datasets.extended"].ExtendedVisionDataset
by_name = base.__init__
base.__init__ = lambda self, root, transforms, transform, target_transform: by_name(
    self, root=root, transforms=transforms, transform=transform, target_transform=target_transform
)
by_keyword = read()
print("guess: True, the image's bytes")
print("seen: ", as_published)
print("with arguments by keyword:", by_keyword)
sys.exit(0 if as_published is not True and by_keyword is True else 1)
PYTHON
