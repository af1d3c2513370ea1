#!/usr/bin/env bash
# Guess: Dataset.to_parquet of Hugging Face's datasets writes images into the file, since the column's type is
# struct<bytes, path> and push_to_hub uploads Parquet with the bytes in it.
# What happens: an image that lies in a file is written as {bytes: null, path: ABSOLUTE PATH}; nothing is said. The Parquet
# file is a few kilobytes, loads without an error, and loses its images as soon as it is moved to another machine.
# Images that came as bytes are written with their bytes.
# Why it matters: a reader of such Parquet must follow `path`, or say that every row is empty.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install datasets==5.2.0 pyarrow==26.0.1 pillow==13.0.0
cd "$work"
HF_HUB_OFFLINE=1 HF_HOME="$work/home" HF_DATASETS_DISABLE_PROGRESS_BARS=1 "$work/venv/bin/python" - <<'PYTHON'
import io
import pathlib
import sys

import datasets
import PIL
import PIL.Image
import pyarrow
import pyarrow.parquet as parquet

print("datasets", datasets.__version__, "pyarrow", pyarrow.__version__, "Pillow", PIL.__version__)
file = pathlib.Path("red.png").resolve()
PIL.Image.new("RGB", (32, 32), (200, 10, 10)).save(file)
memory = io.BytesIO()
PIL.Image.new("RGB", (32, 32), (10, 10, 200)).save(memory, "PNG")
rows = [str(file), {"bytes": memory.getvalue(), "path": None}]
dataset = datasets.Dataset.from_dict({"image": rows}, features=datasets.Features({"image": datasets.Image()}))
dataset.to_parquet("images.parquet")
of_file, of_memory = parquet.read_table("images.parquet").column("image").to_pylist()
print("guess: both rows have bytes")
print("seen:  of a file:", of_file)
print("       of memory:", {"bytes": f"{len(of_memory['bytes'] or b'')} bytes", "path": of_memory["path"]})
as_stated = of_file == {"bytes": None, "path": str(file)} and of_memory["bytes"] == memory.getvalue()
sys.exit(0 if as_stated else 1)
PYTHON
