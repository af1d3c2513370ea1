"""Tests of the measuring scripts on made-up runs whose figures can be checked by hand. Run: python3 -m unittest discover docs/measure"""
import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
import compare_networks
import duplicates
import make_checkpoint
import network_peer
import networks
import pipeline_peer
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


class CheckpointTest(unittest.TestCase):
    def test_models_sizes_areThePublishedOnes(self):
        # DINOv2 is published with positions for 37 x 37 patches and the class; here they are for 16 x 16
        published = {"vits14": 22_056_576 - (37 * 37 - 16 * 16) * 384, "vitb16": 86_567_656, "swint": 28_288_354, "clipb32": 87_849_216,
                     "vitg14": 1_136_480_768 - (37 * 37 - 16 * 16) * 1536}
        self.assertEqual({model: self.parameters(model) for model in make_checkpoint.MODELS}, published)

    @staticmethod
    def parameters(model):
        config, network, _ = make_checkpoint.MODELS[model]()
        with torch.device("meta"):
            return sum(values.numel() for values in network(getattr(config, "vision_config", config)).parameters())

    def test_variant_shardedCheckpoint_eachGivesEagersEmbeddings(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        make_checkpoint.make("vits14", folder, "30MB", seed=1)
        self.assertEqual(len(list(folder.glob("model-*-of-00003.safetensors"))), 3)
        self.assertEqual(networks.input_size(folder), (224, 224))
        pixels = torch.randn(2, 3, 224, 224, generator=torch.Generator().manual_seed(2))
        eager = networks.variant(folder, "eager", 2)(pixels)
        self.assertEqual(eager.shape, (2, 384))
        for name in networks.VARIANTS:
            alike = torch.cosine_similarity(eager, networks.variant(folder, name, 2)(pixels))
            self.assertGreater(alike.min().item(), 0.99 if "bfloat16" in name else 0.99999, name)

    def test_preparation_eachModel_agreesWithTheReference(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        image = Image.fromarray(np.random.default_rng(3).integers(0, 256, (300, 400, 3), np.uint8))
        for model in ["vits14", "vitb16", "swint", "clipb32"]:
            folder.joinpath("preprocessor_config.json").write_text(json.dumps(make_checkpoint.MODELS[model]()[2]))
            expected = reference.Preprocessing(folder)
            np.testing.assert_allclose(
                pipeline_peer.preparation(folder)(image).numpy(), expected.normalised(expected.resized(image)), atol=1e-5, err_msg=model)


class PipelinePeerTest(unittest.TestCase):
    def test_loadings_moreImagesThanWait_allInOrder(self):
        numbers = torch.arange(23)
        for name, loading in pipeline_peer.LOADINGS.items():
            for _ in range(2):
                batches = list(loading(numbers, 4, 2)())
                self.assertEqual([len(batch) for batch in batches], [4, 4, 4, 4, 4, 3], name)
                self.assertEqual(torch.cat(batches).tolist(), numbers.tolist(), name)


class CompareNetworksTest(unittest.TestCase):
    def test_speeds_twoRounds_secondInReverse(self):
        asked = []
        runs = {name: lambda batches, name=name: asked.append(name) or 16.0 for name in ["Gleaner", "eager", "script"]}
        measured = compare_networks.speeds(runs, batches=4, rounds=2)
        self.assertEqual(asked, ["Gleaner", "eager", "script", "Gleaner", "eager", "script", "script", "eager", "Gleaner"])
        self.assertEqual(measured, dict.fromkeys(runs, [8.0, 8.0]))

    def test_row_machineSlowsDown_ratioIsOfTheSameRound(self):
        lines = compare_networks.row("vits14", 2, {"Gleaner": [40.0, 20.0, 10.0], "eager": [20.0, 10.0, 4.0]}).splitlines()
        self.assertEqual(lines[0], "| encoder | threads | Gleaner, images/s | eager, images/s | ratio |")
        self.assertEqual(lines[2], "| vits14 | 2 | 20.0 (10.0 to 40.0) | 10.0 (4.0 to 20.0) | 2.00 (2.00 to 2.50) |")

    def test_seconds_programsThatAnswerEndAndChat_numberOrReason(self):
        echo = self.program("import sys\nfor line in sys.stdin: print(float(line) / 8)")
        self.assertEqual([echo.seconds("4"), echo.seconds("2")], [0.5, 0.25])
        with self.assertRaisesRegex(SystemExit, "ended with 3 when asked '4'"):
            self.program("input(); raise SystemExit(3)").seconds("4")
        with self.assertRaisesRegex(SystemExit, r"answered 'ready\\n' to '4', must be seconds"):
            self.program("input(); print('ready')").seconds("4")

    def program(self, text):
        started = compare_networks.Program([sys.executable, "-u", "-c", text], None)
        self.addCleanup(started.close)
        return started

    def test_serve_line_runsThatVariantForSoManyBatches(self):
        runs = mock.Mock()
        runs.seconds.return_value = (1.5, 3.0)
        output = io.StringIO()
        with mock.patch.object(sys, "stdin", io.StringIO("eager 4\nscript 2\n")), contextlib.redirect_stdout(output):
            network_peer.serve(runs)
        self.assertEqual(runs.mock_calls, [mock.call.seconds("eager", 4), mock.call.seconds("script", 2)])
        self.assertEqual(output.getvalue(), "1.5\n1.5\n")


if __name__ == "__main__":
    unittest.main()
