"""Reads exports by the libraries that people train with, and compares what they give with the run's manifest.

    export_readers.py --gleaner COMMAND --run RUN --work WORK

Exports RUN in each format to WORK and reads it: webdataset by a DataLoader of two workers and by wids' index, imagefolder by
torchvision and by datasets, huggingface by datasets (also streaming) and polars, lists by pandas, polars and DuckDB. Each image must be there once, with the manifest's SHA-256, key and
fields. Exit 1 where one is not. Needs export-requirements.txt (torch for the CPU: pip's --index-url does).
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def digest(data):
    return hashlib.sha256(data).hexdigest()


def shards(folder):
    return [str(folder / name) for name in json.loads((folder / "sizes.json").read_text())]


@check
def webdataset_in_one_process(export, rows):
    import webdataset

    folder = export("webdataset", "--shard-images", "50")
    found = {}
    for sample in webdataset.WebDataset(shards(folder), shardshuffle=False, empty_check=False):
        fields = json.loads(sample["json"])
        image = next(value for name, value in sample.items() if name in ("jpg", "png", "webp", "gif", "bmp", "tiff"))
        assert sample["__key__"] == fields["id"] and fields["id"] not in found
        assert fields["key"] == rows[fields["id"]]["key"] and fields["uri"] == rows[fields["id"]]["uri"]
        found[fields["id"]] = digest(image)
    return found


@check
def webdataset_in_a_loader_of_two_workers(export, rows):
    import webdataset

    folder = export("webdataset", "--shard-images", "50")
    dataset = webdataset.WebDataset(shards(folder), shardshuffle=False, empty_check=False).decode("pil").to_tuple("jpg;png;webp", "json", "__key__")
    import torch

    loader = torch.utils.data.DataLoader(dataset, batch_size=None, num_workers=2)
    found = {}
    for image, fields, key in loader:
        assert key == fields["id"] and key not in found
        assert image.size[0] * image.size[1] == fields["width"] * fields["height"]
        found[key] = fields["sha256"]
    return found


@check
def wids_index(export, rows):
    folder = export("webdataset", "--shard-images", "50")
    index = json.loads((folder / "index.json").read_text())
    assert index["__kind__"] == "wids-shard-index-v1" and index["wids_version"] == 1
    for shard in index["shardlist"]:
        data = (folder / shard["url"]).read_bytes()
        assert len(data) == shard["filesize"] and digest(data) == shard["sha256"]
    assert sum(shard["nsamples"] for shard in index["shardlist"]) == len(rows)
    return None


@check
def torchvision_image_folder(export, rows):
    import torchvision

    folder = export("imagefolder")
    dataset = torchvision.datasets.ImageFolder(str(folder / "train"))
    mark = json.loads((folder / "export.json").read_text())
    assert dataset.classes == sorted(each["folder"] for each in mark["classes"])
    found = {}
    for index, (path, label) in enumerate(dataset.samples):
        image, again = dataset[index]
        image.load()
        assert Path(path).parent.name == dataset.classes[label] and again == label
        found[Path(path).stem] = digest(Path(path).read_bytes())
    return found


@check
def datasets_imagefolder(export, rows):
    import datasets

    folder = export("imagefolder")
    with tempfile.TemporaryDirectory() as cache:
        dataset = datasets.load_dataset("imagefolder", data_dir=str(folder), split="train", cache_dir=cache)
        assert isinstance(dataset.features["image"], datasets.Image)
        dataset = dataset.cast_column("image", datasets.Image(decode=False))
        found = {}
        for row in dataset:
            data = row["image"]["bytes"] or Path(row["image"]["path"]).read_bytes()
            assert row["uri"] == rows[row["id"]]["uri"] and row["id"] not in found
            found[row["id"]] = digest(data)
    return found


@check
def datasets_huggingface(export, rows):
    import datasets

    folder = export("huggingface")
    mix = json.loads((folder / "mix.json").read_text())
    with tempfile.TemporaryDirectory() as cache:
        options = {"split": "train", "cache_dir": cache}
        dataset = datasets.load_dataset(str(folder), **options)
        assert isinstance(dataset.features["image"], datasets.Image)
        assert dataset.features["class_index"].names == list(mix["weights"])
        dataset[0]["image"].load()
        streamed = datasets.load_dataset(str(folder), streaming=True, **options)
        next(iter(streamed))["image"].load()
        sizes = {name: len(datasets.load_dataset(str(folder), mix["folders"][name], **options)) for name in mix["weights"]}
        assert sizes == mix["images"]
        found = {}
        for row in dataset.cast_column("image", datasets.Image(decode=False)):
            assert row["image"]["path"].split(".")[0] == row["id"] and row["id"] not in found
            assert row["uri"] == rows[row["id"]]["uri"] and len(row["retrievals"]) == rows[row["id"]]["reasons"]
            found[row["id"]] = digest(row["image"]["bytes"])
    return found


@check
def interleaved_by_weight(export, rows):
    import datasets

    folder = export("huggingface")
    mix = json.loads((folder / "mix.json").read_text())
    parts = [datasets.load_dataset(str(folder), mix["folders"][name], split="train", streaming=True) for name in mix["weights"]]
    weights = list(mix["weights"].values())
    images = datasets.interleave_datasets(parts, probabilities=weights, stopping_strategy="all_exhausted", seed=1)
    seen = {row["id"] for row in images}
    assert seen == rows.keys()
    return None


@check
def polars_huggingface(export, rows):
    import polars

    table = polars.read_parquet(export("huggingface") / "data" / "**" / "*.parquet")
    return dict(zip(table["id"], (digest(image["bytes"]) for image in table["image"])))


@check
def pandas_csv(export, rows):
    import pandas

    table = pandas.read_csv(export("csv") / "images.csv", dtype=str, keep_default_na=False)
    assert list(table["uri"]) == [rows[each]["uri"] for each in table["id"]]
    return dict(zip(table["id"], table["sha256"]))


@check
def polars_csv(export, rows):
    import polars

    table = polars.read_csv(export("csv") / "images.csv", infer_schema=False)
    assert table["uri"].to_list() == [rows[each]["uri"] for each in table["id"]]
    return dict(zip(table["id"], table["sha256"]))


@check
def duckdb_jsonl(export, rows):
    folder = export("jsonl")
    table = duckdb.sql(f"SELECT id, uri, sha256, len(retrievals) FROM read_json('{folder}/images.jsonl', format = 'newline_delimited')").fetchall()
    assert all(rows[each[0]]["uri"] == each[1] and rows[each[0]]["reasons"] == each[3] for each in table)
    return {each[0]: each[2] for each in table}


@check
def pandas_jsonl(export, rows):
    import pandas

    table = pandas.read_json(export("jsonl") / "images.jsonl", lines=True, dtype=False)
    return dict(zip(table["id"], table["sha256"]))


@check
def lines_of_uris(export, rows):
    text = (export("uris") / "uris.txt").read_text()
    lines = [line.split("\t") for line in text.split("\n")[:-1]]
    assert len(lines) == len(rows) and sorted(line[2] for line in lines) == sorted(row["sha256"] for row in rows.values())
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gleaner", required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", nargs="*", help="names of checks")
    arguments = parser.parse_args()
    columns = ["id", "uri", "key", "sha256", "reasons"]
    select = f"SELECT id, uri, key, sha256, len(retrievals) FROM read_parquet('{arguments.run}/manifest/*.parquet')"
    rows = {row[0]: dict(zip(columns, row)) for row in duckdb.sql(select).fetchall()}

    def export(name, *options):
        folder = arguments.work / name
        command = [arguments.gleaner, "export", str(arguments.run), "--format", name, "--output", str(folder), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        return folder

    failed = 0
    for function in CHECKS:
        if arguments.only and function.__name__ not in arguments.only:
            continue
        try:
            found = function(export, rows)
            assert found is None or found == {each: row["sha256"] for each, row in rows.items()}, "images or digests differ"
            print(f"{function.__name__}: {len(rows):,} images, each once, as the manifest says")
        except ModuleNotFoundError as missing:
            print(f"{function.__name__}: skipped, {missing.name} is not installed")
        except Exception as failure:
            failed += 1
            print(f"{function.__name__}: FAILED, {type(failure).__name__} {failure}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
