"""Reads the embeddings that `gleaner synth` wrote, and their exact neighbours: what the scripts of docs/scale.md share.

Similarities are cosines: the vectors that Gleaner and its peers get are of unit length.
"""
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROWS_AT_ONCE = 20_000


def tables(folder):
    """Returns the Parquet files below a folder in order of their paths, or the one file; temporary ones begin with a dot."""
    if Path(folder).is_file():
        return [Path(folder)]
    return sorted(path for path in Path(folder).rglob("*.parquet") if not path.name.startswith("."))


def read(folder, *columns):
    """Returns the named columns of all files below a folder as one table of pyarrow, an empty one where nothing was written."""
    files = tables(folder)
    if not files:
        return pa.table({name: [] for name in columns})
    return pa.concat_tables([pq.read_table(file, columns=list(columns)) for file in files])


def read_embeddings(folder):
    """Returns (ids [n], unit vectors [n, d] float32) of all files in a folder."""
    ids, blocks = [], []
    for file in tables(folder):
        table = pq.read_table(file, columns=["id", "embedding"])
        ids.append(table["id"].to_numpy())
        values = table["embedding"].combine_chunks().flatten().to_numpy()
        blocks.append(values.reshape(len(table), -1).astype(np.float32, copy=False))
    if not ids:
        raise SystemExit(f"{folder}: no Parquet file in it")
    vectors = np.concatenate(blocks)
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        rows = vectors[start:start + ROWS_AT_ONCE]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.concatenate(ids).astype(str), vectors


class Exact(NamedTuple):
    """The exact nearest of sampled queries, most similar first."""

    queries: np.ndarray  # [queries] row numbers
    neighbours: np.ndarray  # [queries, k] row numbers of the base
    similarities: np.ndarray  # [queries, k]


def exact_neighbours(base, queries, rows, k, without_itself):
    """Returns the k nearest in base of the sampled rows of queries, by blocked products of all pairs."""
    asked = queries[rows]
    best = np.full((len(rows), k), -2, np.float32)
    nearest = np.zeros((len(rows), k), np.int64)
    for start in range(0, len(base), ROWS_AT_ONCE):
        block = asked @ base[start:start + ROWS_AT_ONCE].T
        if without_itself:
            inside = (rows >= start) & (rows < start + block.shape[1])
            block[np.nonzero(inside)[0], rows[inside] - start] = -2
        of_block = np.argpartition(-block, min(k, block.shape[1] - 1), axis=1)[:, :k]
        both = np.concatenate([best, np.take_along_axis(block, of_block, axis=1)], axis=1)
        numbers = np.concatenate([nearest, of_block + start], axis=1)
        order = np.argsort(-both, axis=1, kind="stable")[:, :k]
        best, nearest = np.take_along_axis(both, order, axis=1), np.take_along_axis(numbers, order, axis=1)
    return Exact(rows, nearest, best)


def sampled_exact(folder, name, base, queries, k, sample=1000):
    """Returns the exact neighbours of some rows, drawn once and kept beside the data: name is "graph" (of the pool itself) or "queries"."""
    kept = Path(folder) / f"exact-{name}-{k}.npz"
    if kept.exists():
        stored = np.load(kept)
        return Exact(stored["queries"], stored["neighbours"], stored["similarities"])
    rows = np.sort(np.random.default_rng(0).choice(len(queries), min(sample, len(queries)), replace=False))
    exact = exact_neighbours(base, queries, rows, k, name == "graph")
    np.savez(kept, queries=exact.queries, neighbours=exact.neighbours, similarities=exact.similarities)
    return exact


def above(exact, floor):
    """Returns which of the exact neighbours count, [queries, k]: those clearly above the floor and those that are there."""
    return exact.similarities > max(floor, -1) + 1e-5


def graph_recall(exact, floor, rows, lists):
    """Returns (share of exact edges above the floor in either end's list, share of exact neighbours in the query's own list).

    rows: [m] sorted row numbers whose lists are given, all queries among them; lists: [m, >= k]. Edges of the graph have no direction, so one end's
    list is enough; ends that are not among rows count as without a list.
    """
    wanted = above(exact, floor)
    own = lists[np.searchsorted(rows, exact.queries)]
    at = np.minimum(np.searchsorted(rows, exact.neighbours), len(rows) - 1)
    has_list = rows[at] == exact.neighbours
    found = np.zeros(wanted.shape, bool)
    back = np.zeros(wanted.shape, bool)
    for query, number in enumerate(exact.queries):
        found[query] = np.isin(exact.neighbours[query], own[query])
        back[query] = (lists[at[query]] == number).any(axis=1) & has_list[query]
    return share(found | back, wanted), share(found, exact.similarities > -2)


def share(found, wanted):
    """Returns which part of the wanted is found, 1 where nothing is wanted."""
    return float(found[wanted].mean()) if wanted.any() else 1.0


def kmeans_objective(vectors, centroids, clusters):
    """Returns the sum over all rows of the squared distance to their centroid on the unit sphere, 2 - 2 cosine."""
    centroids = centroids / np.linalg.norm(centroids, axis=1, keepdims=True)
    total = 0.0
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        total += float((2 - 2 * np.einsum("nd,nd->n", vectors[rows], centroids[clusters[rows]])).sum(dtype=np.float64))
    return total
