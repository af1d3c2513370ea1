"""Writes the arrays that give DINOv2's trainer the weights of an export in the format dinov2.

    dinov2_mix.py DATASET MIXED [--seed 0]

The trainer draws every row of entries.npy equally often and knows no weights. So the rows of a set are repeated as often as
mix.json says: MIXED/entries.npy has "samples" rows. No image is copied; the rows point into the tars of DATASET.
"""

import argparse
import json
import math
import shutil
from pathlib import Path

import numpy


def draws(weights, samples):
    """Returns whole numbers that sum to samples, as near to samples * weight as whole numbers can be."""
    exact = {name: weight * samples for name, weight in weights.items()}
    whole = {name: math.floor(count) for name, count in exact.items()}
    by_rest = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
    for name in by_rest[: samples - sum(whole.values())]:
        whole[name] += 1
    return whole


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("mixed", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.mixed.resolve() == arguments.dataset.resolve():
        parser.error("MIXED must be another folder than DATASET, whose arrays it would replace")

    random = numpy.random.default_rng(arguments.seed)
    mix = json.loads((arguments.dataset / "mix.json").read_text())
    entries = numpy.load(arguments.dataset / "entries.npy", mmap_mode="r")
    names = numpy.load(arguments.dataset / "class-names.npy").tolist()
    labels = numpy.array(entries["class_index"])
    arguments.mixed.mkdir(parents=True, exist_ok=True)
    mixed = numpy.lib.format.open_memmap(arguments.mixed / "entries.npy", "w+", dtype=entries.dtype, shape=(mix["samples"],))
    at = 0
    for name, count in sorted(draws(mix["weights"], mix["samples"]).items()):
        if count == 0:
            continue
        rows = numpy.flatnonzero(labels == names.index(name))
        # Every image as often as it goes evenly, and some of them once more.
        often, more = divmod(count, len(rows))
        chosen = numpy.sort(numpy.concatenate([numpy.repeat(rows, often), random.choice(rows, more, replace=False)]))
        for start in range(0, count, 1_000_000):  # maps, not copies, what may be larger than memory
            part = chosen[start : start + 1_000_000]
            mixed[at : at + len(part)] = entries[part]
            at += len(part)
        print(f"{name}: {count:,} of {mix['samples']:,} rows, {len(rows):,} images")
    mixed.flush()
    shutil.copyfile(arguments.dataset / "class-ids.npy", arguments.mixed / "class-ids.npy")


if __name__ == "__main__":
    main()
