#!/usr/bin/env bash
# Guess: Pillow reads an RGB TIFF of 16 bits a sample alike whether its samples are interleaved or in planes, compressed or not, or refuses it.
# What happens: uncompressed planes (PlanarConfiguration 2) are read as planes of 8 bits, without a word: the pixels are others. The same
# planes compressed by deflate are right.
# Why it matters: whoever takes Pillow's pixels for the truth, or trains on them, has other pictures than the files hold.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.6 pillow==13.0.0 tifffile==2026.3.3
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
import numpy
import PIL
import tifffile
from PIL import Image

y, x = numpy.mgrid[0:29, 0:37]
written = numpy.stack([x * 6, y * 8, x + y], -1).astype(numpy.uint8)
planes = numpy.moveaxis(written.astype(numpy.uint16) * 257, -1, 0)


def difference(**options):
    path = sys.argv[1] + "/planes.tif"
    tifffile.imwrite(path, planes, photometric="rgb", planarconfig="separate", metadata=None, **options)
    read = numpy.asarray(Image.open(path).convert("RGB"))
    return numpy.abs(read.astype(int) - written).mean()


deflated, plain = difference(compression="zlib"), difference()
print(f"Pillow {PIL.__version__}, tifffile {tifffile.__version__}, numpy {numpy.__version__}")
print("guess: mean difference to what was written 0 for both, or a refusal")
print(f"seen: {deflated:.1f} for deflated planes, {plain:.1f} for uncompressed ones")
sys.exit(0 if deflated == 0 and plain > 10 else 1)
PYTHON
