"""Writes a run directory whose manifest has every image of some new tars, for measuring exports without embedding anything.

    export_run.py --pictures FOLDER --images 10000 --output OUT

OUT/tars has tars of 1,000 members, made of the JPEG files of FOLDER again and again, each with a comment of its own, so that no two are
equal. OUT/run has images/, manifest/, marks/ and run.json as far as `gleaner export` reads them (docs/formats.md). Needs pyarrow.
"""

import argparse
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

RETRIEVALS = pa.list_(
    pa.struct(
        [
            ("set", pa.string()),
            ("mode", pa.string()),
            ("query_id", pa.string()),
            ("similarity", pa.float32()),
            ("cluster", pa.int32()),
            ("id", pa.string()),
        ]
    )
)
FORMAT = {"gleaner.format": "3"}


def commented(jpeg, number):
    """The same picture with a comment segment behind its first marker."""
    comment = b"image %012d" % number
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]


def table(rows, schema):
    return pa.Table.from_pylist(rows, schema).replace_schema_metadata(FORMAT)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--images", type=int, required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    pictures = [file.read_bytes() for file in sorted(arguments.pictures.rglob("*.jpg"))]
    tars = arguments.output / "tars"
    run = arguments.output / "run"
    for folder in [tars, run / "images/pool", run / "manifest", run / "marks"]:
        folder.mkdir(parents=True)
    common = [(name, pa.string()) for name in ["id", "uri", "key", "sha256"]] + [("width", pa.int32()), ("height", pa.int32())]
    common += [("source", pa.string())]
    stored = pa.schema(
        common
        + [("format", pa.string()), ("bytes", pa.int32()), ("container", pa.string()), ("file", pa.string())]
        + [("offset", pa.int64()), ("length", pa.int64()), ("row_group", pa.int32()), ("row", pa.int64())]
        + [("caption", pa.string())]
    )
    kept = pa.schema(common + [("caption", pa.string()), ("retrievals", RETRIEVALS)])
    manifest = []
    roots = {}
    for first in range(0, arguments.images, 1000):
        name = f"pool-{first // 1000:05d}.tar"
        roots[name] = str((tars / name).resolve())
        rows = []
        with tarfile.open(tars / name, "w", format=tarfile.USTAR_FORMAT) as tar:
            for number in range(first, min(first + 1000, arguments.images)):
                jpeg = commented(pictures[number % len(pictures)], number)
                member = tarfile.TarInfo(f"{number:09d}.jpg")
                member.size = len(jpeg)
                offset = tar.offset + 512
                tar.addfile(member, io.BytesIO(jpeg))
                uri = f"{name}/{member.name}"
                row = {
                    "id": hashlib.sha256(b"pool\0" + uri.encode()).hexdigest()[:32],
                    "uri": uri,
                    "key": f"{number:09d}",
                    "sha256": hashlib.sha256(jpeg).hexdigest(),
                    "width": 500,
                    "height": 375,
                    "source": "pool",
                    "caption": f"picture {number} of a set of pictures",
                }
                rows.append(row | {"format": "jpeg", "bytes": len(jpeg), "container": "tar", "file": name, "offset": offset, "length": len(jpeg)})
                called = {"set": "set", "mode": "sample", "query_id": row["id"], "similarity": 0.5, "cluster": None, "id": row["id"]}
                manifest.append(row | {"retrievals": [called]})
        pq.write_table(table(rows, stored), run / f"images/pool/part-{first // 1000:05d}.parquet", compression="zstd")
    manifest.sort(key=lambda row: row["id"])
    part = run / "manifest/part-00000-of-00001.parquet"
    pq.write_table(table(manifest, kept), part, compression="zstd")
    mark = {"stage": "manifest", "format": "3", "fingerprint": "0", "seconds": 0, "counts": {"images": len(manifest)}}
    mark["files"] = {"manifest/" + part.name: [part.stat().st_size, len(manifest)]}
    (run / "marks/manifest.json").write_text(json.dumps(mark))
    record = {"base": "/", "roots": {"pool": roots}, "recipe": "name: measure\ncurated:\n- {name: set}\n"}
    (run / "run.json").write_text(json.dumps(record))


if __name__ == "__main__":
    main()
