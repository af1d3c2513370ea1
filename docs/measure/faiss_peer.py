"""Times Faiss on the embeddings of `gleaner synth`, at the recall that Gleaner reached.

Usage: python3 faiss_peer.py graph    --data DIR --index ivf|hnsw|flat [--recall R] [--floor F] [--neighbours 64]
       python3 faiss_peer.py kmeans   --data DIR --clusters K
       python3 faiss_peer.py retrieve --data DIR --index ivf|hnsw|flat [--recall R] [--per-query 4]
Prints one JSON object: seconds of reading, of training, of adding, of searching; of those that choose a parameter apart; recall against the exact
neighbours of 1,000 sampled rows. The inverted file has 4 sqrt(n) lists, trained on 64 points a list; nprobe, and the graph's ef, is the smallest
power of two whose recall reaches --recall, or the greatest that is tried. k-means is spherical: 20 iterations on 256 points a centroid, then every
row's cluster. Memory: the vectors twice (ours and the index's), and n (k + 1) numbers of 8 and 4 bytes for the neighbours.
"""
import argparse
import json
import math
import resource
import time
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np

from scale_vectors import Exact, above, graph_recall, kmeans_objective, read_embeddings, sampled_exact, share

LINKS, BREADTH_OF_BUILDING = 16, 200
POINTS_PER_LIST, POINTS_PER_CENTROID, ITERATIONS = 64, 256, 20


class Clock:
    """Seconds by what they were spent on."""

    def __init__(self):
        self.seconds = {}

    @contextmanager
    def of(self, name):
        start = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0) + time.perf_counter() - start, 3)


class Index:
    """One of Faiss's indexes and the parameter that trades recall for time: nprobe or ef; None where it is exact."""

    def __init__(self, kind, vectors, clock):
        count, dimension = vectors.shape
        self.kind = kind
        if kind == "ivf":
            lists = int(4 * math.sqrt(count))
            self.coarse = faiss.IndexFlatIP(dimension)  # kept: Faiss holds only a pointer to it
            self.index = faiss.IndexIVFFlat(self.coarse, dimension, lists, faiss.METRIC_INNER_PRODUCT)
            self.index.cp.max_points_per_centroid = POINTS_PER_LIST
            with clock.of("train"):
                self.index.train(vectors)
            self.parameters = [2 ** i for i in range(lists.bit_length())]
        elif kind == "hnsw":
            self.index = faiss.IndexHNSWFlat(dimension, LINKS, faiss.METRIC_INNER_PRODUCT)
            self.index.hnsw.efConstruction = BREADTH_OF_BUILDING
            self.parameters = [2 ** i for i in range(2, 13)]
        else:
            self.index = faiss.IndexFlatIP(dimension)
            self.parameters = [None]
        with clock.of("add"):
            self.index.add(vectors)

    def set(self, parameter):
        if self.kind == "ivf":
            self.index.nprobe = parameter
        elif self.kind == "hnsw":
            self.index.hnsw.efSearch = parameter

    def search(self, vectors, k):
        return self.index.search(vectors, k)[1]

    def choose(self, reaches):
        """Sets the first parameter that reaches the recall, or the last, and returns it."""
        for parameter in self.parameters:
            self.set(parameter)
            if reaches():
                break
        return parameter


def graph(options, clock):
    """The neighbours of every row among all rows, itself left out."""
    _, pool = timed_read(options.data / "pool", clock)
    exact = sampled_exact(options.data, "graph", pool, pool, options.neighbours)
    index = Index(options.index, pool, clock)
    wanted = above(exact, options.floor)
    asked = np.union1d(exact.queries, exact.neighbours[wanted])

    def reaches():
        return graph_recall(exact, options.floor, asked, index.search(pool[asked], options.neighbours + 1))[0] >= options.recall

    with clock.of("choose"):
        parameter = index.choose(reaches) if len(index.parameters) > 1 else None
    with clock.of("search"):
        found = index.search(pool, options.neighbours + 1)
    edges, own = graph_recall(exact, options.floor, np.arange(len(pool)), found)
    return {"rows": len(pool), "parameter": parameter, "recall": edges, "recall_own_list": own, "edges_sampled": int(wanted.sum())}


def kmeans(options, clock):
    """Spherical k-means and every row's cluster."""
    _, pool = timed_read(options.data / "pool", clock)
    model = faiss.Kmeans(
        pool.shape[1], options.clusters, niter=ITERATIONS, spherical=True, seed=0, max_points_per_centroid=POINTS_PER_CENTROID)
    with clock.of("train"):
        model.train(pool)
    with clock.of("search"):
        clusters = model.index.search(pool, 1)[1].ravel()
    return {"rows": len(pool), "clusters": options.clusters, "objective": kmeans_objective(pool, model.centroids, clusters)}


def retrieve(options, clock):
    """The nearest of the pool for every query."""
    _, pool = timed_read(options.data / "pool", clock)
    _, queries = timed_read(options.data / "queries", clock)
    exact = sampled_exact(options.data, "queries", pool, queries, options.per_query)
    index = Index(options.index, pool, clock)

    def recall(found):
        return own_recall(exact, found)

    with clock.of("choose"):
        chosen = len(index.parameters) > 1
        sample = queries[exact.queries]
        parameter = index.choose(lambda: recall(index.search(sample, options.per_query)) >= options.recall) if chosen else None
    with clock.of("search"):
        found = index.search(queries, options.per_query)
    return {"rows": len(pool), "queries": len(queries), "parameter": parameter, "recall": recall(found[exact.queries])}


def own_recall(exact: Exact, found):
    """Returns the share of exact neighbours among the found ones, [queries, k] both."""
    hits = np.array([np.isin(wanted, given) for wanted, given in zip(exact.neighbours, found)])
    return share(hits, exact.similarities > -2)


def timed_read(folder, clock):
    with clock.of("read"):
        return read_embeddings(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["graph", "kmeans", "retrieve"])
    parser.add_argument("--data", type=Path, required=True, help="folder that gleaner synth wrote")
    parser.add_argument("--index", choices=["ivf", "hnsw", "flat"], default="ivf")
    parser.add_argument("--recall", type=float, default=0.95, help="that the parameter must reach (default 0.95)")
    parser.add_argument("--floor", type=float, default=-1, help="cosine above which edges count (default -1)")
    parser.add_argument("--neighbours", type=int, default=64)
    parser.add_argument("--per-query", type=int, default=4)
    parser.add_argument("--clusters", type=int, default=1000)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    faiss.omp_set_num_threads(options.threads)
    clock = Clock()
    result = {"graph": graph, "kmeans": kmeans, "retrieve": retrieve}[options.task](options, clock)
    work = sum(clock.seconds.get(name, 0) for name in ("train", "add", "search"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**result, "seconds": round(work, 3), "parts": clock.seconds, "resident_mib": round(peak)}))


if __name__ == "__main__":
    main()
