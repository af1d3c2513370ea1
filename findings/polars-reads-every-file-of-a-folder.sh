#!/usr/bin/env bash
# Guess: files whose names start with a dot or an underscore are no data. Hive, Spark, pyarrow and others leave them out
# of a folder of Parquet, so a writer may keep its mark (_SUCCESS) and its notes (.settings) beside the tables.
# What happens: polars.read_parquet(folder) takes every file that is not empty. The empty _SUCCESS of Spark is passed
# over, one with content (such as a mark that names the files) ends the read: "directory contained paths with different
# file extensions". A hidden file that ends in .parquet, such as a table that a writer has not given its name yet, is
# read as rows of the table, without a word, by the folder and by the pattern *.parquet too.
# Why it matters: a folder of tables should hold tables alone, and what is being written belongs under a name that does
# not end in .parquet.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install polars==2.1.0 pyarrow==26.0.1
"$work/venv/bin/python" - "$work" <<'PYTHON'
import pathlib
import sys

import polars
import pyarrow
import pyarrow.dataset
import pyarrow.parquet

print("polars", polars.__version__, "pyarrow", pyarrow.__version__)


def folder(name, extra=None, content=b""):
    made = pathlib.Path(sys.argv[1]) / name
    made.mkdir()
    pyarrow.parquet.write_table(pyarrow.table({"id": ["a", "b"]}), made / "part-0.parquet")
    if extra:
        (made / extra).write_bytes(content or (made / "part-0.parquet").read_bytes())
    return made


def rows(read):
    try:
        return read()
    except Exception as error:
        return type(error).__name__


folders = {
    "tables alone": folder("alone"),
    "_SUCCESS, empty": folder("empty"),
    "_SUCCESS with content": folder("mark", "_SUCCESS", b"{}"),
    ".settings": folder("settings", ".settings", b"fast"),
    ".aside.parquet, whole": folder("aside", ".aside.parquet"),
}
(folders["_SUCCESS, empty"] / "_SUCCESS").touch()
seen = {
    what: (
        rows(lambda: pyarrow.dataset.dataset(path).count_rows()),
        rows(lambda: polars.read_parquet(path).height),
        rows(lambda: polars.read_parquet(f"{path}/*.parquet").height),
    )
    for what, path in folders.items()
}
print(f"{'beside a table of two rows':28} {'pyarrow':>8} {'polars folder':>22} {'polars pattern':>15}")
for what, (arrow, whole, pattern) in seen.items():
    print(f"{what:28} {arrow:>8} {whole:>22} {pattern:>15}")
print("guess: 2 everywhere")
sys.exit(
    0
    if seen
    == {
        "tables alone": (2, 2, 2),
        "_SUCCESS, empty": (2, 2, 2),
        "_SUCCESS with content": (2, "InvalidOperationError", 2),
        ".settings": (2, "InvalidOperationError", 2),
        ".aside.parquet, whole": (2, 4, 4),
    }
    else 1
)
PYTHON
