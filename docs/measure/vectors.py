"""Times Faiss and hnswlib on 50,000 x 384 clustered unit vectors and writes the vectors as Parquet for gleaner dedup and gleaner cluster.

Usage: python3 vectors.py --output FOLDER [--threads 2] [--hnsw]
Prints seconds: Faiss k-means (500 centroids, 20 iterations, spherical), Faiss Flat and hnswlib (M 16, efConstruction 200, ef 100) for the 64 nearest
neighbours of every vector, and hnswlib's recall.
"""
import argparse
import pathlib
import time

import faiss
import hnswlib
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROWS, DIMENSION, CENTRES, NEAREST = 50_000, 384, 500, 64


def vectors():
    random = np.random.default_rng(0)
    centres = random.normal(size=(CENTRES, DIMENSION)).astype("f4")
    rows = centres[random.integers(0, CENTRES, ROWS)] + 0.8 * random.normal(size=(ROWS, DIMENSION)).astype("f4")
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def write(rows, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for part in range(4):
        chosen = slice(part * ROWS // 4, (part + 1) * ROWS // 4)
        column = pa.FixedSizeListArray.from_arrays(pa.array(rows[chosen].ravel()), DIMENSION).cast(pa.list_(pa.float32()))
        ids = [f"{row:08d}" for row in range(chosen.start, chosen.stop)]
        pq.write_table(pa.table({"id": ids, "embedding": column}), folder / f"part-{part}.parquet")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--hnsw", action="store_true")
    options = parser.parse_args()
    rows = vectors().astype("f4")
    write(rows, options.output)
    faiss.omp_set_num_threads(options.threads)
    start = time.time()
    kmeans = faiss.Kmeans(DIMENSION, CENTRES, niter=20, spherical=True, seed=0, max_points_per_centroid=256)
    kmeans.train(rows)
    trained = time.time() - start
    similarity, _ = kmeans.index.search(rows, 1)
    print(f"faiss k-means {trained:.2f} s, with assignment {time.time() - start:.2f} s, objective {similarity.sum():.1f}")
    start = time.time()
    flat = faiss.IndexFlatIP(DIMENSION)
    flat.add(rows)
    _, exact = flat.search(rows, NEAREST + 1)
    print(f"faiss flat {time.time() - start:.2f} s")
    if options.hnsw:
        index = hnswlib.Index(space="ip", dim=DIMENSION)
        index.init_index(max_elements=ROWS, M=16, ef_construction=200)
        start = time.time()
        index.add_items(rows, num_threads=1)
        built = time.time() - start
        index.set_ef(100)
        found, _ = index.knn_query(rows, k=NEAREST + 1, num_threads=options.threads)
        recall = np.mean([len(set(a) & set(b)) / (NEAREST + 1) for a, b in zip(exact, found)])
        print(f"hnswlib build {built:.2f} s, queries {time.time() - start - built:.2f} s, recall {recall:.4f}")


if __name__ == "__main__":
    main()
