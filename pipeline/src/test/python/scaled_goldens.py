"""Writes what Pillow's draft mode makes of JPEG files, for ScaledDecodingTest: a line each with the file's name, the divisor, width,
height and the SHA-256 of the RGB bytes.

    scaled_goldens.py FOLDER >FOLDER/scaled.tsv

Needs Pillow 13.
"""

import hashlib
import sys
from pathlib import Path

from PIL import Image

for file in sorted(Path(sys.argv[1]).glob("*.jpg")):
    for divisor in (2, 4, 8):
        image = Image.open(file)
        wanted = image.width // divisor, image.height // divisor
        if image.mode == "CMYK" or 0 in wanted:
            continue
        image.draft(None, wanted)
        pixels = image.convert("RGB")
        print(file.name, divisor, pixels.width, pixels.height, hashlib.sha256(pixels.tobytes()).hexdigest(), sep="\t")
