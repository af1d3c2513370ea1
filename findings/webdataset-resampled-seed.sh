#!/usr/bin/env bash
# Guess: webdataset.WebDataset(shards, resampled=True, seed=0) draws the same shards in every run, since it was given a seed.
# What happens: seed= decides nothing there. Two processes with the same seed draw other shards.
# Why it matters: a training that names a seed for its data, and is called again to compare, sees other images.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q --disable-pip-version-check install webdataset==1.0.2 numpy==2.4.6
cat >"$work/draw.py" <<'PYTHON'
import io
import itertools
import pathlib
import sys
import tarfile

import webdataset

folder = pathlib.Path(sys.argv[1])
shards = []
for number in range(50):
    shard = folder / f"{number:02d}.tar"
    if not shard.exists():
        with tarfile.open(shard, "w") as tar:
            member = tarfile.TarInfo(f"{number:02d}.txt")
            member.size = 1
            tar.addfile(member, io.BytesIO(b"x"))
    shards.append(str(shard))
images = webdataset.WebDataset(shards, resampled=True, shardshuffle=False, seed=0)
print(" ".join(sample["__key__"] for sample in itertools.islice(images, 12)))
PYTHON
draw() { "$work/venv/bin/python" "$work/draw.py" "$work" 2>/dev/null; }
first=$(draw)
second=$(draw)
echo "webdataset $("$work/venv/bin/python" -c 'import webdataset; print(webdataset.__version__)'), resampled=True, seed=0, two processes:"
echo "  $first"
echo "  $second"
[ -n "$first" ] && [ -n "$second" ] || { echo "nothing was drawn"; exit 1; }
[ "$first" != "$second" ] || { echo "changed: the seed now decides"; exit 1; }
