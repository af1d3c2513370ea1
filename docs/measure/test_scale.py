"""Tests of the scripts of docs/scale.md on cases whose figures can be checked by hand. Run: python3 -m unittest discover docs/measure"""
import json
import sys
import tempfile
import unittest
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))
import scale
import scale_check
import scale_formulas
import scale_table
import scale_vectors
from scale_vectors import Exact


def unit(*rows):
    rows = np.array(rows, np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def write(path, columns):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)


class VectorsTest(unittest.TestCase):
    def test_exactNeighbours_randomRows_agreeWithSorting(self):
        base = unit(*np.random.default_rng(1).normal(size=(300, 16)))
        rows = np.array([0, 7, 299])
        kept, scale_vectors.ROWS_AT_ONCE = scale_vectors.ROWS_AT_ONCE, 64
        self.addCleanup(setattr, scale_vectors, "ROWS_AT_ONCE", kept)
        found = scale_vectors.exact_neighbours(base, base, rows, 5, True)
        for query, neighbours in zip(rows, found.neighbours):
            order = np.argsort(-(base @ base[query]), kind="stable")
            self.assertEqual(list(neighbours), list(order[order != query][:5]))

    def test_graphRecall_edgeInOneListOnly_countsForBothEnds(self):
        # 0 and 1 are near; 1 has 0 in its list, 0 has not; the neighbour 2 of 0 is below the floor
        exact = Exact(np.array([0]), np.array([[1, 2]]), np.array([[0.9, 0.1]], np.float32))
        lists = np.array([[3, 2], [0, 3], [3, 1], [2, 1]])
        self.assertEqual(scale_vectors.graph_recall(exact, 0.5, np.arange(4), lists), (1.0, 0.5))
        self.assertEqual(scale_vectors.graph_recall(exact, 0.5, np.array([0]), lists[:1])[0], 0.0)

    def test_kmeansObjective_longCentroids_usesTheirDirection(self):
        self.assertAlmostEqual(scale_vectors.kmeans_objective(unit([1, 0], [0, 1], [1, 1]), np.array([[5, 0], [0, 2.0]]), np.array([0, 1, 0])), 2 - 2 ** 0.5, 5)


class CheckTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_dedup_onePairLost_sharesByHand(self):
        vectors = unit([1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 1, 0.1], [0, 0, 1])
        write(self.folder / "data/pool/part-0.parquet", {"id": list("abcde"), "embedding": [list(map(float, row)) for row in vectors]})
        write(self.folder / "data/truth.parquet", {"id": ["b", "d", "e"], "original": ["a", "c", "a"], "similarity": [0.995, 0.995, 0.5]})
        write(self.folder / "run/neighbours/pool/part-0.parquet", {"id_a": ["a"], "id_b": ["b"], "similarity": [0.995]})
        write(self.folder / "run/duplicates/part-0.parquet",
              {"id": ["b"], "kept_id": ["a"], "kind": ["near"], "similarity": [0.995], "component_size": [2]})
        found = scale_check.check_dedup(
            Namespace(data=self.folder / "data", run=self.folder / "run", threshold=0.6, floor=0.5, neighbours=2))
        # two edges are above the floor, each seen from both of its ends, and one of them was found
        self.assertEqual((found["recall"], found["planted"], found["planted_found"], found["removed"]), (0.5, 2, 0.5, 1))

    def test_digest_otherOrderAndFiles_isTheSame(self):
        one = pa.table({"id": ["a", "b", "c"], "rank": [1, None, 2]})
        other = pa.concat_tables([one.slice(2), one.slice(0, 2)])
        self.assertEqual(scale_check.digest(one), scale_check.digest(other))
        self.assertNotEqual(scale_check.digest(one), scale_check.digest(pa.table({"id": ["a", "b", "c"], "rank": [1, 1, 2]})))


class DriverTest(unittest.TestCase):
    def test_results_failedAndOtherKeys_areMeasuredAgain(self):
        path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "results.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in [
            {"images": 10, "command": "dedup", "seconds": 1}, {"images": 20, "command": "dedup", "failed": "exit code 1"}]))
        results = scale.Results(path)
        self.assertEqual(results.find(images=10, command="dedup")["seconds"], 1)
        self.assertIsNone(results.find(images=20, command="dedup"))
        self.assertIsNone(results.find(images=10, command="cluster"))

    def test_heap_logOfCollections_greatestBeforeAndAfter(self):
        log = Path(self.enterContext(tempfile.TemporaryDirectory())) / "gc.log"
        log.write_text("[1s] GC(0) Pause Young (Normal) 400M->30M(1024M) 5ms\n[2s] GC(1) Pause Full 300M->80M(1024M) 9ms\n[3s] GC(2) Concurrent Mark 2ms\n")
        self.assertEqual(scale.heap(log), {"heap_mib": 400, "live_heap_mib": 80})

    def test_watched_programThatFails_tellsWhy(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        found = scale.watched([sys.executable, "-c", "import sys; sys.exit('no room')"], {}, folder, folder / "log", 60)
        self.assertEqual(found["failed"], "exit code 1: no room")
        self.assertGreater(found["resident_mib"], 0)


class TableTest(unittest.TestCase):
    def test_growth_tenTimesTheImagesTwentyTimesTheSeconds_isTheLogarithm(self):
        rows = [{"program": "gleaner", "command": "cluster", "runner": "direct", "images": images, "seconds": taken, "processor_seconds": taken,
                 "stages": {"cluster": taken / 2}, "check": {"objective": 1, "digest": "x"}} for images, taken in [(1000, 3), (10_000, 60)]]
        lines = scale_table.growth_table(scale_table.Measured(rows)).splitlines()
        self.assertEqual(lines[2], "| cluster | direct | whole command | 1.30 |")
        self.assertIn("| cluster | 10,000 | 1 in 1 results of direct | objective 1 |  |", scale_table.markdown(rows))

    def test_put_pageWithMarks_replacesWhatIsBetween(self):
        page = "a\n<!-- measured -->\nold\n<!-- end of measured -->\nb\n"
        self.assertEqual(scale_table.put(page, "measured", "new\n"), "a\n<!-- measured -->\n\nnew\n\n<!-- end of measured -->\nb\n")
        with self.assertRaises(SystemExit):
            scale_table.put("a page without marks", "measured", "new\n")


class FormulasTest(unittest.TestCase):
    PLAN = scale_formulas.Plan(dimension=400, edges_per_image=3, clusters=1000, workers=1, cores=2)
    RATES = scale_formulas.Rates(component_nanoseconds=5e-3, visit_nanoseconds=10_000)

    def test_neighbours_oneCell_everyPairAtItsRate(self):
        small = replace(self.PLAN, images=50_000)
        cost = scale_formulas.neighbours(small, self.RATES)
        reading = 2 * 50_000 * 1600 / 60e6
        self.assertAlmostEqual(cost.core_seconds, reading + 50_000 ** 2 * 2.2e-9 + 50_000 * (10e-6 + 3 * 200e-9), 6)
        self.assertEqual(cost.disk, 0)

    def test_stages_manyCells_timeIsLinearAndMemoryDoesNotGrow(self):
        for name, stage in scale_formulas.STAGES.items():
            one, ten = (stage(replace(self.PLAN, images=images), self.RATES) for images in (100_000_000, 1_000_000_000))
            if name == "neighbours":  # but for finding each row's cells, whose number grows
                self.assertLess(ten.core_seconds, 10 * one.core_seconds * 1.15)
            else:
                self.assertLess(ten.core_seconds, 10 * one.core_seconds * 1.2)
            self.assertEqual(ten.thread, one.thread, name)
            self.assertLess(ten.driver, 2 * scale_formulas.GIB, name)

    def test_fitted_measurementsOfTheFormula_givesItsRatesAndPredicts(self):
        true = replace(self.RATES, visit_nanoseconds=20_000, read_bytes=30e6)
        rows = []
        for images in (10_000, 100_000, 1_000_000):
            plan = replace(self.PLAN, images=images)
            taken = {name: 3 + getattr(scale_formulas, name)(plan, true).seconds(plan, true) for name in ("check", "neighbours", "cluster")}
            rows.append({"runner": "direct", "images": images, "stages": taken})
        sizes = [row["images"] for row in rows]
        found = scale_formulas.fitted(rows, self.PLAN, self.RATES, sizes[:2])
        for name in ("visit_nanoseconds", "read_bytes"):
            self.assertAlmostEqual(getattr(found, name) / getattr(true, name), 1, 2)
        lines = scale_formulas.predictions(rows, self.PLAN, found, sizes).splitlines()[2:]
        self.assertEqual([line.split(" | ")[-1] for line in lines], ["1.00 |"] * 9)


if __name__ == "__main__":
    unittest.main()
