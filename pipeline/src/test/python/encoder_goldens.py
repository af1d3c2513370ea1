"""Writes the encoders' goldens: for each family small checkpoints, pixels, and PyTorch's embeddings of them.

  python encoder_goldens.py [CASE...]      all cases, or those named; oracle.sh makes the environment first

encoder_oracle/__init__.py says what the files are. Weights are random but seeded by the case's place; the architectures
are the families' own, small. Every embedding is of the folder as written, loaded anew by transformers or timm. Written
again, every file but copies.pt comes out byte for byte the same on the same machine.
"""
import pathlib
import shutil
import sys

import torch

from encoder_oracle import golden, photographs, timm_models, torchscript, transformers_cases, transformers_families

REPOSITORY = pathlib.Path(__file__).resolve().parents[4]
TARGET = REPOSITORY / "pipeline/src/test/resources/encoder"


def main(chosen):
    torch.set_num_threads(1)
    photographs.make(REPOSITORY / "samples", TARGET / "images")
    images = photographs.read(TARGET / "images")
    both = [(case, transformers_families) for case in transformers_cases.cases()]
    both += [(case, timm_models) for case in timm_models.cases()]
    for seed, (case, library) in enumerate(both):
        if not chosen or case.name in chosen:
            folder = emptied(case.name)
            case.save(folder, seed)
            write(folder, library, case.images, case.side, images if case.photographs else [])
    if not chosen or "torchscript" in chosen:
        torchscript.save(emptied("torchscript"), 9)
    if not chosen or "sample" in chosen:
        pixels = golden.random_pixels(2, 64)
        golden.write(emptied("sample"), pixels, *transformers_families.embed(REPOSITORY / "samples/encoder", pixels))


def write(folder, library, count, side, images):
    pixels = golden.random_pixels(count, side)
    golden.write(folder, pixels, *library.embed(folder, pixels))
    if images:
        auto, poolings = library.embed(folder, library.preprocess(folder, images))
        golden.save(folder / f"images-{auto}.f32", poolings[auto])


def emptied(name):
    folder = TARGET / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    main(sys.argv[1:])
