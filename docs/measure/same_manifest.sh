#!/usr/bin/env bash
# Runs a recipe from images to manifest on every runner and compares the digests of the manifests.
#
#   docs/measure/same_manifest.sh [RECIPE] [FOLDER]     defaults: configs/quickstart.yaml, runs/same-manifest
#
# Runs: the direct runner with 1 and 2 workers, Flink within one process, a Flink cluster of two TaskManagers. Exit 1 where two
# digests differ. Needs gleaner-flink/ (mvn -Pflink -DskipTests package).
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
recipe=${1:-$home/configs/quickstart.yaml}
folder=${2:-$home/runs/same-manifest}
cluster=$home/gleaner-flink/bin/gleaner-cluster
[ -x "$cluster" ] || { echo "$cluster is missing: make it by mvn -Pflink -DskipTests package" >&2; exit 2; }
cd "$home" # the recipe's paths start here
mkdir -p "$folder"

trap '"$cluster" stop "$folder/cluster"' EXIT
HEAP_MB=${HEAP_MB:-768} "$cluster" start "$folder/cluster" 2 >/dev/null
master=$("$cluster" master "$folder/cluster")

first='' same=yes
printf '%-28s %8s  %s\n' runner seconds digest
curate() { # NAME OPTION...
  local name=$1 start=$SECONDS digest
  shift
  if ! ./gleaner run "$recipe" --output "$folder/$name" --force "$@" >"$folder/$name.log" 2>&1; then
    echo "$name failed, see $folder/$name.log" >&2
    exit 1
  fi
  digest=$(./gleaner stats "$folder/$name" --digest 2>/dev/null)
  printf '%-28s %8d  %s\n' "$name" $((SECONDS - start)) "$digest"
  first=${first:-$digest}
  [ "$digest" = "$first" ] || same=no
}
curate direct-1 --runner direct --parallelism 1
curate direct-2 --runner direct --parallelism 2
curate flink-embedded-2 --runner flink --parallelism 2
curate flink-cluster-4 --runner flink --flink-master "$master"
[ "$same" = yes ] || { echo "the digests differ" >&2; exit 1; }
