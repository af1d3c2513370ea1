#!/usr/bin/env bash
# Seconds of `gleaner export --format webdataset` and of export_peer.py on the same images, in turns, and whether both wrote the same images.
#
#   docs/measure/export_speed.sh WORK PICTURES [IMAGES [ROUNDS]]
#
# WORK is a new folder; PICTURES a folder of JPEG files; 10,000 images and 5 rounds by default. GLEANER names the command, PYTHON a
# Python with pyarrow and webdataset. Everything is counted, from the start of each process until its files are on the disk: Gleaner waits for that, and the
# Python program is followed by `sync`. What earlier rounds have written is on the disk before a round begins. The last lines have medians.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$1
pictures=$2
images=${3:-10000}
rounds=${4:-5}
gleaner=${GLEANER:-$here/../../gleaner}
python=${PYTHON:-$here/.venv/bin/python}
mkdir -p "$work"
[ -d "$work/run" ] || "$python" "$here/export_run.py" --pictures "$pictures" --images "$images" --output "$work"
TIMEFORMAT='%R %U %S'

timed() { # NAME COMMAND...
  local name=$1
  shift
  rm -rf "$work/out-$name"
  sync
  { time { "$@" >/dev/null 2>"$work/$name.err" && sync -f "$work/out-$name"; }; } 2>"$work/$name.time"
  echo "$name $(cat "$work/$name.time")" | tee -a "$work/times"
}

for round in $(seq "$rounds"); do
  timed python "$python" "$here/export_peer.py" --run "$work/run" --tars "$work/tars" --output "$work/out-python"
  timed gleaner "$gleaner" export "$work/run" --format webdataset --shard-images 1000 --parallelism 2 --output "$work/out-gleaner"
  timed python-check "$python" "$here/export_peer.py" --run "$work/run" --tars "$work/tars" --output "$work/out-python-check" --check
done
members() {
  for tar in "$1"/shard-*.tar; do tar tf "$tar"; done | grep '[.]jpg$' | sort | sha256sum
}
[ "$(members "$work/out-python")" = "$(members "$work/out-gleaner")" ] || { echo "the images differ" >&2; exit 1; }
"$python" - "$work/times" <<'PYTHON'
import statistics
import sys

seconds = {}
for line in open(sys.argv[1]):
    name, real, user, system = line.split()
    seconds.setdefault(name, []).append((float(real), float(user) + float(system)))
for name, rounds in seconds.items():
    print(f"{name}: median {statistics.median(r for r, _ in rounds):.2f} s, of the processors {statistics.median(c for _, c in rounds):.2f} s")
PYTHON
