"""Precision and recall of near-duplicate pairs over thresholds, for cosine similarity and for the perceptual hash.

Usage: python3 duplicates.py --embeddings RUN/images/pool [--embeddings RUN/images/evaluation] --truth truth.csv
Reads Parquet with the columns uri, embedding and phash as gleaner embed writes them; compares all pairs itself, so that no index or graph of
Gleaner's has a part in the figures. A row of truth.csv belongs to the image whose URI has the same last segment. The truth is either
file,group,kind (group -1: alike to nothing; kind "original" for one of each group) or samples/truth.csv's file,original,kind, where images that it
does not name are alike to nothing. Prints Markdown tables: thresholds for cosine, thresholds for the hash, the two together as
Gleaner uses them, recall by kind of copy.
Precision: of the pairs above the threshold, those of one group. Recall: of the pairs of one group, those above. A pair with an image that has no
embedding, or no hash, counts as not found.
"""
import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow.dataset as ds

COSINES = [0.45, 0.5, 0.6, 0.7, 0.8, 0.85, 0.88, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99]
BY_KIND = [0.6, 0.8, 0.9, 0.94, 0.96]
BITS_BY_KIND = [0, 4, 8]
ROWS_AT_ONCE = 1024


def last_segment(uri):
    return PurePosixPath(uri).name


def read_truth(path):
    """Returns (group of each file, kind of each file, original of each copy); files alike to nothing have no group."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = set(rows[0]) if rows else set()
    groups, kinds, originals = {}, {}, {}
    if {"file", "group", "kind"} <= columns:
        first = {row["group"]: last_segment(row["file"]) for row in rows if row["kind"] == "original"}
        for row in rows:
            name = last_segment(row["file"])
            if row["group"] != "-1":
                groups[name], kinds[name] = row["group"], row["kind"]
                if row["kind"] != "original":
                    originals[name] = first[row["group"]]
    elif {"file", "original", "kind"} <= columns:
        for row in rows:
            name, original = last_segment(row["file"]), last_segment(row["original"])
            groups[name] = groups[original] = original
            kinds[name], originals[name] = row["kind"], original
    else:
        raise SystemExit(f"{path}: columns are {sorted(columns)}, must be file,group,kind or file,original,kind")
    return groups, kinds, originals


def hash_of(value):
    """Returns a perceptual hash as 8 bytes or None, whether it was stored as a number, hexadecimal digits or bytes."""
    if value is None:
        return None
    if isinstance(value, str):
        return bytes.fromhex(value.zfill(16))
    if isinstance(value, bytes):
        return value
    return (int(value) & (1 << 64) - 1).to_bytes(8, "big")


def read_images(folders):
    """Returns (names, unit vectors [images, dimension], hashes) of all Parquet files in the folders."""
    names, vectors, hashes = [], [], []
    for folder in folders:
        files = sorted(map(str, Path(folder).rglob("*.parquet")))
        if not files:
            raise SystemExit(f"{folder}: no Parquet file in it")
        table = ds.dataset(files, format="parquet").to_table(columns=["uri", "embedding", "phash"])
        names += [last_segment(uri) for uri in table["uri"].to_pylist()]
        vectors += table["embedding"].to_pylist()
        hashes += [hash_of(value) for value in table["phash"].to_pylist()]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise SystemExit(f"{len(twice)} file names occur more than once, the first is {twice[0]}: cannot be told apart")
    vectors = np.array(vectors, np.float64)
    return names, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), hashes


def counts(similarity, groups, limits):
    """Returns [limits] pairs above each limit, and how many of them are of one group; similarity(rows) gives a block of rows."""
    found, right = np.zeros(len(limits), np.int64), np.zeros(len(limits), np.int64)
    columns = np.arange(len(groups))
    for start in range(0, len(groups), ROWS_AT_ONCE):
        rows = np.arange(start, min(start + ROWS_AT_ONCE, len(groups)))
        upper = columns[None, :] > rows[:, None]
        values = similarity(rows)[upper]
        alike = ((groups[rows, None] == groups[None, :]) & (groups[rows, None] >= 0))[upper]
        for i, limit in enumerate(limits):
            found[i] += np.count_nonzero(values > limit)
            right[i] += np.count_nonzero(values[alike] > limit)
    return found, right


def above(bits):
    """Returns what a product of signs, 64 - 2 x distance, exceeds where at most so many bits differ."""
    return 63 - 2 * bits


def share(part, whole, digits=4):
    return f"{part / whole:.{digits}f}" if whole else "-"


def print_table(title, limits, found, right, pairs):
    print(f"| {title} | precision | recall | pairs found | wrong |\n|---|---|---|---|---|")
    for limit, f, r in zip(limits, found, right):
        print(f"| {limit} | {share(r, f)} | {share(r, pairs)} | {f} | {f - r} |")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--embeddings", required=True, action="append", help="folder of Parquet files; may be repeated")
    parser.add_argument("--truth", required=True)
    parser.add_argument("--threshold", type=float, default=0.96, help="cosine of the combined row (default 0.96)")
    parser.add_argument("--bits", type=int, default=4, help="bits of the combined row (default 4)")
    arguments = parser.parse_args()
    group_of, kinds, originals = read_truth(arguments.truth)
    names, vectors, hashes = read_images(arguments.embeddings)
    sizes = Counter(group_of.values())
    pairs = sum(size * (size - 1) // 2 for size in sizes.values())
    number = {group: i for i, group in enumerate(sorted(sizes))}
    groups = np.array([number.get(group_of.get(name), -1) for name in names])
    at = {name: i for i, name in enumerate(names)}
    missing = sorted(set(group_of) - set(at))
    print(f"{len(names)} images, {pairs} pairs of copies; {len(missing)} files of the truth have no embedding"
          + (f" (the first: {missing[0]})" if missing else "") + "\n")

    found, right = counts(lambda rows: vectors[rows] @ vectors.T, groups, COSINES)
    print_table("cosine >", COSINES, found, right, pairs)

    hashed = np.array([i for i, value in enumerate(hashes) if value is not None], np.int64)
    print(f"{len(names) - len(hashed)} images have no perceptual hash (flat)\n")
    signs = np.full((len(names), 64), np.nan, np.float32)
    if len(hashed):
        packed = np.frombuffer(b"".join(hashes[i] for i in hashed), np.uint8).reshape(-1, 8)
        signs[hashed] = np.unpackbits(packed, axis=1) * 2.0 - 1
    limits = [above(bits) for bits in range(17)]
    found, right = counts(lambda rows: signs[hashed][rows] @ signs[hashed].T, groups[hashed], limits)
    print_table("bits that differ <=", range(17), found, right, pairs)

    def either(rows):
        near = vectors[rows] @ vectors.T > arguments.threshold
        return (near | (signs[rows] @ signs.T > above(arguments.bits))).astype(np.int8)

    found, right = counts(either, groups, [0])
    print_table("either", [f"cosine > {arguments.threshold} or bits <= {arguments.bits}"], found, right, pairs)

    of_kind = defaultdict(list)
    for name, original in originals.items():
        both = name in at and original in at
        cosine = vectors[at[name]] @ vectors[at[original]] if both else -2
        product = float(signs[at[name]] @ signs[at[original]]) if both else -64.0
        of_kind[kinds[name]].append((cosine, -64.0 if np.isnan(product) else product))
    print("| copy and its original, by kind | copies | " + " | ".join(f"cosine > {c}" for c in BY_KIND)
          + " | " + " | ".join(f"bits <= {b}" for b in BITS_BY_KIND) + " |")
    print("|---|---|" + "---|" * (len(BY_KIND) + len(BITS_BY_KIND)))
    for kind, values in sorted(of_kind.items()):
        cells = [share(sum(c > limit for c, _ in values), len(values), 2) for limit in BY_KIND]
        cells += [share(sum(p > above(bits) for _, p in values), len(values), 2) for bits in BITS_BY_KIND]
        print(f"| {kind} | {len(values)} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
