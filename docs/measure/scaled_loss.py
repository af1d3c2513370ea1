"""The Python half of scaled.sh.

    scaled_loss.py choose UNPACKED FOLDER          links JPEG files of at least 8 megapixels into a new folder
    scaled_loss.py compare EXACT SCALED TIMES      cosines and distances of hashes between two run directories, medians of seconds
"""

import os
import statistics
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from PIL import Image

LEAST_PIXELS = 8_000_000


def choose(unpacked, folder):
    folder.mkdir()
    sizes = []
    for file in sorted(unpacked.rglob("*.jp*g")):
        if file.is_symlink():
            continue
        with Image.open(file) as image:
            pixels = image.width * image.height
        if pixels >= LEAST_PIXELS:
            os.link(file, folder / f"{len(sizes):03d}.jpg")
            sizes.append(pixels / 1e6)
    print(f"{len(sizes)} photographs, {statistics.median(sizes):.1f} megapixels in the median, {max(sizes):.1f} at most")


def rows(run):
    table = pq.read_table(run / "images/pool", columns=["uri", "phash", "width", "height", "embedding"])
    return {row["uri"]: row for row in table.to_pylist()}


def compare(exact, scaled, times):
    one, other = rows(exact), rows(scaled)
    assert one.keys() == other.keys()
    assert all((one[uri]["width"], one[uri]["height"]) == (other[uri]["width"], other[uri]["height"]) for uri in one)
    cosines, bits = [], []
    for uri in one:
        a, b = (np.asarray(row[uri]["embedding"], np.float64) for row in (one, other))
        cosines.append(float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)))
        if one[uri]["phash"] is not None and other[uri]["phash"] is not None:
            bits.append(bin((one[uri]["phash"] ^ other[uri]["phash"]) & (2**64 - 1)).count("1"))
    print(f"{len(cosines)} images, cosine: least {min(cosines):.5f}, median {statistics.median(cosines):.5f}; bits of the hash: at most {max(bits)}, median {statistics.median(bits)}")
    seconds = {}
    for line in times.read_text().splitlines():
        name, real, user, system = line.split()
        seconds.setdefault(name, []).append((float(real), float(user) + float(system)))
    for name, rounds in seconds.items():
        print(f"{name}: median {statistics.median(r for r, _ in rounds):.2f} s, of the processors {statistics.median(c for _, c in rounds):.2f} s")


if sys.argv[1] == "choose":
    choose(Path(sys.argv[2]), Path(sys.argv[3]))
else:
    compare(Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
