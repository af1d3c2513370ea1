"""Share of retrieved images that have the class of the set that retrieved them, against random.

Usage: python3 retrieval_purity.py --run RUN --labels pool-labels.csv
Curated sets are named as the labels' wnid. Reads RUN/retrieved/<set>/*.parquet (id, mode), RUN/images/pool/**/*.parquet (id, key) and, where there
is one, RUN/duplicates/*.parquet (id): what deduplication took out cannot be retrieved, by chance neither. Labels: key,wnid,class.
Prints a Markdown table with a row for each mode: sets that retrieved anything, images retrieved (each counts once for a set), how many have the
set's class and their share; the share to be expected of as many images drawn at random for each set; that of one such draw, by --seed; and the
ratio of the first share to the expected one.
"""
import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pyarrow.dataset as ds


def read(folder, columns):
    """Returns the rows of all Parquet files below a folder, or none where there is none."""
    files = sorted(map(str, Path(folder).rglob("*.parquet")))
    return ds.dataset(files, format="parquet").to_table(columns=columns).to_pylist() if files else []


def class_of(row, labels):
    """Returns the class of a pool image by its original key, which is that of the label or ends with it."""
    key = row["key"].rsplit("/", 1)[-1]
    return labels.get(key) or labels.get(key.split(".", 1)[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("--labels", required=True)
    parser.add_argument("--source", default="pool", help="folder of the pool in RUN/images (default pool)")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with open(arguments.labels, newline="", encoding="utf-8") as file:
        labels = {row["key"]: row["wnid"] for row in csv.DictReader(file)}
    images = read(arguments.run / "images" / arguments.source, ["id", "key"])
    if not images:
        raise SystemExit(f"{arguments.run}/images/{arguments.source}: no Parquet file in it")
    removed = {row["id"] for row in read(arguments.run / "duplicates", ["id"])}
    label_of = {row["id"]: class_of(row, labels) for row in images}
    unknown = sum(label is None for label in label_of.values())
    left = sorted(image for image in label_of if image not in removed)
    share_of = Counter(label_of[image] for image in left)

    retrieved = defaultdict(set)  # (mode, set) -> ids
    for folder in sorted(path for path in (arguments.run / "retrieved").iterdir() if path.is_dir()):
        for row in read(folder, ["id", "mode"]):
            if row["id"] in label_of:  # as_is rows name the set's own images
                retrieved[row["mode"], folder.name].add(row["id"])
    print(f"{len(images)} pool images ({unknown} without a label), {len(left)} after deduplication\n")
    print("| mode | sets | images retrieved | of the set's class | share | expected at random | one random draw | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for mode in sorted({mode for mode, _ in retrieved}):
        random = np.random.default_rng(arguments.seed)
        total = right = lucky = 0
        expected = 0.0
        sets = [(name, ids) for (its_mode, name), ids in sorted(retrieved.items(), key=lambda item: item[0]) if its_mode == mode]
        for name, ids in sets:
            total += len(ids)
            right += sum(label_of[image] == name for image in ids)
            expected += len(ids) * share_of[name] / len(left)
            drawn = random.choice(len(left), len(ids), replace=False)
            lucky += sum(label_of[left[i]] == name for i in drawn)
        ratio = f"{right / expected:.1f}" if expected else "-"
        print(f"| {mode.lower()} | {len(sets)} | {total} | {right} | {right / total:.4f} | {expected / total:.4f} | "
              f"{lucky / total:.4f} | {ratio} |")


if __name__ == "__main__":
    main()
