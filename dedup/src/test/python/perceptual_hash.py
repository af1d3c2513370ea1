"""Oracle of PerceptualHash: ImageHash's phash of 32 x 32 grey thumbnails of photographs (CC0, the clothing dataset).

Writes thumbnails.bin, 1024 bytes an image row by row, and thumbnails.txt, one hash an image as 16 hexadecimal digits.
Regenerate: python3 perceptual_hash.py FOLDER_OF_JPEGS ../resources/oracle
Made with Python 3.11, ImageHash 4.3.2, SciPy 1.17.1, NumPy 2.4.6, Pillow 13.0.0. Bits must agree, no tolerance.
"""
import sys
from pathlib import Path

import imagehash
from PIL import Image

folder, output = Path(sys.argv[1]), Path(sys.argv[2])
paths = sorted(folder.rglob("*.jpg"))
paths = paths[:: len(paths) // 48][:48]
thumbnails = [Image.open(path).convert("L").resize((32, 32), Image.Resampling.BICUBIC) for path in paths]
output.joinpath("thumbnails.bin").write_bytes(b"".join(image.tobytes() for image in thumbnails))
output.joinpath("thumbnails.txt").write_text("".join(f"{imagehash.phash(image)}\n" for image in thumbnails))
