#!/usr/bin/env bash
# What a worker of a Flink cluster holds while the pool grows.
#
#   docs/measure/worker_memory.sh WORK [IMAGES...]      default: 100000 1000000
#
# For each number of images, made by `gleaner synth` into WORK/data-IMAGES where they are not there, runs dedup, cluster and retrieve on a
# cluster of two TaskManagers of one slot and a heap of 128 + HEAP_MB (default 256) each, started anew for each, and prints of the
# TaskManagers: the most that a full collection left (of the serial collector: what is alive; a young one leaves garbage), and the
# greatest resident memory. Needs gleaner-flink/.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ $# -ge 1 ] || { echo "usage: $0 WORK [IMAGES...]" >&2; exit 2; }
mkdir -p "$1"
work=$(cd "$1" && pwd)
shift
[ $# -ge 1 ] || set -- 100000 1000000
cluster=$home/gleaner-flink/bin/gleaner-cluster
[ -x "$cluster" ] || { echo "$cluster is missing: make it by mvn -Pflink -DskipTests package" >&2; exit 2; }
cd "$home"
trap '"$cluster" stop "$work/cluster"' EXIT

measured() { # COMMAND IMAGES OPTION...
  local command=$1 images=$2 live resident master
  shift 2
  rm -rf "$work/cluster" "$work/run" "$work"/gc-*.log
  JVM_OPTIONS="-XX:+UseSerialGC -Xlog:gc:file=$work/gc-%p.log" SLOTS=1 HEAP_MB=${HEAP_MB:-256} "$cluster" start "$work/cluster" 2 >/dev/null
  master=$("$cluster" master "$work/cluster")
  ./gleaner "$command" --embeddings "$work/data-$images/pool" "$@" --output "$work/run" --runner flink --flink-master "$master" \
    >"$work/$command-$images.log" 2>&1 || { echo "$command failed, see $work/$command-$images.log" >&2; exit 1; }
  live=0 resident=0
  for id in 1 2; do
    local process left peak
    process=$(head -n 1 "$work/cluster/pid/$id")
    left=$(sed -n 's/.*Pause Full.*->\([0-9]*\)M.*/\1/p' "$work/gc-$process.log" | sort -n | tail -n 1)
    peak=$(($(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$process/status") / 1024))
    [ "${left:-0}" -le "$live" ] || live=$left
    [ "$peak" -le "$resident" ] || resident=$peak
  done
  "$cluster" stop "$work/cluster" >/dev/null
  printf '| %s | %s | %s | %s |\n' "$command" "$images" "$live" "$resident"
}

echo '| command | images | live heap MiB | resident MiB |'
echo '|---|---|---|---|'
for images in "$@"; do
  data=$work/data-$images
  [ -e "$data/truth.parquet" ] || ./gleaner synth --images "$images" --queries 10000 --output "$data" >/dev/null 2>&1
done
for images in "$@"; do
  measured dedup "$images"
done
for images in "$@"; do
  measured cluster "$images" --clusters 1000
done
for images in "$@"; do
  measured retrieve "$images" --queries "$work/data-$images/queries" --mode sample
done
