#!/usr/bin/env bash
# Takes a process away while a stage works, stage by stage, and compares the manifest with an undisturbed run's.
#
#   docs/measure/lost_processes.sh [RECIPE] [FOLDER]    defaults: configs/quickstart.yaml, runs/lost-processes
#
# On a Flink cluster of two TaskManagers, for each stage: (a) SIGKILL to a TaskManager that has a task of it, another started in
# its place; the run must end by itself. (b) SIGKILL to the client while the stage works; the run must fail and, called again,
# end. (c) Once, the output made unwritable: exit code 1, then made writable and called again. Each starts from a copy of the
# undisturbed run, with --from the stage. Exit 1 where a run failed for good or a digest differs. STAGES="embed hash" takes some. Needs gleaner-flink/
# (mvn -Pflink -DskipTests package) and curl.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
recipe=${1:-$home/configs/quickstart.yaml}
folder=${2:-$home/runs/lost-processes}
cluster=$home/gleaner-flink/bin/gleaner-cluster
[ -x "$cluster" ] || { echo "$cluster is missing: make it by mvn -Pflink -DskipTests package" >&2; exit 2; }
cd "$home" # the recipe's paths start here
mkdir -p "$folder"
read -r -a stages <<<"${STAGES-embed hash neighbours deduplicate cluster retrieve manifest}"

trap '"$cluster" stop "$folder/cluster"' EXIT
HEAP_MB=${HEAP_MB:-768} "$cluster" start "$folder/cluster" 2 >/dev/null
master=$("$cluster" master "$folder/cluster")

gleaner() { # RUN OPTION...
  local run=$1
  shift
  ./gleaner run "$recipe" --output "$run" --runner flink --flink-master "$master" "$@" >>"$run.log" 2>&1
}

digest() {
  ./gleaner stats "$1" --digest 2>/dev/null || echo none
}

ask() {
  curl --silent --max-time 5 "http://$master$1"
}

# Waits until the client's stage works on the cluster; prints the job. Fails where the client ends before.
job_of() { # CLIENT RUN STAGE
  local job
  while kill -0 "$1" 2>/dev/null; do
    job=$(ask /jobs/overview | sed 's/},{"jid"/}\n{"jid"/g' | grep -F "\"name\":\"gleaner $2: $3\"" | grep -F '"state":"RUNNING"' |
      grep -o '"jid":"[0-9a-f]*"' | cut -d'"' -f4 | head -n 1) || true
    if [ -n "$job" ]; then
      echo "$job" && return
    fi
    sleep 0.05
  done
  return 1
}

# A TaskManager that has a task of the job, or its results; fails where the job ends before.
worker_of() { # JOB
  local vertex worker
  while ask "/jobs/$1" | grep -qF '"state":"RUNNING"'; do
    for vertex in $(ask "/jobs/$1" | grep -o '"id":"[0-9a-f]*"' | cut -d'"' -f4 | sort -u); do
      worker=$(ask "/jobs/$1/vertices/$vertex/taskmanagers" | grep -o '"taskmanager-id":"taskmanager-[0-9]*"' | grep -o '[0-9]*' |
        head -n 1) || true
      if [ -n "$worker" ]; then
        echo "$worker" && return
      fi
    done
    sleep 0.05
  done
  return 1
}

same=yes
row() { # STAGE EVENT EXIT_CODES SECONDS RUN
  local got
  got=$(digest "$5")
  [ "$got" = "$expected" ] && [ "${3##* }" = 0 ] || same=no
  printf '| %-11s | %-34s | %-10s | %7s | %s |\n' "$1" "$2" "$3" "$4" "$([ "$got" = "$expected" ] && echo same || echo "$got")"
}

fresh() { # RUN
  rm -rf "$1" "$1.log"
  cp -a "$folder/undisturbed" "$1"
}

start=$SECONDS
rm -rf "$folder/undisturbed" "$folder/undisturbed.log"
gleaner "$folder/undisturbed"
expected=$(digest "$folder/undisturbed")
printf '| %-11s | %-34s | %-10s | %7s | %s |\n' stage event "exit codes" seconds manifest
echo '|---|---|---|---|---|'
printf '| %-11s | %-34s | %-10s | %7s | %s |\n' all none 0 $((SECONDS - start)) "$expected"

for stage in "${stages[@]}"; do
  run=$folder/worker-$stage
  fresh "$run"
  start=$SECONDS
  gleaner "$run" --from "$stage" &
  client=$!
  event='has no pipeline'
  case $stage in
    deduplicate) ;;
    *)
      if job=$(job_of "$client" "$run" "$stage") && worker=$(worker_of "$job"); then
        "$cluster" kill "$folder/cluster" "$worker"
        "$cluster" add "$folder/cluster" "$worker" >/dev/null
        event="TaskManager $worker killed, replaced"
      else
        event='ended before it could be disturbed'
      fi
      ;;
  esac
  code=0
  wait "$client" || code=$?
  row "$stage" "$event" "$code" $((SECONDS - start)) "$run"

  run=$folder/client-$stage
  fresh "$run"
  start=$SECONDS
  ./gleaner run "$recipe" --output "$run" --runner flink --flink-master "$master" --from "$stage" >>"$run.log" 2>&1 &
  client=$!
  if [ "$stage" = deduplicate ]; then
    while [ -f "$run/marks/deduplicate.json" ] && kill -0 "$client" 2>/dev/null; do sleep 0.01; done # its mark goes first
  else
    job_of "$client" "$run" "$stage" >/dev/null || true
  fi
  kill -9 "$client" 2>/dev/null || true
  code=0
  wait "$client" 2>/dev/null || code=$?
  again=0
  gleaner "$run" || again=$?
  row "$stage" 'client killed, called again' "$code $again" $((SECONDS - start)) "$run"
done

run=$folder/unwritable
fresh "$run"
start=$SECONDS
rm -r "$run"/neighbours/*
code=0
chattr +i "$run/neighbours" 2>/dev/null || chmod 555 "$run/neighbours" # what is only read-only, root may write
gleaner "$run" || code=$?
chattr -i "$run/neighbours" 2>/dev/null || chmod 755 "$run/neighbours"
again=0
gleaner "$run" || again=$?
row neighbours 'output unwritable, then writable' "$code $again" $((SECONDS - start)) "$run"
[ "$same" = yes ] || { echo "a run failed or a manifest differs" >&2; exit 1; }
