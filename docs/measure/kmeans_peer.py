"""Times spherical k-means of Gleaner and of Faiss on the same vectors, in turns, and prints seconds and their ratios.

Usage: python3 kmeans_peer.py --output FOLDER --benchmark "java ... KMeansBenchmark" --gleaner ./gleaner [--rounds 3] [--threads 2]
Vectors: 256,000 x 384 around 1,000 centres, noise 0.8, of unit length; written once to FOLDER as vectors.f32 and as Parquet.
Rows: training alone (1,000 centroids, 20 iterations, a random start, 256 vectors a centroid), assignment alone, and the whole command
`gleaner cluster` beside Faiss in memory and beside pyarrow's reading of the same Parquet and Faiss. busy: seconds of processor time, which
other programs on the machine disturb less. A ratio above 1 says that Gleaner is faster.
"""
import argparse
import pathlib
import shlex
import shutil
import statistics
import subprocess
import time

import faiss
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

CENTRES = 1_000


def vectors(rows, dimension):
    random = np.random.default_rng(0)
    centres = random.normal(size=(CENTRES, dimension)).astype("f4")
    values = centres[random.integers(0, CENTRES, rows)] + 0.8 * random.normal(size=(rows, dimension)).astype("f4")
    return (values / np.linalg.norm(values, axis=1, keepdims=True)).astype("f4")


def write(values, folder, files=8):
    (folder / "parquet").mkdir(parents=True)
    values.tofile(folder / "vectors.f32")
    for part in range(files):
        chosen = slice(part * len(values) // files, (part + 1) * len(values) // files)
        column = pa.FixedSizeListArray.from_arrays(pa.array(values[chosen].ravel()), values.shape[1]).cast(pa.list_(pa.float32()))
        ids = [f"{row:08d}" for row in range(chosen.start, chosen.stop)]
        pq.write_table(pa.table({"id": ids, "embedding": column}), folder / "parquet" / f"part-{part}.parquet")


def read(folder, dimension):
    column = pq.read_table(folder / "parquet", columns=["embedding"])["embedding"].combine_chunks()
    return column.flatten().to_numpy().reshape(-1, dimension)


def timed(work):
    wall, busy = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - busy


def peer(options, seed):
    values, reading, _ = timed(lambda: read(options.output, options.dimension))
    kmeans = faiss.Kmeans(
        options.dimension, options.clusters, niter=options.iterations, spherical=True, seed=seed, max_points_per_centroid=256
    )
    _, train, train_busy = timed(lambda: kmeans.train(values))
    (similarity, _), assign, assign_busy = timed(lambda: kmeans.index.search(values, 1))
    return {
        "train": train, "train_busy": train_busy, "assign": assign, "assign_busy": assign_busy, "objective": float(similarity.sum(dtype="f8")),
        "whole": train + assign, "whole_reading": reading + train + assign,
    }  # fmt: skip


def ours(options):
    command = [*shlex.split(options.benchmark), options.output / "vectors.f32"]
    command += [options.dimension, options.clusters, options.iterations, "random", options.threads, 8192, 8]
    out = subprocess.run([str(each) for each in command], check=True, capture_output=True, text=True).stdout.split()
    figures = dict(zip(out[::2], map(float, out[1::2])))
    run = options.output / "run"
    shutil.rmtree(run, ignore_errors=True)
    command = [*shlex.split(options.gleaner), "cluster", "--embeddings", options.output / "parquet", "--clusters", options.clusters]
    command += ["--iterations", options.iterations, "--start", "random", "--tolerance", 0, "--parallelism", options.threads, "--output", run]
    _, figures["whole"], _ = timed(lambda: subprocess.run([str(each) for each in command], check=True, capture_output=True))
    figures["whole_reading"] = figures["whole"]
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--benchmark", required=True)
    parser.add_argument("--gleaner", default="./gleaner")
    parser.add_argument("--rows", type=int, default=256_000)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--clusters", type=int, default=1_000)
    parser.add_argument("--iterations", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not (options.output / "vectors.f32").exists():
        write(vectors(options.rows, options.dimension), options.output)
    faiss.omp_set_num_threads(options.threads)
    rounds = []
    for round_ in range(options.rounds):
        if round_ % 2:
            gleaner = ours(options)
            rounds.append((gleaner, peer(options, round_)))
        else:
            other = peer(options, round_)
            rounds.append((ours(options), other))
        print("gleaner", rounds[-1][0], "\nfaiss  ", rounds[-1][1], flush=True)
    for name in rounds[0][1]:
        mine, other = ([side[name] for side in sides] for sides in zip(*rounds))
        ratios = [b / a for a, b in zip(mine, other)]
        print(f"{name:14} gleaner {statistics.median(mine):10.2f}  faiss {statistics.median(other):10.2f}  faiss / gleaner {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
