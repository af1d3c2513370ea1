#!/usr/bin/env bash
# Plans recipes, runs them, and sets what was planned beside what they took.
#
#   docs/measure/plan_against.sh WORK [RECIPE...]     default: configs/quickstart.yaml
#
# Each recipe is run into WORK/NAME, anew. Prints the plan's time and the command's by the clock, then gleaner plan --against.
# GLEANER names another command than ./gleaner. Nothing else should run meanwhile.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=${1:?usage: plan_against.sh WORK [RECIPE...]}
shift
[ $# -gt 0 ] || set -- "$home/configs/quickstart.yaml"
gleaner=${GLEANER:-$home/gleaner}
cd "$home" # relative paths of recipes start here
mkdir -p "$work"

for recipe in "$@"; do
  run=$work/$(basename "$recipe" .yaml)
  rm -rf "$run"
  echo "== $recipe"
  "$gleaner" plan "$recipe" --set "output=$run" 2>/dev/null | grep -E '^(About|Measured|This machine)'
  start=$(date +%s.%N)
  "$gleaner" run "$recipe" --output "$run" >"$run.log" 2>&1
  awk -v from="$start" -v to="$(date +%s.%N)" 'BEGIN { printf "The run took %.1f s by the clock, from command to prompt\n", to - from }'
  "$gleaner" plan --against "$run" 2>/dev/null
done
