#!/usr/bin/env bash
# Guess: a folder of samples is packed with GNU tar and read with webdataset, so every sample has its picture.
# What happens: where two pictures of the folder are one file with two names (cp -l, rsync --link-dest, or a tool that
# replaces equal files by hard links), tar stores the second name as a link without content. webdataset passes over
# members that are no regular files, without a word: the second sample has its caption and no picture.
# Why it matters: removing duplicates on disk by hard links takes samples out of a dataset that is packed afterwards.
# Pack with tar --hard-dereference, or read links as the member that they name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install webdataset==1.0.2 numpy==2.2.6
mkdir "$folder/samples"
printf 'a picture' > "$folder/samples/000.jpg"
printf 'first caption' > "$folder/samples/000.txt"
cp -l "$folder/samples/000.jpg" "$folder/samples/001.jpg"
printf 'second caption' > "$folder/samples/001.txt"
(cd "$folder/samples" && tar --sort=name -cf ../shard.tar -- *)
tar --version | head -1
"$folder/venv/bin/python" - "$folder/shard.tar" <<'PYTHON'
import sys
import tarfile

import webdataset

print("webdataset", webdataset.__version__, "Python", sys.version.split()[0])
with tarfile.open(sys.argv[1]) as tar:
    pictures = {m.name: tar.extractfile(m).read() for m in tar if m.name.endswith(".jpg")}
print("pictures of the shard by tarfile:", pictures)
samples = [
    {field: value for field, value in sample.items() if not field.startswith("__")}
    for sample in webdataset.WebDataset(sys.argv[1], shardshuffle=False, empty_check=False)
]
print("guess: two samples, each with jpg and txt")
print("seen: ", samples)
expected = [{"jpg": b"a picture", "txt": b"first caption"}, {"txt": b"second caption"}]
sys.exit(0 if samples == expected and len(pictures) == 2 else 1)
PYTHON
