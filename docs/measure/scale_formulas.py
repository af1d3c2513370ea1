"""What each stage takes in compute, bytes and memory, by the formulas of docs/scale.md.

Usage: python3 scale_formulas.py [--images 1300000000] [--dimension 512] [--workers 64] [--cores 16] [--results FOLDER/results.jsonl] ...
Prints a Markdown table of the stages. With --results it first fits the rates to the two smallest sizes that scale.py measured, and prints predictions
beside measurements, of which larger sizes were not used. --help lists the parameters.
"""
import argparse
import json
import math
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

MIB, GIB, TIB = 2 ** 20, 2 ** 30, 2 ** 40
CELL_SAMPLE, START_SAMPLE = 2 ** 18, 2 ** 19  # rows that cells are trained on; rows that k-means++ chooses from
CELL_ITERATIONS = 10
MEASURED = {"rows_per_cell": 2_000, "retrieval_rows_per_cell": 10_000, "dimension": 384, "edges_per_image": 3, "clusters": 1000, "queries": 10_000, "workers": 1, "cores": 2}  # what scale.py asks for
PAGE_CACHE_BYTES = 8e9  # a second: where scale.py measures, files that are written aside stay in memory
TASKS_PER_WORKER = 3  # of a distributed k-means pass


@dataclass(frozen=True)
class Plan:
    """What is asked, and of how many machines."""

    images: int = 1_300_000_000
    dimension: int = 512  # components of an embedding
    id_bytes: int = 16
    neighbours: int = 64
    rows_per_cell: int = 100_000  # of configs/lvd142m.yaml; 2,000 by default
    retrieval_rows_per_cell: int = 100_000  # likewise; 10,000 by default
    nprobe: int = 8
    retrieval_nprobe: int = 32
    edges_per_image: float = 5  # stored, above the floor
    threshold_edges_per_image: float = 0.5  # above the threshold: what decides
    rounds: int = 6  # of star contraction
    clusters: int = 100_000
    points_per_centroid: int = 256
    iterations: int = 20
    exact_clusters: int = 8192  # up to which a row is compared with every centroid
    probed_groups: int = 8  # of about the root of the clusters, beyond
    queries: int = 15_000_000
    per_query: int = 4
    retrieved: int = 142_000_000  # rows of all sets together
    workers: int = 64
    cores: int = 16

    @property
    def vector(self):
        """Bytes of a row as it is kept for a search: vector, id, and the cell that it is at home in."""
        return 4 * self.dimension + self.id_bytes + 8

    def cells(self, rows_per_cell):
        return max(1, math.ceil(self.images / rows_per_cell))


@dataclass(frozen=True)
class Rates:
    """Of one core; the defaults are of the machine of docs/scale.md."""

    component_nanoseconds: float = 3.9e-3  # of a pair in a matrix product that proposes, for each component, selection apart
    pair_nanoseconds: float = 0.2  # of a pair, for selection
    visit_nanoseconds: float = 5000  # of a query in a cell, whatever the cell holds
    neighbour_nanoseconds: float = 200  # of one of the k nearest, decided by the kernel
    aside_nanoseconds: float = 2  # of a byte that is written aside and read again
    read_bytes: float = 60e6  # Parquet with vectors, decompressed and scaled, a second
    worker_bytes: float = 1e9  # a worker's disk, and its network, a second


@dataclass(frozen=True)
class Cost:
    """Of one stage: seconds of a core, bytes of all workers together, and bytes that one thread or the driver holds."""

    core_seconds: float
    serial_seconds: float = 0  # of the driver, while workers wait
    read: float = 0  # of Parquet
    disk: float = 0  # written and read again, gone at the end
    shuffled: float = 0
    thread: float = 0
    driver: float = 0

    def seconds(self, plan, rates):
        cores = plan.workers * plan.cores
        return self.serial_seconds + self.core_seconds / cores + (2 * self.disk + self.shuffled) / (plan.workers * rates.worker_bytes)


def pairs_seconds(pairs, plan, rates):
    return pairs * (rates.component_nanoseconds * plan.dimension + rates.pair_nanoseconds) * 1e-9


def compared(clusters, plan):
    """Returns how many centroids a row is compared with on the way to its own."""
    if clusters <= plan.exact_clusters:
        return clusters
    groups = round(math.sqrt(clusters))
    return groups + plan.probed_groups * clusters / groups


def reading(plan, rates, rows=None):
    count = (plan.images if rows is None else rows) * 4 * plan.dimension
    return count, count / rates.read_bytes


def check(plan, rates):
    size, seconds = reading(plan, rates)
    return Cost(seconds, read=size, thread=8192 * plan.vector)


def search(plan, rates, queries, k, rows_per_cell, nprobe, among_themselves):
    """The k nearest of each query: in one index, or in the cells that each query visits."""
    size, seconds = reading(plan, rates)
    cells = plan.cells(rows_per_cell)
    probed = min(nprobe, cells)
    visits = queries * probed
    pairs = visits * plan.images / cells
    lists = min(k, max(plan.edges_per_image, 1)) if among_themselves else k
    compute = seconds + pairs_seconds(pairs, plan, rates) + visits * (rates.visit_nanoseconds + lists * rates.neighbour_nanoseconds) * 1e-9
    if cells == 1:
        index = plan.images * (6 * plan.dimension + plan.id_bytes)
        return Cost(compute + seconds * among_themselves, read=size * (1 + among_themselves), thread=index)
    sample = min(plan.images, CELL_SAMPLE, 128 * cells)
    training = pairs_seconds(sample * cells * CELL_ITERATIONS, plan, rates)
    placing = pairs_seconds((plan.images + queries * (not among_themselves)) * cells, plan, rates)
    stored = visits if among_themselves else plan.images + visits  # a query of the base is at home where it is a row
    aside = stored * plan.vector
    return Cost(
        compute + training + placing + seconds + aside * rates.aside_nanoseconds * 1e-9, read=2 * size, disk=aside, shuffled=visits * lists * 8,
        thread=2 * rows_per_cell * (6 * plan.dimension + plan.id_bytes) + 16 * k * probed * 8192, driver=sample * plan.vector)


def neighbours(plan, rates):
    found = search(plan, rates, plan.images, plan.neighbours, plan.rows_per_cell, plan.nprobe, True)
    edges = plan.images * plan.edges_per_image
    return replace(found, shuffled=found.shuffled + edges * (2 * plan.id_bytes + 8))


def deduplicate(plan, rates):
    edges = plan.images * plan.threshold_edges_per_image
    edge = 2 * plan.id_bytes + 8
    looking = plan.images * (1 + plan.edges_per_image) * 1.2e-6  # reading candidates and edges, and deciding
    if edges <= 10_000_000:
        return Cost(0, serial_seconds=looking, driver=44 * edges + 250 * min(2 * edges, plan.images))
    joined = min(2 * edges, plan.images)
    return Cost(
        looking + plan.rounds * edges * 1e-6, shuffled=2 * plan.rounds * 16 * edges + 2 * edge * edges + (plan.images + 2 * joined) * (plan.id_bytes + 24),
        disk=plan.rounds * 16 * edges, thread=max(4e6 * 72, 1e6 * 400))


def cluster(plan, rates):
    size, seconds = reading(plan, rates)
    sample = min(plan.images, plan.clusters * plan.points_per_centroid)
    start = pairs_seconds(min(sample, 16 * plan.clusters, max(START_SAMPLE, plan.clusters)) * plan.clusters, plan, rates)
    of_row = compared(plan.clusters, plan)
    training = pairs_seconds(sample * of_row * plan.iterations, plan, rates)
    assignment = pairs_seconds(plan.images * of_row, plan, rates)
    matrix = 4 * plan.clusters * plan.dimension
    sums = 8 * plan.clusters * (plan.dimension + 1)
    in_driver = 2 * sample * plan.vector <= 2 * GIB
    return Cost(
        2 * seconds + start + training + assignment, read=2 * size, disk=0 if in_driver else sample * plan.vector,
        shuffled=0 if in_driver else sums * TASKS_PER_WORKER * plan.workers * plan.cores * plan.iterations,
        thread=matrix + (sums if in_driver else 2 * sums), driver=2 * sample * plan.vector if in_driver else 3 * matrix + 8 * sample)


def retrieve(plan, rates):
    found = search(plan, rates, plan.queries, plan.per_query, plan.retrieval_rows_per_cell, plan.retrieval_nprobe, False)
    size, seconds = reading(plan, rates, plan.queries)
    return replace(found, core_seconds=found.core_seconds + seconds, read=found.read + size)


def manifest(plan, rates):
    metadata = 250
    passed = min(plan.retrieved + 0.003 * plan.images, plan.images)
    return Cost(
        plan.images * metadata / rates.read_bytes, read=plan.images * metadata,
        shuffled=118 * plan.retrieved + metadata * passed, thread=1.5 * plan.retrieved)


STAGES = {"check": check, "neighbours": neighbours, "deduplicate": deduplicate, "cluster": cluster, "retrieve": retrieve, "manifest": manifest}


def amount(size):
    for unit, name in ((TIB, "TiB"), (GIB, "GiB"), (MIB, "MiB")):
        if size >= unit:
            return f"{size / unit:,.1f} {name}"
    return "" if size == 0 else f"{size / 1024:,.0f} KiB"


def duration(seconds):
    return f"{seconds:,.1f} s" if seconds < 120 else f"{seconds / 60:,.0f} min" if seconds < 7200 else f"{seconds / 3600:,.1f} h"


def table(plan, rates):
    lines = ["| stage | core hours | Parquet read | written aside | shuffled | a thread holds | the driver holds | time |", "|---|---|---|---|---|---|---|---|"]
    total = 0
    for name, stage in STAGES.items():
        cost = stage(plan, rates)
        total += cost.seconds(plan, rates)
        lines.append(
            f"| {name} | {cost.core_seconds / 3600:,.1f} | {amount(cost.read)} | {amount(cost.disk)} | {amount(cost.shuffled)} | "
            f"{amount(cost.thread)} | {amount(cost.driver)} | {duration(cost.seconds(plan, rates))} |")
    return "\n".join([*lines, f"| together | | | | | | | {duration(total)} |"])


def seconds_of(rows, stage, images):
    """Returns the least seconds of a stage over all measurements on the direct runner with so many images, or None."""
    found = [row["stages"][stage] for row in rows
             if row.get("runner") == "direct" and row["images"] == images and stage in row.get("stages", {})]
    return min(found, default=None)


def fitted(rows, plan, rates, sizes):
    """Returns rates fitted to what two sizes took more than the other: reading to check, visits to neighbours."""
    def more(stage):
        small, large = (seconds_of(rows, stage, images) for images in sizes)
        return None if small is None or large is None else max(large - small, 0.01) * plan.workers * plan.cores

    def formula(stage, given):
        small, large = (stage(replace(plan, images=images), given) for images in sizes)
        return (large.seconds(plan, given) - small.seconds(plan, given)) * plan.workers * plan.cores

    if more("check"):
        rates = replace(rates, read_bytes=rates.read_bytes * formula(check, rates) / more("check"))
    if more("neighbours"):
        rest = formula(neighbours, replace(rates, visit_nanoseconds=0))
        visits = formula(neighbours, rates) - rest
        rates = replace(rates, visit_nanoseconds=max(0, rates.visit_nanoseconds * (more("neighbours") - rest) / visits))
    return rates


def predictions(rows, plan, rates, sizes):
    """Returns a table of predicted beside measured seconds. What the smallest size took beyond its formula is a start that all sizes take."""
    lines = ["| stage | start s | images | predicted s | measured s | measured by predicted |", "|---|---|---|---|---|---|"]
    for name, stage in STAGES.items():
        def formula(images):
            return stage(replace(plan, images=images), rates).seconds(plan, rates)
        start = max(0.0, (seconds_of(rows, name, sizes[0]) or 0) - formula(sizes[0]))
        for images in sizes:
            measured = seconds_of(rows, name, images)
            if measured:
                predicted = start + formula(images)
                lines.append(f"| {name} | {start:,.1f} | {images:,} | {predicted:,.1f} | {measured:,.1f} | {measured / predicted:.2f} |")
    return "\n".join(lines)


def markdown(rows, plan=Plan(), rates=Rates()):
    """Returns predictions beside measurements and, with the rates so fitted, the plan's table."""
    rows = [row for row in rows if "failed" not in row]
    sizes = sorted({row["images"] for row in rows if "stages" in row})
    measured = replace(plan, **MEASURED)
    here = replace(rates, worker_bytes=PAGE_CACHE_BYTES)
    if len(sizes) > 1:
        here = fitted(rows, measured, here, sizes[:2])
        rates = replace(here, worker_bytes=rates.worker_bytes)
    told = ", ".join(f"{name.replace('_', ' ')} {value:.3g}" for name, value in asdict(rates).items())
    title = f"{plan.images:,} images, {plan.workers} workers of {plan.cores} cores:"
    told += f"; products at {2 / rates.component_nanoseconds:,.0f} GFLOP/s"
    return f"Rates of a core: {told}.\n\n{predictions(rows, measured, here, sizes)}\n\n{title}\n\n{table(plan, rates)}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for kind in (Plan, Rates):
        for field in fields(kind):
            parser.add_argument("--" + field.name.replace("_", "-"), type=field.type, default=field.default, help=f"(default {field.default:,})")
    parser.add_argument("--results", type=Path, help="results.jsonl of scale.py")
    options = vars(parser.parse_args())
    results = options.pop("results")
    plan = Plan(**{name: options[name] for name in asdict(Plan())})
    rates = Rates(**{name: options[name] for name in asdict(Rates())})
    print(markdown([json.loads(line) for line in results.read_text().splitlines()], plan, rates) if results else table(plan, rates))


if __name__ == "__main__":
    main()
