"""The plain way to make WebDataset shards of a manifest: tarfile, a dict of the manifest's rows and webdataset.ShardWriter, in one process.

    export_peer.py --run RUN --tars FOLDER --output OUT [--check]

Writes shards of 1,000 images with the same fields as `gleaner export RUN --format webdataset --shard-images 1000`. --check compares
each image's SHA-256, as Gleaner does. Needs pyarrow and webdataset.
"""

import argparse
import hashlib
import os
import tarfile
from pathlib import Path

import pyarrow.parquet as pq
import webdataset


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--tars", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    rows = {row["uri"]: row for row in pq.read_table(arguments.run / "manifest").to_pylist()}
    arguments.output.mkdir(parents=True)
    with webdataset.ShardWriter(str(arguments.output / "shard-%06d.tar"), maxcount=1000, maxsize=1e12, verbose=0) as writer:
        for name in sorted(os.listdir(arguments.tars)):
            with tarfile.open(arguments.tars / name) as tar:
                for member in tar:
                    row = rows.get(f"{name}/{member.name}")
                    if row is not None:
                        image = tar.extractfile(member).read()
                        if arguments.check and hashlib.sha256(image).hexdigest() != row["sha256"]:
                            raise SystemExit(f"{row['uri']} has changed")
                        writer.write({"__key__": row["id"], "jpg": image, "json": row})


if __name__ == "__main__":
    main()
