"""Makes the pool, the curated sets and the evaluation set of the quickstart from the clothing dataset, always the same.

Usage: python3 samples/make.py CLOTHING [--output samples]
CLOTHING is the clothing dataset (small) with its folders {train,validation,test}/<class>/*.jpg. Replaces pool/, curated/,
evaluation/, truth.csv, provenance.csv and SHA256SUMS in the output folder; leaves encoder/ and README.md as they are.
Made with Python 3.11 and Pillow 13.0.0 (libjpeg-turbo); another Pillow may compress to other bytes, not to other pictures.

Each draw is a hash of a purpose and a name, so that it does not depend on the order of files or on a generator's state.
"""
import argparse
import csv
import hashlib
import io
import json
import shutil
import struct
import tarfile
import uuid
import zlib
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

CLASSES = ["dress", "hat", "longsleeve", "outwear", "pants", "shirt", "shoes", "shorts", "skirt", "t-shirt"]
ORIGINALS_PER_CLASS = 40
SMALLEST = 50  # originals are drawn among so many of a class, the smallest files: keeps the samples small
FOLDERS = ["a", "b", "c", "d"]
SHARDS = 2
IN_SHARDS = 150  # of the pool's images; the others are loose files
CURATED = {"shoes": ("shoes", 18), "hats": ("hat", 18), "dresses": ("dress", 14)}
EVALUATION = {"pants": 8, "shirt": 8, "longsleeve": 7, "shorts": 7}

# One photograph of two that the dataset holds twice under different names, so that truth.csv is the whole truth.
HELD_TWICE = {"637a56e4-7fa6-4f75-8859-0f8902461554"}

# Kinds of planted copies of pool originals, and of planted copies of evaluation images, each with its number.
COPIES = {
    "exact": 14, "recompressed": 18, "resized": 18, "cropped": 14, "bordered": 12, "colour": 10, "blurred": 8,
    "grey": 8, "captioned": 8, "flipped": 6, "png": 6, "webp": 6, "gif": 4,
}
LEAKS = {"exact": 5, "recompressed": 4, "resized": 4, "cropped": 2, "bordered": 1}


def draw(purpose, name):
    """Returns a number from 0 to 2^64 - 1 that depends on the purpose and the name alone."""
    return int.from_bytes(hashlib.sha256(f"{purpose}/{name}".encode()).digest()[:8], "big")


def chosen(purpose, paths, count):
    """Returns count of the paths with the smallest draws, in order of their draws."""
    picked = sorted(paths, key=lambda path: draw(purpose, path.stem))[:count]
    if len(picked) < count:
        raise SystemExit(f"{purpose}: {len(picked)} photographs, need {count}")
    return picked


def photographs(clothing, splits, name):
    """Returns the photographs of a class with the fewest bytes, smallest first."""
    paths = [path for split in splits for path in clothing.joinpath(split, name).glob("*.jpg")]
    paths = [path for path in paths if path.stem not in HELD_TWICE]
    return sorted(paths, key=lambda path: (path.stat().st_size, path.stem))[:SMALLEST]


def encoded(image, form, **options):
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def jpeg(image, quality=75, **options):
    return encoded(image, "JPEG", quality=quality, **options)


def scaled(image, factor):
    return image.resize([max(1, round(side * factor)) for side in image.size], Image.Resampling.BICUBIC)


def thumbnail(image, longest):
    return scaled(image, longest / max(image.size))


def copy(kind, path, number):
    """Returns the suffix and bytes of a copy; the number, from 0, varies its strength."""
    image = Image.open(path).convert("RGB")
    width, height = image.size
    if kind == "exact":
        return ".jpg", path.read_bytes()
    if kind == "recompressed":
        return ".jpg", jpeg(image, (30, 45, 60)[number % 3])
    if kind == "resized":
        return ".jpg", jpeg(scaled(image, (0.4, 0.55, 0.7)[number % 3]), 85)
    if kind == "cropped":
        share = (0.03, 0.06, 0.1)[number % 3]  # of each side, taken off at each edge, more at one than at the other
        left, top = round(width * share), round(height * share * 1.3)
        return ".jpg", jpeg(image.crop((left, top, width - round(left * 0.6), height - round(top * 0.8))))
    if kind == "bordered":
        return ".jpg", jpeg(ImageOps.expand(image, (6, 10, 16)[number % 3], ("white", "black")[number % 2]))
    if kind == "colour":
        warmer = ImageEnhance.Color(image).enhance((0.6, 1.5)[number % 2])
        return ".jpg", jpeg(ImageEnhance.Brightness(warmer).enhance((1.15, 0.88)[number % 2]))
    if kind == "blurred":
        return ".jpg", jpeg(image.filter(ImageFilter.GaussianBlur((1, 2)[number % 2])))
    if kind == "grey":
        return ".jpg", jpeg(image.convert("L"))
    if kind == "captioned":
        pen = ImageDraw.Draw(image)
        pen.rectangle((8, height - 22, 118, height - 8), fill="black")
        pen.text((12, height - 20), "example.org/shop", fill="white")
        return ".jpg", jpeg(image)
    if kind == "flipped":
        return ".jpg", jpeg(ImageOps.mirror(image))
    if kind == "png":
        return ".png", encoded(thumbnail(image, 96), "PNG", optimize=True)
    if kind == "webp":
        return ".webp", encoded(image, "WEBP", quality=60)
    if kind == "gif":
        return ".gif", encoded(thumbnail(image, 112).quantize(64), "GIF")
    raise ValueError(f"kind is {kind}, must be one of {', '.join(COPIES)}")


def bomb(side):
    """Returns a one-bit PNG of side x side pixels, all black, without ever holding its pixels."""
    compressor = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    data = b"".join(compressor.compress(row) for _ in range(side)) + compressor.flush()

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def odd_files(paths):
    """Returns (name, bytes, photograph or None) of what a crawl also holds: broken files first, then rare but good ones."""
    images = [Image.open(path).convert("RGB") for path in paths]
    rotated = Image.Exif()
    rotated[0x0112] = 6  # to be shown after a quarter turn clockwise
    rgba = thumbnail(images[3], 96)
    rgba.putalpha(Image.linear_gradient("L").resize(rgba.size))
    levels = images[4].convert("L").resize((48, 64))
    deep = Image.frombytes("I;16", levels.size, b"".join(struct.pack("<H", level * 257) for level in levels.tobytes()))
    noise = b"".join(hashlib.sha256(f"noise/{i}".encode()).digest() for i in range(64))
    return [
        ("truncated.jpg", paths[0].read_bytes()[: paths[0].stat().st_size // 2], paths[0]),
        ("empty.jpg", b"", None),
        ("html-named.jpg", b"<html><body>404 not found</body></html>\n", None),
        ("garbage.png", noise[:2000], None),
        ("one-pixel.png", encoded(Image.new("RGB", (1, 1), "red"), "PNG"), None),
        ("sliver.png", encoded(Image.new("RGB", (2400, 24), "blue"), "PNG"), None),
        ("bomb.png", bomb(30_000), None),
        ("cmyk.jpg", jpeg(thumbnail(images[1], 160).convert("CMYK"), 70), paths[1]),
        ("exif-rotated.jpg", jpeg(images[2].transpose(Image.Transpose.ROTATE_90), exif=rotated), paths[2]),
        ("alpha.png", encoded(rgba, "PNG", optimize=True), paths[3]),
        ("sixteen-bit.png", encoded(deep, "PNG"), paths[4]),
        ("palette.png", encoded(thumbnail(images[5], 96).quantize(64), "PNG", optimize=True), paths[5]),
        ("progressive.jpg", jpeg(images[6], progressive=True), paths[6]),
        ("grey.jpg", jpeg(images[7].convert("L")), paths[7]),
        ("good.bmp", encoded(thumbnail(images[8], 72), "BMP"), paths[8]),
        ("good.tiff", encoded(thumbnail(images[9], 80), "TIFF", compression="tiff_lzw"), paths[9]),
        ("png-named.jpg", encoded(thumbnail(images[10], 72), "PNG", optimize=True), paths[10]),
        ("name with spaces & 名前.jpg", paths[11].read_bytes(), paths[11]),
    ]


def neutral_name(kind, path, number):
    """Returns a name that says nothing of what the file is."""
    return str(uuid.UUID(bytes=hashlib.sha256(f"name/{kind}/{path.stem}/{number}".encode()).digest()[:16], version=4))


def planted(purpose, kinds, originals):
    """Returns (original, kind, suffix, bytes, name) of each copy; some originals get several."""
    order = sorted(originals, key=lambda path: draw(purpose, path.stem))
    few = max(kinds.values()) * 4  # copies go to these originals, so that groups of two to five arise
    copies = []
    for kind, count in kinds.items():
        turn = sorted(order[:few], key=lambda path: draw(f"{purpose}/{kind}", path.stem))
        for number in range(count):
            path = turn[number % len(turn)]
            suffix, data = copy(kind, path, number)
            copies.append((path, kind, suffix, data, neutral_name(f"{purpose}/{kind}", path, number)))
    return copies


def add(shard, name, data):
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    shard.addfile(entry, io.BytesIO(data))


def write_shards(folder, images, odd):
    """Writes images, (name, suffix, bytes, class or None), as img2dataset does; returns where each name went."""
    places = {}
    for number in range(SHARDS):
        part = images[number::SHARDS]
        with tarfile.open(folder / f"{number:05d}.tar", "w", format=tarfile.PAX_FORMAT) as shard:
            for i, (name, suffix, data, label) in enumerate(part):
                key = f"{number:05d}{i:04d}"
                width, height = Image.open(io.BytesIO(data)).size
                caption = None if i % 10 == 9 else f"A photograph of clothing: {label or 'unsorted'}."
                sidecar = {
                    "key": key, "status": "success", "url": f"https://example.org/photographs/{name}{suffix}",
                    "caption": caption, "licence": "CC0-1.0", "width": width, "height": height,
                }
                add(shard, key + suffix, data)
                add(shard, key + ".json", json.dumps(sidecar, ensure_ascii=False).encode())
                if number == 1 and caption:
                    add(shard, key + ".txt", caption.encode())
                places[name] = f"pool/shards/{number:05d}.tar/{key}{suffix}"
            if number == 0:
                # No sidecar, and a name that no report may take for markup.
                add(shard, "<script>alert(1)<script>.jpg", odd.read_bytes())
    return places


def write_csv(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows))


def make(clothing, output):
    for name in ["pool", "curated", "evaluation"]:
        shutil.rmtree(output / name, ignore_errors=True)
    provenance, truth = [], []

    def source(path):
        return path.relative_to(clothing).as_posix()

    evaluation = []
    for name, count in EVALUATION.items():
        evaluation += chosen("evaluation", photographs(clothing, ["test"], name), count)
    output.joinpath("evaluation").mkdir(parents=True)
    for path in evaluation:
        output.joinpath("evaluation", path.name).write_bytes(path.read_bytes())
        provenance.append((f"evaluation/{path.name}", source(path)))

    for name, (label, count) in CURATED.items():
        folder = output / "curated" / name
        folder.mkdir(parents=True)
        for path in chosen("curated", photographs(clothing, ["validation", "test"], label), count):
            folder.joinpath(path.name).write_bytes(path.read_bytes())
            provenance.append((f"curated/{name}/{path.name}", source(path)))

    originals, spare = [], []
    for label in CLASSES:
        paths = chosen("pool", photographs(clothing, ["train"], label), ORIGINALS_PER_CLASS + 2)
        originals += paths[:ORIGINALS_PER_CLASS]
        spare += paths[ORIGINALS_PER_CLASS:]

    # name -> (suffix, bytes, class); copies come with the class of nobody
    pool = {path.stem: (path.suffix, path.read_bytes(), path.parent.name) for path in originals}
    copies = planted("copies", COPIES, originals)
    leaks = planted("leaks", LEAKS, evaluation)
    for _, _, suffix, data, name in copies + leaks:
        pool[name] = (suffix, data, None)

    names = sorted(pool, key=lambda name: draw("shards", name))
    odd = odd_files(spare)
    shards = output / "pool" / "shards"
    shards.mkdir(parents=True)
    places = write_shards(shards, [(name, *pool[name]) for name in names[:IN_SHARDS]], spare[12])
    provenance.append(("pool/shards/00000.tar/<script>alert(1)<script>.jpg", source(spare[12])))
    for name in names[IN_SHARDS:]:
        suffix, data, _ = pool[name]
        places[name] = f"pool/crawl/{FOLDERS[draw('folder', name) % len(FOLDERS)]}/{name}{suffix}"
        output.joinpath(places[name]).parent.mkdir(parents=True, exist_ok=True)
        output.joinpath(places[name]).write_bytes(data)
    folder = output / "pool" / "crawl" / "odd"
    folder.mkdir(parents=True)
    for name, data, path in odd:
        folder.joinpath(name).write_bytes(data)
        provenance.append((f"pool/crawl/odd/{name}", source(path) if path else "none"))

    provenance += [(places[path.stem], source(path)) for path in originals]
    for path, kind, _, _, name in copies:
        truth.append((places[name], places[path.stem], kind))
    for path, kind, _, _, name in leaks:
        truth.append((places[name], f"evaluation/{path.name}", f"leak-{kind}"))
    provenance += [(places[name], source(path)) for path, _, _, _, name in copies + leaks]
    write_csv(output / "truth.csv", ["file", "original", "kind"], truth)
    write_csv(output / "provenance.csv", ["file", "photograph"], provenance)

    files = [path for path in output.rglob("*") if path.is_file()]
    named = {path.relative_to(output).as_posix(): path for path in files if "__pycache__" not in path.parts}
    for text in ["SHA256SUMS", "README.md", "make.py"]:
        named.pop(text, None)
    sums = [f"{hashlib.sha256(named[name].read_bytes()).hexdigest()}  {name}\n" for name in sorted(named)]
    output.joinpath("SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    bytes_in_all = sum(path.stat().st_size for path in named.values())
    print(f"{len(pool)} pool images ({len(originals)} originals, {len(copies)} copies, {len(leaks)} leaks), "
          f"{len(odd) + 1} odd ones, {len(evaluation)} evaluation images, {bytes_in_all / 1e6:.2f} MB in all")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clothing", type=Path, help="folder with train, validation and test")
    parser.add_argument("--output", type=Path, default=Path(__file__).resolve().parent)
    arguments = parser.parse_args()
    make(arguments.clothing.resolve(), arguments.output.resolve())
