"""Plants copies in the Tiny ImageNet measurement, so that every rule of deduplication and of the manifest has something to decide.

Usage: python3 tiny_imagenet.py --data DATA --output OUT --mode both --collisions refill --index exact
       python3 plant_duplicates.py --data DATA --output OUT [--cells 5]
Writes OUT/planted (into the pool: byte-identical copies, re-encoded and flipped ones of pool images and of curated ones, and rows of images that
turn step by step into each other), OUT/evaluation (re-encoded pool images), and OUT/planted.yaml: the recipe of OUT/config.yaml with these, a
threshold of 0.9, components of at most 6 images, every third set also as it is, every other set sharing collisions. Then
  ./gleaner run OUT/planted.yaml
  python3 recompute.py OUT/planted-run --exact
All cells are visited, so every search is exact. Deterministic: the same files with the same Pillow.
"""
import argparse
import io
import random
import tarfile
from pathlib import Path

from PIL import Image, ImageOps


def encoded(image, quality):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--output", required=True, type=Path)
    parser.add_argument("--cells", type=int, default=5, help="of every search (default 5)")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    random_numbers = random.Random(arguments.seed)
    pool = []
    for shard in sorted(arguments.data.glob("pool-*.tar"))[:3]:
        with tarfile.open(shard) as archive:
            pool += [archive.extractfile(member).read() for member in archive if member.name.endswith(".jpg")]
    seeds = [path.read_bytes() for path in sorted((arguments.output / "seeds").rglob("*.jpg"))]
    for name, images in [("pool", pool), ("seed", seeds)]:
        planted = arguments.output / "planted" / name
        planted.mkdir(parents=True, exist_ok=True)
        for kind, change in [("same", lambda data: data), ("coarse", lambda data: encoded(opened(data), 60)),
                             ("flipped", lambda data: encoded(ImageOps.mirror(opened(data)), 95))]:
            for number, data in enumerate(random_numbers.sample(images, 120)):
                (planted / f"{kind}-{number:03d}.jpg").write_bytes(change(data))
                if number % 10 == 0:
                    (planted / f"{kind}-{number:03d}-again.jpg").write_bytes(change(data))
    rows = arguments.output / "planted" / "rows"
    rows.mkdir(exist_ok=True)
    for row in range(12):
        one, other = (opened(data) for data in random_numbers.sample(pool, 2))
        for step in range(16):
            (rows / f"row-{row:02d}-{step:02d}.jpg").write_bytes(encoded(Image.blend(one, other, step / 15), 90))
    evaluation = arguments.output / "evaluation"
    evaluation.mkdir(exist_ok=True)
    for number, data in enumerate(random_numbers.sample(pool, 100)):
        (evaluation / f"{number:03d}.jpg").write_bytes(encoded(opened(data), 70))
    for row in range(0, 12, 4):
        (evaluation / f"row-{row:02d}.jpg").write_bytes((rows / f"row-{row:02d}-08.jpg").read_bytes())
    recipe(arguments)


def recipe(arguments):
    lines, set_number = [], -1
    for line in (arguments.output / "config.yaml").read_text().splitlines():
        if line.startswith("output:"):
            line = f"output: '{arguments.output.resolve() / 'planted-run'}'"
        elif line.startswith("encoder:"):
            lines.append(f"    - '{arguments.output.resolve() / 'planted'}'")
        elif line.startswith("cluster:"):
            lines.append("  largest_component: 6")
            lines.append(f"  cells: {arguments.cells}\n  nprobe: {8 * arguments.cells}")
            lines.append(f"  against: {{ images: ['{arguments.output.resolve() / 'evaluation'}'], threshold: 0.88 }}")
            lines.append(f"retrieval: {{ index: exact, cells: {arguments.cells}, nprobe: {8 * arguments.cells} }}")
        elif line.startswith("  threshold:"):
            line = "  threshold: 0.9"
        elif line.startswith("  floor:"):
            line = "  floor: 0.85"
        elif line.startswith("  - name:"):
            set_number += 1
        elif line.startswith("    retrieve:") and set_number % 3 == 0:
            line = line.replace("[", "[as_is, ")
        elif line.startswith("    collisions:") and set_number % 2:
            line = "    collisions: share"
        lines.append(line)
    (arguments.output / "planted.yaml").write_text("\n".join(lines) + "\n")
    print(f"{sum(1 for _ in (arguments.output / 'planted').rglob('*.jpg'))} planted images: {arguments.output / 'planted.yaml'}")


if __name__ == "__main__":
    main()
