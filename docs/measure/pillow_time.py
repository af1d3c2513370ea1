"""CPU time that Pillow takes to make an RGB array of each picture of a folder: the least mean of four rounds, in milliseconds.

    pillow_time.py FOLDER

Files are in memory. The other side is io.gleaner.pipeline.image.DecoderComparison.
"""
import io
import sys
import time
from pathlib import Path

import numpy
from PIL import Image

pictures = [file.read_bytes() for file in sorted(Path(sys.argv[1]).iterdir())]
rounds = []
for _ in range(4):
    start = time.thread_time()
    for picture in pictures:
        numpy.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))
    rounds.append((time.thread_time() - start) / len(pictures) * 1e3)
print(f"{len(pictures)} pictures, {min(rounds):.2f} ms of CPU time each")
