"""Variants of photographs as JPEG and WebP, and how far decoded pixels are from Pillow's.

python3 decode_compare.py make PHOTOGRAPHS OUT           the photographs and their variants, some 2,500 files
java ... io.gleaner.pipeline.image.DecoderComparison native OUT PIXELS
python3 decode_compare.py compare OUT PIXELS             a line for each kind: files, equal to the bit, levels of difference
python3 decode_compare.py goldens PHOTOGRAPH OUT         one small file of each kind and its pixels (resources/image/exact)
python3 decode_compare.py time OUT                       CPU time that Pillow takes for an image of each kind
"""
import collections
import gzip
import io
import pathlib
import struct
import sys
import time

import numpy
from PIL import Image, ImageOps


def variants(image, number):
    """Yields kind, extension and encoded bytes."""
    def jpeg(kind, mode="RGB", **options):
        buffer = io.BytesIO()
        image.convert(mode).save(buffer, "JPEG", **options)
        return kind, "jpg", buffer.getvalue()

    def webp(kind, mode="RGB", **options):
        source = image
        if mode == "RGBA":
            source = image.convert("RGBA")
            source.putalpha(image.convert("L").point(lambda v: 255 if v > 200 else v))
        buffer = io.BytesIO()
        source.save(buffer, "WEBP", **options)
        return kind, "webp", buffer.getvalue()

    quality = (35, 60, 75, 85, 92, 98)[number % 6]
    for subsampling in ("4:4:4", "4:2:2", "4:2:0", "4:1:1"):
        name = "jpeg-" + subsampling.replace(":", "")
        yield jpeg(name, quality=quality, subsampling=subsampling)
        yield jpeg(name + "-progressive", quality=quality, subsampling=subsampling, progressive=True)
    turned = image.transpose(Image.Transpose.ROTATE_90)  # 4:4:0 is what a lossless turn makes of 4:2:2
    buffer = io.BytesIO()
    turned.save(buffer, "JPEG", quality=quality, subsampling="4:2:2")
    data = bytearray(buffer.getvalue())
    frame = data.index(b"\xff\xc0")
    data[frame + 11] = 0x12
    yield "jpeg-440", "jpg", bytes(data)
    yield jpeg("jpeg-grey", "L", quality=quality)
    yield jpeg("jpeg-grey-progressive", "L", quality=quality, progressive=True)
    yield jpeg("jpeg-restart", quality=quality, restart_marker_blocks=1 + number % 7)
    yield jpeg("jpeg-restart-rows-progressive", quality=quality, restart_marker_rows=1, progressive=True)
    yield jpeg("jpeg-optimised", quality=quality, optimize=True)
    yield jpeg("jpeg-stored-rgb", quality=quality, keep_rgb=True)
    yield jpeg("jpeg-profile", quality=quality, icc_profile=bytes(200) + b"not a profile")
    yield jpeg("jpeg-cmyk", "CMYK", quality=quality)
    for method in range(7):
        if number % 7 == method or method in (0, 1, 4):
            yield webp(f"webp-method{method}", quality=quality, method=method)
    yield webp("webp-alpha", "RGBA", quality=quality)
    if number % 3 == 0:
        yield webp("webp-alpha-exact", "RGBA", quality=quality, exact=True)
        yield webp("webp-lossless", lossless=True, quality=20)
        yield webp("webp-lossless-alpha", "RGBA", lossless=True, quality=20)
        yield webp("webp-profile", quality=quality, icc_profile=bytes(200) + b"not a profile")


def make(photographs, out):
    out.mkdir(parents=True)
    for number, photograph in enumerate(sorted(photographs.iterdir())):
        (out / f"photograph-{number:03}.{photograph.suffix[1:]}").write_bytes(photograph.read_bytes())
        if number % 3:
            continue
        image = Image.open(photograph).convert("RGB")
        odd = image.crop((0, 0, image.width - number % 5, image.height - number % 3))
        odd.thumbnail((320, 320))
        for kind, extension, data in variants(odd, number // 3):
            (out / f"{kind}-{number:03}.{extension}").write_bytes(data)


def goldens(photograph, out):
    """As decode_goldens.py keeps them: NAME, and NAME.rgb.gz with width, height and RGB."""
    out.mkdir(parents=True)
    square = Image.open(photograph).convert("RGB")
    side = min(square.size)
    image = square.crop((0, 0, side, side)).resize((47, 35), Image.BICUBIC)
    cases = {f"{kind}.{extension}": data for kind, extension, data in variants(image, 0)}
    for width, height in ((1, 1), (2, 2), (17, 1), (5, 33)):
        tiny = image.resize((width, height), Image.BICUBIC)
        for format in ("jpg", "webp"):
            buffer = io.BytesIO()
            tiny.save(buffer, "JPEG" if format == "jpg" else "WEBP", quality=80)
            cases[f"{width}x{height}.{format}"] = buffer.getvalue()
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=80, exif=exif.tobytes(), icc_profile=b"no profile")
    cases["webp-turned.webp"] = buffer.getvalue()
    frame = image.crop((0, 0, 24, 20)).convert("RGBA")
    frame.putalpha(90)
    for lossless in (False, True):
        canvas = Image.new("RGBA", image.size)
        canvas.paste(frame, (8, 4))
        buffer = io.BytesIO()  # libwebp stores a first frame that is smaller than its canvas
        canvas.save(buffer, "WEBP", save_all=True, append_images=[canvas.rotate(180)], lossless=lossless)
        cases[f"webp-animated-{'lossless' if lossless else 'lossy'}.webp"] = buffer.getvalue()
    for name, data in cases.items():
        rgb = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        (out / name).write_bytes(data)
        (out / f"{name}.rgb.gz").write_bytes(gzip.compress(struct.pack(">ii", *rgb.size) + rgb.tobytes(), mtime=0))


def kind_of(name):
    return name.rsplit("-", 1)[0]


def compare(images, pixels):
    kinds = collections.defaultdict(lambda: [0, 0, 0, 0, 0.0])
    for file in sorted(images.iterdir()):
        row = kinds[kind_of(file.name)]
        row[0] += 1
        decoded = pixels / (file.name + ".rgb")
        if not decoded.exists():
            row[2] += 1
            continue
        data = decoded.read_bytes()
        width, height = struct.unpack_from(">ii", data)
        ours = numpy.frombuffer(data, numpy.uint8, offset=8).reshape(height, width, 3)
        theirs = numpy.asarray(ImageOps.exif_transpose(Image.open(file)).convert("RGB"))
        difference = numpy.abs(ours.astype(int) - theirs) if ours.shape == theirs.shape else numpy.array([999])
        row[1] += int(difference.max() == 0)
        row[3] = max(row[3], int(difference.max()))
        row[4] = max(row[4], float(difference.mean()))
    print("kind | files | equal to the bit | refused | most levels | most levels on average")
    total = [0, 0, 0]
    for kind, row in sorted(kinds.items()):
        print(f"{kind} | {row[0]} | {row[1]} | {row[2]} | {row[3]} | {row[4]:.2f}")
        total = [a + b for a, b in zip(total, row)]
    print(f"all | {total[0]} | {total[1]} | {total[2]}")


def measure(images):
    kinds = collections.defaultdict(list)
    for file in sorted(images.iterdir()):
        kinds[kind_of(file.name)].append(file.read_bytes())
    for kind, contents in sorted(kinds.items()):
        best = float("inf")
        for _ in range(3):
            start = time.thread_time()
            for content in contents:
                Image.open(io.BytesIO(content)).convert("RGB")
            best = min(best, time.thread_time() - start)
        print(f"{kind} | {len(contents)} | {best / len(contents) * 1e3:.2f} ms")


if __name__ == "__main__":
    arguments = [pathlib.Path(a) for a in sys.argv[2:]]
    {"make": make, "compare": compare, "goldens": goldens, "time": measure}[sys.argv[1]](*arguments)
