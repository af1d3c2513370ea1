"""Writes two small Parquet files of images: one as Hugging Face datasets do (image struct of bytes and path), one with a plain bytes column.
Written with pyarrow 26. Regenerate: python3 parquet_images.py ../resources/source"""
import pathlib
import sys

import pyarrow as pa
import pyarrow.parquet as pq

folder = pathlib.Path(sys.argv[1])
struct = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
images = pa.array([{"bytes": b"one", "path": "a.jpg"}, {"bytes": b"two", "path": None}, None], struct)
pq.write_table(pa.table({"image": images, "caption": ["a hat", None, "nothing"], "n": [1, 2, 3]}), folder / "struct.parquet")
pq.write_table(pa.table({"bytes": pa.array([b"three", b""], pa.binary()), "url": ["http://a", "http://b"]}), folder / "bytes.parquet")
