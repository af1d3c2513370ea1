#!/usr/bin/env bash
# Kills gleaner export with SIGKILL at many moments, format by format, calls it again each time until it ends, and compares every
# file with those of an undisturbed export.
#
#   docs/measure/break_exports.sh RUN WORK [FORMAT...]      default: webdataset imagefolder huggingface dinov2 uris csv jsonl
#
# GLEANER names the command. KILLS is how often each export is killed, 5 by default, at moments spread over the time that the
# undisturbed one took. Exit 1 where a file differs or gleaner verify finds a difference.
set -euo pipefail
run=$1
work=$2
shift 2
formats=("$@")
[ ${#formats[@]} -gt 0 ] || formats=(webdataset imagefolder huggingface dinov2 uris csv jsonl)
gleaner=${GLEANER:-$(cd "$(dirname "$0")/../.." && pwd)/gleaner}
kills=${KILLS:-5}
mkdir -p "$work"

digests() {
  (cd "$1" && find . -type f -not -path './.gleaner/*' | LC_ALL=C sort | xargs -d '\n' sha256sum)
}

failed=0
for format in "${formats[@]}"; do
  options=(--format "$format")
  [ "$format" != webdataset ] || options+=(--shard-images "${SHARD_IMAGES:-200}")
  rm -rf "$work/whole" "$work/killed"
  begin=$(date +%s%N)
  "$gleaner" export "$run" "${options[@]}" --output "$work/whole" >/dev/null 2>&1
  milliseconds=$((($(date +%s%N) - begin) / 1000000))
  cut=0
  for kill in $(seq "$kills"); do
    "$gleaner" export "$run" "${options[@]}" --output "$work/killed" >/dev/null 2>&1 &
    pid=$!
    sleep "$(awk -v ms="$milliseconds" -v k="$kill" -v n="$kills" 'BEGIN { printf "%.3f", ms / 1000 * (0.35 + 0.6 * k / n) }')"
    if kill -KILL "$pid" 2>/dev/null; then cut=$((cut + 1)); fi
    wait "$pid" 2>/dev/null || true
    rm -f "$work/killed/export.json" # one that had ended begins its last step again
  done
  "$gleaner" export "$run" "${options[@]}" --output "$work/killed" >/dev/null 2>&1
  if [ "$(digests "$work/whole")" = "$(digests "$work/killed")" ] && "$gleaner" verify "$work/killed" >/dev/null 2>&1; then
    echo "$format: killed $cut times, equal bytes in $(digests "$work/whole" | wc -l) files"
  else
    echo "$format: killed $cut times, DIFFERS"
    failed=1
  fi
done
exit $failed
