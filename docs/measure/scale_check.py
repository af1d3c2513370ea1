"""Checks what Gleaner made of the embeddings of `gleaner synth`, by other means than Gleaner's.

Usage: python3 scale_check.py dedup    --data DIR --run RUN [--threshold 0.6] [--floor 0.5] [--neighbours 64]
       python3 scale_check.py cluster  --data DIR --run RUN
       python3 scale_check.py retrieve --data DIR --run RUN [--per-query 4]
       python3 scale_check.py data     --data DIR
Prints one JSON object, whose digest is of the rows of the stage's last table, whatever files and order they are in: equal digests, equal results.
dedup: share of the exact edges above the floor that are in RUN/neighbours, for 1,000 sampled rows; share of the planted copies above the threshold
that have one kept_id with their original; how many images were removed, beside how many copies were planted above the threshold. cluster: the sum of
squared distances to the assigned centroid, from RUN/clusters. retrieve: recall against the exact nearest of 1,000 sampled queries.
data: how similar the nearest of 1,000 sampled rows are, copies among them.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scale_vectors import above, kmeans_objective, read, read_embeddings, sampled_exact, share


def digest(table):
    """Returns a digest of a table's rows that depends on neither their order nor the files they were in."""
    names = sorted(table.column_names)
    table = table.select(names).sort_by([(name, "ascending") for name in names])
    found = hashlib.sha256()
    for name in names:
        found.update("\n".join([name, *map(repr, table[name].to_pylist())]).encode())
    return found.hexdigest()[:16]


def edge_recall(exact, floor, ids, edges):
    """Returns the share of exact edges above the floor, between sampled rows and their neighbours, that a table of edges has."""
    sampled = pa.array(ids[exact.queries])
    touching = edges.filter(pc.or_(pc.is_in(edges["id_a"], sampled), pc.is_in(edges["id_b"], sampled)))
    pairs = set(zip(touching["id_a"].to_pylist(), touching["id_b"].to_pylist()))
    wanted = above(exact, floor)
    found = np.zeros(wanted.shape, bool)
    for query, at in zip(*np.nonzero(wanted)):
        one, other = ids[exact.queries[query]], ids[exact.neighbours[query, at]]
        found[query, at] = (min(one, other), max(one, other)) in pairs
    return share(found, wanted)


def check_dedup(options):
    ids, pool = read_embeddings(options.data / "pool")
    exact = sampled_exact(options.data, "graph", pool, pool, options.neighbours)
    edges = read(options.run / "neighbours/pool", "id_a", "id_b")
    removed = read(options.run / "duplicates", "id", "kept_id", "kind", "similarity", "component_size")
    kept = dict(zip(removed["id"].to_pylist(), removed["kept_id"].to_pylist()))
    truth = read(options.data / "truth.parquet", "id", "original", "similarity")
    truth = truth.filter(pc.greater(truth["similarity"], options.threshold))
    together = [kept.get(one, one) == kept.get(other, other) for one, other in zip(truth["id"].to_pylist(), truth["original"].to_pylist())]
    return {
        "rows": len(ids), "edges": len(edges), "recall": edge_recall(exact, options.floor, ids, edges),
        "planted": len(together), "planted_found": float(np.mean(together)) if together else 1.0, "removed": len(kept), "digest": digest(removed)}


def check_cluster(options):
    ids, pool = read_embeddings(options.data / "pool")
    centroids = read(options.run / "clusters/centroids.parquet", "cluster", "centroid")
    by_cluster = np.argsort(centroids["cluster"].to_numpy())
    assigned = read(options.run / "clusters/assignments", "id", "cluster", "similarity")
    if len(assigned) != len(ids):
        raise SystemExit(f"{options.run}: {len(assigned)} rows have a cluster, the pool has {len(ids)}")
    order = np.argsort(ids)
    rows = order[np.searchsorted(ids[order], assigned["id"].to_numpy().astype(str))]
    clusters = np.empty(len(ids), np.int64)
    clusters[rows] = assigned["cluster"].to_numpy()
    vectors = np.stack(centroids["centroid"].to_numpy(zero_copy_only=False))[by_cluster]
    return {"rows": len(ids), "clusters": len(vectors), "objective": kmeans_objective(pool, vectors, clusters), "digest": digest(assigned)}


def check_retrieve(options):
    ids, pool = read_embeddings(options.data / "pool")
    query_ids, queries = read_embeddings(options.data / "queries")
    exact = sampled_exact(options.data, "queries", pool, queries, options.per_query)
    rows = read(options.run / "retrieved/queries", "query_id", "rank", "id", "similarity")
    found = set(zip(rows["query_id"].to_pylist(), rows["id"].to_pylist()))
    hits = [[(query_ids[query], ids[row]) in found for row in nearest] for query, nearest in zip(exact.queries, exact.neighbours)]
    return {
        "rows": len(ids), "queries": len(query_ids), "retrieved": len(rows), "recall": share(np.array(hits), exact.similarities > -2),
        "digest": digest(rows)}


def check_data(options):
    ids, pool = read_embeddings(options.data / "pool")
    exact = sampled_exact(options.data, "graph", pool, pool, options.neighbours)
    shares = [0.05, 0.25, 0.5, 0.75, 0.95]
    ranks = [rank for rank in (1, 2, 4, 16, 64) if rank <= options.neighbours]
    return {
        "rows": len(ids), "quantiles": shares,
        "similarity_of_rank": {rank: np.quantile(exact.similarities[:, rank - 1], shares).round(3).tolist() for rank in ranks},
        "neighbours_above": {floor: float((exact.similarities > floor).sum(axis=1).mean()) for floor in (0.6, 0.5, 0.4, 0.3)}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["data", "dedup", "cluster", "retrieve"])
    parser.add_argument("--data", type=Path, required=True, help="folder that gleaner synth wrote")
    parser.add_argument("--run", type=Path, help="folder that the command wrote")
    parser.add_argument("--threshold", type=float, default=0.6)
    parser.add_argument("--floor", type=float, default=0.5, help="cosine down to which edges were stored (default 0.5)")
    parser.add_argument("--neighbours", type=int, default=64)
    parser.add_argument("--per-query", type=int, default=4)
    options = parser.parse_args()
    if options.command != "data" and not options.run:
        parser.error(f"{options.command} needs --run")
    print(json.dumps({"data": check_data, "dedup": check_dedup, "cluster": check_cluster, "retrieve": check_retrieve}[options.command](options)))


if __name__ == "__main__":
    main()
