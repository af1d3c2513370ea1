#!/usr/bin/env bash
# Images a second a core of everything in `gleaner embed` but the network: reading, decoding, resizing, hashing and writing, with a network
# that only averages pixels, by this build and by another one, in turns.
#
#   docs/measure/stub.sh WORK PHOTOGRAPHS OTHER [ROUNDS]
#
# WORK is a new folder; PHOTOGRAPHS a folder of JPEG files; OTHER the root of a built checkout of another version. PYTHON names a Python with
# torch. Each round embeds the photographs once and eleven times; the rate is of the ten times between, so that the start does not count.
# WORK/stub.csv has every figure; the last lines are medians.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$1
photographs=$(cd "$2" && pwd)
other=$(cd "$3" && pwd)
rounds=${4:-3}
python=${PYTHON:-$here/docs/measure/.venv-current/bin/python}
mkdir -p "$work"
work=$(cd "$work" && pwd)
TIMEFORMAT='%R %U %S'

[ -f "$work/stub.pt" ] || "$python" -W ignore - "$work/stub.pt" <<'PYTHON'
import sys

import torch


class Stub(torch.nn.Module):
    def forward(self, pixels):
        return torch.nn.functional.adaptive_avg_pool2d(pixels, 8).flatten(1)


torch.jit.trace(Stub(), torch.zeros(2, 3, 224, 224)).save(sys.argv[1])
PYTHON
printf 'resize: 256\ninterpolation: bicubic\ncrop: 224\nmean: [0.485, 0.456, 0.406]\nstd: [0.229, 0.224, 0.225]\n' >"$work/stub.yaml"
for times in 1 11; do
  if [ ! -d "$work/x$times" ]; then
    mkdir "$work/x$times"
    for copy in $(seq "$times"); do
      for file in "$photographs"/*.jpg; do ln "$file" "$work/x$times/$copy-$(basename "$file")" 2>/dev/null || cp "$file" "$work/x$times/$copy-$(basename "$file")"; done
    done
  fi
done
images=$(find "$work/x1" -type f | wc -l)
echo 'build,images,round,wall_s,user_s,system_s' >"$work/stub.csv"
for round in $(seq "$rounds"); do
  for build in other this; do
    root=$here
    if [ "$build" = other ]; then root=$other; fi
    for times in 1 11; do
      rm -rf "$work/run"
      { time "$root/gleaner" embed --encoder "$work/stub.pt" --images "$work/x$times" --output "$work/run" >/dev/null 2>"$work/err"; } 2>"$work/time"
      echo "$build,$((times * images)),$round,$(tr ' ' , <"$work/time")" | tee -a "$work/stub.csv"
    done
  done
done
"$python" - "$work/stub.csv" <<'PYTHON'
import csv
import statistics
import sys

seen = {}
for row in csv.DictReader(open(sys.argv[1])):
    seconds = float(row["wall_s"]), float(row["user_s"]) + float(row["system_s"])
    seen.setdefault((row["build"], row["round"]), []).append((int(row["images"]), *seconds))
rates = {}
for (build, _), ((few, few_wall, few_core), (many, many_wall, many_core)) in seen.items():
    rates.setdefault(build, []).append(((many - few) / (many_wall - few_wall), (many - few) / (many_core - few_core)))
for build, rounds in rates.items():
    wall, core = (statistics.median(rate[i] for rate in rounds) for i in (0, 1))
    print(f"{build}: {wall:.0f} images a second, {core:.0f} a second of a core")
PYTHON
