#!/usr/bin/env bash
# Wall and processor seconds of commands that are mostly start, of two builds in turns.
#
#   docs/measure/start.sh WORK OTHER [ROUNDS]
#
# WORK is a new folder; OTHER the root of a built checkout of another version, 5 rounds by default. Each round runs --help, a whole
# quickstart, the quickstart again with nothing to do, stats, and, where there is such a command, the export of its 128 images. WORK/start.csv
# has every figure with the processor's model; the last lines are medians, and the ratios of this build to the other.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$1
other=$(cd "$2" && pwd)
rounds=${3:-5}
mkdir -p "$work"
work=$(cd "$work" && pwd)
csv=$work/start.csv
cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -1)
echo 'build,command,round,wall_s,processor_s,cpu' >"$csv"
TIMEFORMAT='%R %U %S'

timed() { # BUILD COMMAND ROUND ROOT ARGUMENTS...
  local build=$1 command=$2 round=$3 root=$4 wall user system
  shift 4
  { read -r wall user system; } < <({ time (cd "$root" && ./gleaner "$@" >/dev/null 2>&1); } 2>&1)
  echo "$build,$command,$round,$wall,$(awk "BEGIN { print $user + $system }"),\"$cpu\"" >>"$csv"
}

"$here/gleaner" --help >/dev/null # builds what is not built
"$other/gleaner" --help >/dev/null
for round in $(seq "$rounds"); do
  for build in this other; do
    root=$here
    [ $build = this ] || root=$other
    run=$work/$build
    rm -rf "$run" "$run-export"
    timed $build help "$round" "$root" --help
    timed $build quickstart "$round" "$root" run configs/quickstart.yaml --output "$run"
    timed $build again "$round" "$root" run configs/quickstart.yaml --output "$run"
    timed $build stats "$round" "$root" stats "$run"
    if (cd "$root" && ./gleaner --help 2>/dev/null | grep -q '^  export'); then
      timed $build export "$round" "$root" export "$run" --format webdataset --output "$run-export"
    fi
  done
done
awk -F, 'NR > 1 { n = ++count[$1 "," $2]; wall[$1 "," $2, n] = $4; work[$1 "," $2, n] = $5; seen[$2] = 1 }
  function median(values, key,    i, j, n, t, sorted) {
    n = count[key]
    for (i = 1; i <= n; i++) sorted[i] = values[key, i]
    for (i = 2; i <= n; i++) for (j = i; j > 1 && sorted[j - 1] > sorted[j]; j--) { t = sorted[j]; sorted[j] = sorted[j - 1]; sorted[j - 1] = t }
    return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
  }
  END {
    print "| command | other, s | this, s | ratio | other, processors | this, processors | ratio |"
    print "|---|---|---|---|---|---|---|"
    for (command in seen) {
      a = median(wall, "this," command); c = median(work, "this," command)
      if (count["other," command]) {
        b = median(wall, "other," command); d = median(work, "other," command)
        printf "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |\n", command, b, a, a / b, d, c, c / d
      } else printf "| %s | | %.2f | | | %.2f | |\n", command, a, c
    }
  }' "$csv"
