"""Peer of NeighbourBenchmark: the same vectors by the same formula through hnswlib 0.8.0 and
faiss-cpu 1.15.1, M = 16, efConstruction = 200, k = 64, one thread for building and for asking.

    python neighbours_peer.py [vectors] [queries] [dimension] [beams ...]
"""

import sys
import time

import faiss
import hnswlib
import numpy as np

CLUSTERS, LATENT, SHEET, NOISE, K = 50, 32, 0.25, 0.25, 64


def u(stream, index):
    bits = np.uint64(stream * 0x9E3779B97F4A7C15 % 2**64) + index.astype(np.uint64) * np.uint64(
        0xD1B54A32D192ED03
    )
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-52 - 1


def block(first, rows, dimension):
    centres = u(1, np.arange(CLUSTERS * dimension)).reshape(CLUSTERS, dimension)
    axes = u(2, np.arange(LATENT * dimension)).reshape(LATENT, dimension)
    numbers = np.arange(first, first + rows)
    clusters = np.floor((u(3, numbers) + 1) / 2 * CLUSTERS).astype(int)
    latent = u(4, numbers[:, None] * LATENT + np.arange(LATENT))
    noise = u(5, numbers[:, None] * dimension + np.arange(dimension))
    vectors = centres[clusters] + NOISE * noise + SHEET * latent @ axes
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def recall(found, truth):
    return np.mean([len(np.intersect1d(a, b)) / K for a, b in zip(found, truth)])


def ask(name, search, truth):
    start = time.perf_counter()
    found = search()
    seconds = time.perf_counter() - start
    print(f"{name}: {len(found) / seconds:.0f} queries/s", end="")
    print("" if truth is None else f", recall@{K} {recall(found, truth):.4f}", flush=True)
    return found


def main():
    numbers = [int(argument) for argument in sys.argv[1:]]
    vectors, queries, dimension = (numbers + [50_000, 2_000, 384][len(numbers) :])[:3]
    beams = numbers[3:] or [100, 200]
    faiss.omp_set_num_threads(1)
    base = block(0, vectors, dimension)
    asked = block(vectors, queries, dimension)

    flat = faiss.IndexFlatIP(dimension)
    flat.add(base)
    truth = ask("faiss flat", lambda: flat.search(asked, K)[1], None)

    graph = hnswlib.Index(space="ip", dim=dimension)
    graph.init_index(max_elements=vectors, M=16, ef_construction=200, random_seed=0)
    start = time.perf_counter()
    graph.add_items(base, num_threads=1)
    print(f"hnswlib: built in {time.perf_counter() - start:.1f} s", flush=True)
    for beam in beams:
        graph.set_ef(beam)
        ask(
            f"hnswlib beam {beam}",
            lambda: graph.knn_query(asked, K, num_threads=1)[0].astype(np.int64),
            truth,
        )

    graph = faiss.IndexHNSWFlat(dimension, 16, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = 200
    start = time.perf_counter()
    graph.add(base)
    print(f"faiss hnsw: built in {time.perf_counter() - start:.1f} s", flush=True)
    for beam in beams:
        graph.hnsw.efSearch = beam
        ask(f"faiss hnsw beam {beam}", lambda: graph.search(asked, K)[1], truth)


if __name__ == "__main__":
    main()
