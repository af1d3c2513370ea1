"""Tests of the measuring scripts on made-up runs whose figures can be checked by hand. Run: python3 -m unittest discover docs/measure"""
import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
import duplicates
import reference
import retrieval_purity


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path)


def printed(script, *arguments):
    """Returns what a script prints, as lists of cells, one for each line of a table."""
    output = io.StringIO()
    with mock.patch.object(sys, "argv", ["script", *map(str, arguments)]), contextlib.redirect_stdout(output):
        script.main()
    return [line.strip("| ").split(" | ") for line in output.getvalue().splitlines() if line.startswith("|")]


class DuplicatesTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        # a and b are copies at cosine 1 and 0 bits, c is one at cosine 0.8 and 1 bit, x is alike to c by chance, at 0.96
        rows = [("a", [1.0, 0.0], 0), ("b", [2.0, 0.0], 0), ("c", [0.8, 0.6], 1), ("x", [0.6, 0.8], -1)]
        write(self.folder / "images/pool/part-0.parquet",
              [{"uri": f"pool/{name}.jpg", "embedding": vector, "phash": bits} for name, vector, bits in rows])

    def table(self, truth):
        self.folder.joinpath("truth.csv").write_text(truth)
        lines = printed(duplicates, "--embeddings", self.folder / "images", "--truth", self.folder / "truth.csv")
        return {line[0]: line[1:] for line in lines}

    def test_groups_oneLookAlike_pairsCountedByHand(self):
        table = self.table("file,group,kind\na.jpg,0,original\nb.jpg,0,png\nc.jpg,0,crop\nx.jpg,-1,distractor\n")
        self.assertEqual(table["0.99"], ["1.0000", "0.3333", "1", "0"])
        self.assertEqual(table["0.9"], ["0.5000", "0.3333", "2", "1"])
        self.assertEqual(table["0.7"], ["0.7500", "1.0000", "4", "1"])
        self.assertEqual(table["0"], ["1.0000", "0.3333", "1", "0"])
        self.assertEqual(table["1"], ["1.0000", "1.0000", "3", "0"])
        self.assertEqual(table["crop"], ["1", "1.00", "0.00", "0.00", "0.00", "0.00", "0.00", "1.00", "1.00"])

    def test_originals_imageWithoutEmbedding_isNotFound(self):
        table = self.table("file,original,kind\npool/b.jpg,pool/a.jpg,exact\npool/lost.jpg,pool/a.jpg,cropped\n")
        self.assertEqual(table["0.99"], ["1.0000", "0.3333", "1", "0"])
        self.assertEqual(table["cropped"][1:], ["0.00"] * 8)

    def test_hashOf_numberDigitsAndBytes_agree(self):
        self.assertEqual(duplicates.hash_of(-2), duplicates.hash_of("fffffffffffffffe"))
        self.assertEqual(duplicates.hash_of(1), duplicates.hash_of(bytes(7) + b"\1"))
        self.assertIsNone(duplicates.hash_of(None))


class RetrievalPurityTest(unittest.TestCase):
    def test_twoModes_removedAndForeignImages_sharesByHand(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        classes = ["n1", "n1", "n1", "n2", "n2"]  # images 0 to 4; 4 is a duplicate
        folder.joinpath("labels.csv").write_text(
            "key,wnid,class\n" + "".join(f"{key:09d},{name},thing\n" for key, name in enumerate(classes)))
        write(folder / "images/pool/part-0.parquet", [{"id": f"i{i}", "key": f"{i:09d}"} for i in range(5)])
        write(folder / "duplicates/part-0.parquet", [{"id": "i4"}])
        rows = [("i0", "sample"), ("i0", "sample"), ("i3", "sample"), ("i1", "cluster"), ("own", "as_is")]
        write(folder / "retrieved/n1/part-0.parquet", [{"id": i, "mode": mode} for i, mode in rows])
        lines = printed(retrieval_purity, "--run", folder, "--labels", folder / "labels.csv")
        table = {line[0]: line[1:] for line in lines}
        # three of four images left are n1: of two drawn for the sample, one and a half are expected
        self.assertEqual(table["sample"][:5], ["1", "2", "1", "0.5000", "0.7500"])
        self.assertEqual(table["cluster"][:5], ["1", "1", "1", "1.0000", "0.7500"])
        self.assertEqual(table["sample"][6], "0.7")
        self.assertNotIn("as_is", table)


class ReferenceTest(unittest.TestCase):
    def test_perceptualHash_flatImage_hasNone(self):
        self.assertIsNone(reference.perceptual_hash(Image.new("RGB", (64, 64), "grey")))

    def test_perceptualHash_negative_differsInAllBitsButTies(self):
        noise = np.random.default_rng(0).integers(0, 256, (32, 32), np.uint8)
        one, other = (reference.perceptual_hash(Image.fromarray(levels)) for levels in (noise, 255 - noise))
        # The mean's coefficient is above the median of both; so 33 would be above in the negative, and the least of them is not
        self.assertEqual(bin((one ^ other) & (1 << 64) - 1).count("1"), 62)


if __name__ == "__main__":
    unittest.main()
