"""The embeddings and perceptual hashes that Gleaner should give, by Pillow and PyTorch: an oracle for the other scripts.

Usage: python3 reference.py --encoder samples/encoder --images FOLDER --output FOLDER
Writes FOLDER/part-00000.parquet with the columns uri, width, height, phash (int64, null for a flat image) and embedding (list<float>), as
gleaner embed names them, and prints how many images were embedded and how many could not be read.
Versions: requirements.txt. Preprocessing is that of Hugging Face's image processors over Pillow, the embedding is the one that
networks.py names for the family.
"""
import argparse
import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from PIL import Image

from images import SUFFIXES, decode
from networks import load


class Preprocessing:
    """What preprocessor_config.json says: resize (shortest edge or exactly), centre crop, rescale, normalise."""

    def __init__(self, folder):
        config = json.loads(Path(folder, "preprocessor_config.json").read_text())
        self.size = config["size"] if config.get("do_resize", True) else None
        self.resample = Image.Resampling(config.get("resample", 2))
        self.crop = config["crop_size"] if config.get("do_center_crop", False) else None
        self.scale = np.float32(config.get("rescale_factor", 1 / 255))
        self.mean = np.array(config["image_mean"], np.float32)
        self.std = np.array(config["image_std"], np.float32)

    def resized(self, image):
        """Returns the RGB image as [height, width, 3] bytes, resized and cropped."""
        if self.size and "shortest_edge" in self.size:
            edge, (width, height) = self.size["shortest_edge"], image.size
            wide = (edge, int(edge * height / width)) if width <= height else (int(edge * width / height), edge)
            image = image.resize(wide, self.resample)
        elif self.size:
            image = image.resize((self.size["width"], self.size["height"]), self.resample)
        if self.crop:
            width, height = self.crop["width"], self.crop["height"]
            left, top = (image.width - width) // 2, (image.height - height) // 2
            image = image.crop((left, top, left + width, top + height))
        return np.asarray(image)

    def normalised(self, pixels):
        """Returns [3, height, width] float32, row-major: stacked as they are, transposed views would slow PyTorch down."""
        return np.ascontiguousarray(((pixels.astype(np.float32) * self.scale - self.mean) / self.std).transpose(2, 0, 1))


def embed(network, pixels):
    """Returns [images, dimension] float32 embeddings of [images, 3, height, width]."""
    with torch.inference_mode():
        return network(torch.from_numpy(pixels)).numpy()


def wave(frequency):
    return 0.25 * np.cos((2 * np.arange(32) + 1) * frequency * np.pi / 64)


WAVES = np.stack([wave(frequency) for frequency in range(8)])


def perceptual_hash(image):
    """Returns the 64-bit DCT hash as a signed integer, or None for a flat image (fewer than 24 coefficients of 4 or more)."""
    grey = np.asarray(image.convert("L").resize((32, 32), Image.Resampling.BILINEAR), np.float64)
    low = (WAVES @ grey @ WAVES.T).ravel()
    if np.count_nonzero(np.abs(low[1:]) >= 4) < 24:
        return None
    return int(np.packbits(low > np.median(low)).view(">i8")[0])


def entries(folder):
    """Yields (uri, path or open file) of the images in a folder and in the .tar shards in it, in order of name."""
    folder = folder.resolve()
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES | {".tar"}):
        if path.suffix != ".tar":
            yield f"{folder.name}/{path.relative_to(folder).as_posix()}", path
            continue
        with tarfile.open(path) as shard:
            for entry in shard:
                if Path(entry.name).suffix.lower() in SUFFIXES:
                    yield f"{path.name}/{entry.name}", io.BytesIO(shard.extractfile(entry).read())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", required=True, help="checkpoint folder")
    parser.add_argument("--images", required=True, type=Path, help="folder of images and .tar shards, recursive")
    parser.add_argument("--output", required=True, type=Path, help="folder to write to")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    network, preprocessing = load(arguments.encoder), Preprocessing(arguments.encoder)
    rows, pixels, unreadable = [], [], 0
    for uri, source in entries(arguments.images):
        try:
            image = decode(source)
        except (OSError, ValueError, Image.DecompressionBombError):
            unreadable += 1
            continue
        rows.append({"uri": uri, "width": image.width, "height": image.height, "phash": perceptual_hash(image)})
        pixels.append(preprocessing.normalised(preprocessing.resized(image)))
    for start in range(0, len(rows), arguments.batch):
        for row, vector in zip(rows[start:], embed(network, np.stack(pixels[start : start + arguments.batch]))):
            row["embedding"] = vector
    schema = pa.schema([("uri", pa.string()), ("width", pa.int32()), ("height", pa.int32()), ("phash", pa.int64()),
                        ("embedding", pa.list_(pa.float32()))])
    arguments.output.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema), arguments.output / "part-00000.parquet", compression="zstd")
    print(f"{len(rows)} embedded, {unreadable} unreadable")


if __name__ == "__main__":
    main()
