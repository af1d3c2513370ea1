"""Compares Gleaner's pixels with Pillow's on generated pictures: formats x modes x orientations x profiles (picture_kinds.py).

    python pillow_pictures.py --work WORK --decoder "java -cp CLASSPATH io.gleaner.pipeline.image.DecodeFolder" [--count 2000] [--seed 1]

Right is Pillow's ImageOps.exif_transpose(image).convert("RGB"). Only grey of 16 bits is compared with its upper 8 bits, since Pillow clips it
to 255. Prints a table by format, and below it the kinds of pictures that are not equal, with their names. Exit 1 where a picture is neither equal to
the bit (or, for lossy files, within --lossy-levels on average), nor of a known difference, nor refused as UNSUPPORTED_FORMAT.
"""
import argparse
import collections
import io
import pathlib
import shlex
import subprocess
import sys
import warnings

import numpy
import PIL
from PIL import Image, ImageOps

import picture_kinds


def known(form, kind, mean):
    """Why a picture may differ, where the difference is not Gleaner's fault or is a rounding; else None."""
    if form == "bmp" and kind == "32 masks bits":
        return "Pillow knows no such masks; the pixels are those that were written"
    if form == "tiff" and kind.startswith("rgb16, None, planes"):
        return "Pillow reads planes of 16 bits as of 8; the pixels are those that were written"
    if form == "tiff" and kind.startswith("YCbCr") and ", jpeg" not in kind and mean <= 1:
        return "colours are rounded apart by a level"
    return None


def right(data):
    """Pillow's pixels, [height, width, 3] bytes; None where Pillow refuses the file."""
    try:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        if image.mode.startswith("I;16"):
            grey = numpy.asarray(image).astype(numpy.uint16) >> 8
            return numpy.repeat(grey.astype(numpy.uint8)[..., None], 3, axis=-1)
        return numpy.asarray(image.convert("RGB"))
    except Exception:
        return None


def read_ppm(path):
    magic, size, largest, pixels = path.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return numpy.frombuffer(pixels, numpy.uint8).reshape(height, width, 3)


def is_lossy(form, kind):
    return form == "jpeg" or kind.startswith("lossy") or ", jpeg" in kind


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--decoder", required=True, help="a command that is given a folder of images and one for their pixels")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lossy-levels", type=float, default=0, help="largest mean difference of a lossy file, in levels")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    images, pixels = arguments.work / "images", arguments.work / "pixels"
    for folder in (images, pixels):
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
    cases = []
    for name, form, kind, told, data in picture_kinds.pictures(arguments.count, arguments.seed):
        (images / name).write_bytes(data)
        cases.append((name, form, kind, told, right(data)))
    lines = subprocess.run([*shlex.split(arguments.decoder), str(images), str(pixels)], check=True, capture_output=True, text=True).stdout
    outcomes = dict(line.split("\t", 1) for line in lines.splitlines() if "\t" in line)
    counts = {form: collections.Counter() for form in picture_kinds.MAKERS}
    largest = collections.Counter()
    exceptions = collections.defaultdict(list)
    failed = 0
    for name, form, kind, told, expected in cases:
        outcome, mean = outcomes.get(name, "no answer"), 0.0
        if outcome == "OK":
            found = read_ppm(pixels / (name + ".ppm"))
            if expected is None:
                result = "read where Pillow refuses"
            elif found.shape != expected.shape:
                result = "wrong size"
            else:
                mean = float(numpy.abs(found.astype(int) - expected).mean())
                result = "equal" if mean == 0 else "close" if is_lossy(form, kind) and mean <= arguments.lossy_levels else "wrong pixels"
                largest[form] = max(largest[form], mean)
        elif expected is None:
            result = "refused by both"
        else:
            result = "refused"
        if result in ("wrong pixels", "read where Pillow refuses") and known(form, kind, mean):
            result = "known"
        failed += result not in ("equal", "close", "known", "refused by both") and not outcome.startswith("UNSUPPORTED_FORMAT")
        counts[form][result] += 1
        if result not in ("equal", "refused by both"):
            exceptions[form, kind, result, "" if outcome == "OK" else outcome.replace("\t", ": ")].append((mean, name, told))
    results = ["equal", "close", "known", "refused", "refused by both", "wrong pixels", "wrong size", "read where Pillow refuses"]
    print(f"Pillow {PIL.__version__}, seed {arguments.seed}\n")
    print("| format | pictures | " + " | ".join(results) + " | largest mean difference |\n" + "|---|" + "---|" * (len(results) + 2))
    for form, counted in counts.items():
        print(f"| {form} | {sum(counted.values())} | " + " | ".join(str(counted[r]) for r in results) + f" | {largest[form]:.2f} |")
    total = sum(counts.values(), collections.Counter())
    print(f"| all | {sum(total.values())} | " + " | ".join(str(total[r]) for r in results) + f" | {max(largest.values(), default=0):.2f} |\n")
    for (form, kind, result, outcome), found in sorted(exceptions.items()):
        worst = max(found)
        reason = f" ({known(form, kind, worst[0])})" if result == "known" else ""
        print(f"{form}, {kind}: {len(found)} {result}{reason}{' (' + outcome + ')' if outcome else f', mean difference up to {worst[0]:.2f}'}: {worst[1]}{worst[2]}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
