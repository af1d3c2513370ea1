"""Recomputes every decision of a run from its images, by docs/definitions.md, and compares each table with what the run holds.

Usage: python3 recompute.py RUN [--exact] [--list 5]
RUN is a local run directory. Reads images/ (ids, hashes, sizes, embeddings), clusters/centroids.parquet and run.json; recomputes hashes/, neighbours/,
duplicates/, components/, curated_copies/, clusters/assignments/, retrieved/, manifest/ and statistics/. Embeddings and centroids themselves are taken as they are.
Where a search looks into some of its cells only, or through a graph, neighbours/ and retrieved/ by sample are compared with an exact search and
their recall is told; whatever follows is then recomputed from the neighbours that the run found. --exact: whoever ran it knows that all searches
were exact (all cells were visited), so that every row must agree.
Prints a row for each table: rows of the run, rows recomputed, rows that agree. Exit 1 where a row differs that must not.
Memory: all embeddings and one block of similarities; made for runs of up to some 100,000 images.
"""
import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

import recompute_rules as rules

F = np.float32


def rows(folder, columns, pattern="**/*.parquet"):
    """Returns the rows of the tables below a folder as tuples; float columns as float32."""
    result = []
    for file in sorted(Path(folder).glob(pattern)):
        table = pq.read_table(file, columns=columns, partitioning=None)
        values = []
        for name in columns:
            column = table.column(name)
            as_float = pa.types.is_float32(column.type)
            values.append([F(value) if as_float and value is not None else value for value in column.to_pylist()])
        result += list(zip(*values))
    return result


class Images:
    """The images of one source: columns, and unit vectors of an embedding."""

    def __init__(self, folder, column):
        tables = [pq.read_table(file, partitioning=None) for file in sorted(Path(folder).glob("**/*.parquet"))]
        tables = [table for table in tables if table.num_rows]
        table = pa.concat_tables(tables, promote_options="default") if tables else None
        self.ids = table.column("id").to_pylist() if table else []
        self.table = table
        self.column = column

    def __getitem__(self, name):
        return self.table.column(name).to_pylist() if self.table else []

    def vectors(self, keep=None):
        """Returns (ids, unit vectors) of the images whose id is kept, ascending by id."""
        if not self.ids:
            return [], np.zeros((0, 1), F)
        flat = self.table.column(self.column).combine_chunks()
        matrix = flat.flatten().to_numpy(zero_copy_only=False).reshape(len(flat), -1)
        order = sorted((i for i in range(len(self.ids)) if keep is None or keep(self.ids[i])), key=self.ids.__getitem__)
        return [self.ids[i] for i in order], rules.unit(matrix[order]) if order else np.zeros((0, matrix.shape[1]), F)


class Comparison:
    """Counts agreements, table by table."""

    def __init__(self, listed):
        self.listed, self.failed, self.lines = listed, False, []

    def add(self, name, of_run, recomputed, must=True):
        """Compares two collections of rows, each row as often as it is there."""
        of_run, recomputed = Counter(of_run), Counter(recomputed)
        agree = sum((of_run & recomputed).values())
        total, expected = sum(of_run.values()), sum(recomputed.values())
        differs = agree != total or agree != expected
        self.failed |= differs and must
        note = "" if not differs else "DIFFERS" if must else f"recall {agree / expected:.4f}" if expected else "approximate"
        print(f"{name:34} {total:>9} {expected:>10} {agree:>9}  {note}", flush=True)
        if differs and must:
            for row in list((of_run - recomputed).items())[:self.listed]:
                print("    run only:       ", row[0])
            for row in list((recomputed - of_run).items())[:self.listed]:
                print("    recomputed only:", row[0])


def is_exact(search, count):
    """Whether a search by a recipe's block must have found everything: one cell, and no graph."""
    cells = search["cells"] or max(1, -(-count // search["rows_per_cell"]))
    no_graph = search["index"] == "exact" or (search["index"] == "auto" and count < 400_000)
    return no_graph and (cells == 1 and count <= 2 * search["rows_per_cell"] or search["nprobe"] >= 2 * cells)


def resolved(text):
    """The recipe in run.json, with the keys that it need not have."""
    recipe = yaml.safe_load(text)
    dedup = recipe["dedup"]
    for key in ["against", "largest_component"]:
        dedup.setdefault(key, None)
    for search in [dedup, recipe["retrieval"]]:
        search.setdefault("cells", None)
    for each in recipe.setdefault("curated", []):
        each.setdefault("task", None)
    recipe.setdefault("cluster", None)
    return recipe


class Run:
    def __init__(self, folder, exact, listed):
        self.folder = Path(folder)
        self.exact = exact
        self.json = json.loads((self.folder / "run.json").read_text())
        self.recipe = resolved(self.json["recipe"])
        if self.recipe.get("decisions"):
            raise SystemExit("the recipe has decisions of people, which are not recomputed here: " + ", ".join(self.recipe["decisions"]))
        self.table = Comparison(listed)
        copy = "embedding" if self.recipe["dedup"]["encoder"] == "same" else "copy_embedding"
        self.pool = Images(self.folder / "images/pool", "embedding")
        self.copy_pool = Images(self.folder / "images/pool", copy)
        self.evaluation = Images(self.folder / "images/evaluation", copy)
        self.sets = {each["name"]: each for each in self.recipe["curated"]}
        self.curated = {name: Images(self.folder / "images/curated" / name, "embedding") for name in self.sets}
        self.sha = dict(zip(self.pool.ids, self.pool["sha256"]))
        for images in self.curated.values():
            self.sha.update(zip(images.ids, images["sha256"]))

    def search_is_exact(self, search, count):
        return self.exact or is_exact(search, count)

    def edges(self, folder):
        return {(a, b): s for a, b, s in rows(self.folder / folder, ["id_a", "id_b", "similarity"])}

    def check_edges(self, name, recomputed, must=True):
        of_run = self.edges(name)
        self.table.add(name, of_run.items(), recomputed.items(), must)
        return of_run

    def deduplication(self):
        dedup = self.recipe["dedup"]
        exact, smallest = rules.equal_hashes(self.copy_pool.ids, self.copy_pool["sha256"])
        self.check_edges("hashes/exact", exact)
        distance = dedup["perceptual_distance"]
        perceptual = rules.near_hashes(self.copy_pool.ids, self.copy_pool["phash"], distance) if distance >= 0 else {}
        self.check_edges("hashes/perceptual", perceptual)
        ids, vectors = self.copy_pool.vectors(set(smallest.values()).__contains__)
        floor = json.loads((self.folder / "marks/neighbours.json").read_text())["settings"]["floor"]
        near = self.neighbours("neighbours/pool", ids, vectors, None, floor)
        against = {}
        if dedup["against"] is not None:
            against = self.neighbours("neighbours/evaluation", ids, vectors, self.evaluation.vectors(), floor)
        place = {id: i for i, id in enumerate(self.pool.ids)}
        width, height, size = (self.pool[name] for name in ["width", "height", "bytes"])
        orders = {"pixels": lambda i: -width[i] * height[i], "bytes": lambda i: -size[i], "id": lambda i: self.pool.ids[i]}
        decision = rules.Decision(
            self.pool.ids, lambda id: tuple(orders[keep](place[id]) for keep in dedup["keep"] + ["id"]),
            dedup["largest_component"] or max(1000, len(self.pool.ids) // 100), dedup["on_large_component"])
        decision.fold("exact", exact, -np.inf)
        decision.fold("perceptual", perceptual, F(1 - (distance + 1) / 64))
        decision.fold("near", near, F(dedup["threshold"]))
        if dedup["against"] is not None:
            decision.discard(against, near, F(dedup["against"]["threshold"]), set(self.evaluation.ids))
        of_run = rows(self.folder / "duplicates", ["id", "kept_id", "kind", "similarity", "component_size"])
        self.table.add("duplicates", of_run, [(id, *row) for id, row in decision.duplicates().items()])
        columns = ["component", "kind", "size", "weakest_edge", "representative", "split"]
        self.table.add("components", rows(self.folder / "components", columns), decision.components)
        self.removed = set(decision.links)
        self.duplicates, self.components = of_run, decision.components
        if dedup.get("curated", {}).get("near_copies") == "remove" and self.sets:
            self.curated_copies(F(dedup["curated"]["threshold"]))

    def curated_copies(self, threshold):
        ids, vectors = self.copy_pool.vectors(lambda id: id not in self.removed)
        curated = {}
        for name in self.sets:
            curated.update(zip(*Images(self.folder / "images/curated" / name, self.copy_pool.column).vectors()))
        base_ids = sorted(curated)
        base = np.stack([curated[id] for id in base_ids])
        leaving = [(id, base_ids[found[0][1]], "curated", found[0][0]) for id, found in
                   zip(ids, rules.nearest(vectors, base, base_ids, 1, threshold)) if found and found[0][0] > threshold]
        of_run = rows(self.folder / "curated_copies", ["id", "kept_id", "kind", "similarity"])
        self.table.add("curated_copies", of_run, leaving, self.search_is_exact(self.recipe["dedup"], len(base)))
        self.removed |= {row[0] for row in of_run}
        self.duplicates += [(*row, None) for row in of_run]

    def neighbours(self, name, ids, vectors, evaluation, floor):
        dedup = self.recipe["dedup"]
        base_ids, base = evaluation or (ids, vectors)
        own = (lambda query: [query]) if evaluation is None else None
        k = min(dedup["neighbours"], max(0, len(base) - (evaluation is None)))
        edges = {}
        if k:
            for query, found in enumerate(rules.nearest(vectors, base, base_ids, k, floor, own)):
                for similarity, row in found:
                    edges[tuple(sorted((ids[query], base_ids[row])))] = similarity
        must = self.search_is_exact(dedup, len(base))
        of_run = self.check_edges(name, edges, must)
        if not must:
            place = {id: vector for id, vector in [*zip(ids, vectors), *zip(base_ids, base)]}
            pairs = list(of_run)
            if pairs:
                again = rules.cosines(np.stack([place[a] for a, _ in pairs]), np.stack([place[b] for _, b in pairs]))
                self.table.add("  cosines of its pairs", of_run.items(), zip(pairs, again))
        return of_run

    def clusters(self):
        self.left_ids, self.left = self.pool.vectors(lambda id: id not in self.removed)
        if self.recipe["cluster"] is None:
            return
        table = pq.read_table(self.folder / "clusters/centroids.parquet").sort_by("cluster")
        self.centroids = np.array(table.column("centroid").to_pylist(), F)
        numbers = [f"{i:08d}" for i in range(len(self.centroids))]
        found = rules.nearest(self.left, self.centroids, numbers, 1)
        recomputed = [(id, each[0][1], each[0][0]) for id, each in zip(self.left_ids, found)]
        self.assignments = rows(self.folder / "clusters/assignments", ["id", "cluster", "similarity"])
        exact = len(self.centroids) <= self.recipe["cluster"]["exact_up_to"]
        self.table.add("clusters/assignments", self.assignments, recomputed, exact)
        sizes = Counter(cluster for _, cluster, _ in self.assignments)
        self.table.add("clusters/centroids: sizes", enumerate(table.column("size").to_pylist()), ((i, sizes[i]) for i in range(len(numbers))))

    def retrieval(self):
        self.retrieved, self.drawn, self.used, self.set_clusters = [], {}, {}, []
        columns = ["id", "set", "mode", "query_id", "rank", "similarity", "cluster"]
        by_bytes = defaultdict(list)
        for row, id in enumerate(self.left_ids):
            by_bytes[self.sha[id]].append(row)
        for name, each in self.sets.items():
            ids, vectors = self.curated[name].vectors()
            recomputed = {}
            if "as_is" in each["retrieve"]:
                recomputed["as_is"] = [(id, name, "as_is", None, None, None, None) for id in ids]
            if "sample" in each["retrieve"]:
                recomputed["sample"] = self.sample(name, each, ids, vectors, by_bytes)
            if "cluster" in each["retrieve"]:
                recomputed["cluster"] = self.cluster(name, each, vectors)
            for mode, expected in recomputed.items():
                of_run = rows(self.folder / "retrieved" / name, columns, f"part-{mode}-*.parquet")
                must = mode != "sample" or self.search_is_exact(self.recipe["retrieval"], len(self.left_ids))
                self.table.add(f"retrieved/{name} {mode}", of_run, expected, must)
                self.retrieved += of_run
            if self.recipe["cluster"] is not None:
                self.homes(name, each, ids, vectors)
        if self.recipe["cluster"] is not None:
            columns = ["set", "cluster", "images", "pool_images", "chosen", "drawn", "reason"]
            self.table.add("clusters/sets", rows(self.folder / "clusters", columns, "sets.parquet"), self.set_clusters)

    def homes(self, name, each, ids, vectors):
        """The clusters of a set's images, and what it drew from them."""
        numbers = [f"{i:08d}" for i in range(len(self.centroids))]
        found = [near[0] for near in rules.nearest(vectors, self.centroids, numbers, 1)]
        of_run = rows(self.folder / "clusters/curated" / name, ["id", "cluster", "similarity"])
        self.table.add(f"clusters/curated/{name}", of_run, ((id, cluster, s) for id, (s, cluster) in zip(ids, found)))
        if "cluster" not in each["retrieve"]:
            return
        least = each.get("min_similarity", -1)
        pool = Counter(cluster for _, cluster, _ in self.assignments)
        may = Counter(cluster for _, cluster, s in self.assignments if rules.similar_enough(s, least))
        drawn = Counter(row[6] for row in self.retrieved if row[1:3] == (name, "cluster"))
        self.used[name] = 0
        for cluster, images in Counter(cluster for _, cluster in found).items():
            reason = rules.choice(images, pool[cluster], may[cluster], each["more_than"])
            self.set_clusters.append((name, cluster, images, pool[cluster], reason == "chosen", drawn[cluster], reason))
            self.used[name] += images if drawn[cluster] else 0

    def sample(self, name, each, ids, vectors, by_bytes):
        least = each.get("min_similarity", -1)

        def lists(queries, length):
            queries = list(queries)
            own = [by_bytes.get(self.sha[ids[query]], []) for query in queries]
            found = rules.nearest(vectors[queries], self.left, self.left_ids, length, leave_out=own.__getitem__)
            return [[pair for pair in near if rules.similar_enough(pair[0], least)] for near in found]

        if each["collisions"] == "refill":
            grants = rules.refill(ids, lists, len(self.left_ids), each["per_query"])
        else:
            found = lists(range(len(ids)), each["per_query"])
            grants = [(q, row, rank, s) for q, near in enumerate(found) for rank, (s, row) in enumerate(near, 1)]
        return [(self.left_ids[row], name, "sample", ids[query], rank, s, None) for query, row, rank, s in grants]

    def cluster(self, name, each, vectors):
        numbers = [f"{i:08d}" for i in range(len(self.centroids))]
        homes = Counter(found[0][1] for found in rules.nearest(vectors, self.centroids, numbers, 1))
        members = defaultdict(list)
        for id, cluster, similarity in self.assignments:
            if homes[cluster] > each["more_than"] and rules.similar_enough(similarity, each.get("min_similarity", -1)):
                members[cluster].append((rules.draw_key(self.recipe["seed"], "retrieve/" + name, id), id, cluster, similarity))
        drawn = [image for images in members.values() for image in sorted(images)[:each["per_cluster"]]]
        self.drawn[name] = len(drawn)
        return [(id, name, "cluster", None, None, s, cluster) for _, id, cluster, s in sorted(drawn)[:each["cap"]]]

    def manifest(self):
        pictures = defaultdict(list)
        for id, set_name, mode, query, _, similarity, cluster in self.retrieved:
            pictures[self.sha[id]].append((set_name, mode, query, similarity, cluster, id))
        order = lambda call: (call[0], call[1], call[2] is not None, call[2] or "", call[5])
        recomputed = []
        for digest, calls in pictures.items():
            stands = min(calls, key=lambda call: (call[1] != "as_is", call[5]))[5]
            recomputed.append((stands, digest, tuple(sorted(calls, key=order))))
        fields = ["set", "mode", "query_id", "similarity", "cluster", "id"]
        of_run = []
        for id, digest, calls in rows(self.folder / "manifest", ["id", "sha256", "retrievals"]):
            of_run.append((id, digest, tuple(tuple(F(c[f]) if f == "similarity" and c[f] is not None else c[f] for f in fields) for c in calls)))
        self.table.add("manifest: pictures, provenance", of_run, recomputed)
        self.pictures = pictures
        names = ["id", "uri", "key", "sha256", "width", "height", "source"]
        metadata = {}
        for images in [self.pool, *self.curated.values()]:
            metadata.update({row[0]: row for row in zip(*(images[name] for name in names))})
        self.table.add("manifest: metadata", rows(self.folder / "manifest", names), (metadata[row[0]] for row in recomputed))

    def statistics(self):
        stored = lambda name, columns: rows(self.folder / "statistics", columns, name + ".parquet")
        totals = Counter(name for calls in self.pictures.values() for name in {call[0] for call in calls})
        composition, collisions, summary = [], [], []
        for name, each in self.sets.items():
            count = len(self.curated[name].ids)
            for mode in each["retrieve"]:
                times = Counter(row[0] for row in self.retrieved if row[1:3] == (name, mode))
                asked = self.drawn[name] if mode == "cluster" else sum(times.values())
                composition.append((each["task"], name, count, mode, None if mode == "as_is" else asked, len(times), totals[name]))
                given = Counter(row[3] for row in self.retrieved if row[1:3] == (name, mode)) if mode == "sample" else {}
                without = {"sample": count - len(given), "cluster": count - self.used.get(name, 0), "as_is": 0}[mode]
                short = count - sum(n == each["per_query"] for n in given.values()) if mode == "sample" else 0
                summary.append((name, mode, count, asked, len(times), sum(times.values()) - len(times), without, short))
                if mode == "sample":
                    collisions += [(name, mode, n, images) for n, images in Counter(times.values()).items()]
        composition.append((None, "all", None, None, None, None, len(self.pictures)))
        images = {"pool": self.pool, "evaluation": self.evaluation, **{"curated/" + name: each for name, each in self.curated.items()}}
        rejected = Counter(rows(self.folder / "rejected", ["source", "reason"]))
        refused = Counter(source for source, _ in rejected.elements())
        sources = [(name, len(each.ids), refused[name], len(each.ids) + refused[name]) for name, each in images.items()]
        self.table.add("statistics/sources", stored("sources", ["source", "images", "rejected", "inputs"]), [row for row in sources if row[3]])
        self.table.add("statistics/rejections", stored("rejections", ["source", "reason", "inputs"]), ((*key, n) for key, n in rejected.items()))
        columns = ["task", "dataset", "images", "retrieval", "retrieved", "final", "total"]
        self.table.add("statistics/composition", stored("composition", columns), composition)
        self.table.add("statistics/collisions", stored("collisions", ["set", "mode", "times", "images"]), collisions)
        of_run = stored("retrieval", ["set", "mode", "queries", "retrieved", "distinct", "collisions", "queries_without", "queries_short"])
        self.table.add("statistics/retrieval", of_run, summary)
        kinds = defaultdict(list)
        for _, _, kind, similarity, _ in self.duplicates:
            kinds[kind].append(similarity)
        self.table.add("statistics/deduplication", stored("deduplication", ["kind", "removed", "least_similarity"]),
                       ((kind, len(all), min(all)) for kind, all in kinds.items()))
        groups = defaultdict(list)
        for _, kind, size, weakest, _, split in self.components:
            groups[kind, split].append((size, weakest))
        self.table.add("statistics/components", stored("components", ["kind", "split", "components", "largest", "weakest_edge"]),
                       ((*key, len(all), max(s for s, _ in all), min(w for _, w in all)) for key, all in groups.items()))
        self.similarity(stored)

    def similarity(self, stored):
        """Quantiles are within half a bin of 2^-15 of the exact ones; the least and the greatest are exact."""
        names, shares = ["least", "p05", "p25", "median", "p75", "p95", "greatest"], [0, .05, .25, .5, .75, .95, 1]
        of_run, recomputed = {row[:2]: row[2:] for row in stored("similarity", ["set", "mode", *names])}, {}
        for name, each in self.sets.items():
            for mode in each["retrieve"]:
                values = np.sort([row[5] for row in self.retrieved if row[1:3] == (name, mode) and row[5] is not None])
                if len(values):
                    exact = [values[max(1, int(np.ceil(p * len(values)))) - 1] for p in shares]
                    near = of_run.get((name, mode), exact)
                    ends = near[0] == exact[0] and near[-1] == exact[-1]
                    recomputed[name, mode] = near if ends and np.allclose(near, exact, rtol=0, atol=2**-15) else tuple(exact)
        self.table.add("statistics/similarity", of_run.items(), recomputed.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--exact", action="store_true", help="all searches of the run were exact")
    parser.add_argument("--list", type=int, default=5, help="differences listed for each table (default 5)")
    arguments = parser.parse_args()
    run = Run(arguments.run, arguments.exact, arguments.list)
    print(f"{'table':34} {'run':>9} {'recomputed':>10} {'agree':>9}")
    run.deduplication()
    run.clusters()
    if run.sets:
        run.retrieval()
        run.manifest()
        run.statistics()
    print("a decision differs" if run.table.failed else "every decision that must agree agrees")
    sys.exit(1 if run.table.failed else 0)


if __name__ == "__main__":
    main()
