#!/usr/bin/env bash
# Guess: the rows of a Parquet file with `similarity >= 0.9`, a float32 column, are the same rows for DuckDB, polars, pandas
# and pyarrow, and the same whether pandas filters while it reads or afterwards.
# What happens: DuckDB, polars and pandas' own comparison round 0.9 to float32 and keep a row that is stored as 0.9. pyarrow
# compares in float64, where float32's 0.9 is 0.899999976, and leaves the row out; so does pandas.read_parquet(filters=...),
# which hands its filter to pyarrow. A scalar of type float32 mends it.
# Why it matters: thresholds are decimal numbers and similarities are float32, and values on a threshold are common: a
# perceptual hash that differs in a fixed number of bits, a floor. Two tools count different duplicates in one file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install duckdb==2.0.1 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet as parquet

print("duckdb", duckdb.__version__, "polars", polars.__version__, "pandas", pandas.__version__, "pyarrow", pyarrow.__version__)
parquet.write_table(pyarrow.table({"similarity": pyarrow.array([0.95, 0.9, 0.89], pyarrow.float32())}), "near.parquet")
typed = pyarrow.scalar(0.9, pyarrow.float32())
rows = {
    "duckdb": duckdb.sql("SELECT count(*) FROM 'near.parquet' WHERE similarity >= 0.9").fetchall()[0][0],
    "polars": polars.scan_parquet("near.parquet").filter(polars.col("similarity") >= 0.9).collect().height,
    "pandas, afterwards": len(pandas.read_parquet("near.parquet").query("similarity >= 0.9")),
    "pandas, filters=": len(pandas.read_parquet("near.parquet", filters=[("similarity", ">=", 0.9)])),
    "pyarrow, filters=": parquet.read_table("near.parquet", filters=[("similarity", ">=", 0.9)]).num_rows,
    "pyarrow, float32 scalar": parquet.read_table("near.parquet", filters=[("similarity", ">=", typed)]).num_rows,
}
print("guess: 2 rows by each")
for reader, count in rows.items():
    print(f"seen:  {count} by {reader}")
sys.exit(0 if list(rows.values()) == [2, 2, 2, 1, 1, 2] else 1)
PYTHON
