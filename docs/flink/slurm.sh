#!/usr/bin/env bash
# A Flink session cluster in a Slurm allocation, one recipe on it, and its end. From the checkout, which all nodes see:
#   mvn -Pflink -DskipTests package
#   sbatch docs/flink/slurm.sh configs/quickstart.yaml --output /shared/runs/quickstart
# The JobManager and the client share the first node with a TaskManager. Not run on a Slurm cluster yet, only with stand-ins for srun and scontrol.
#SBATCH --job-name=gleaner
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem=64G
#SBATCH --time=24:00:00
set -euo pipefail
cd "${SLURM_SUBMIT_DIR:?}"
[ -d gleaner-flink/lib ] || { echo "gleaner-flink/ is missing: make it by mvn -Pflink -DskipTests package" >&2; exit 2; }

nodes=${SLURM_JOB_NUM_NODES:?}
slots=${SLURM_CPUS_PER_TASK:?}
first=$(scontrol show hostnames "${SLURM_JOB_NODELIST:?}" | head -n 1)
rest=$((20000 + SLURM_JOB_ID % 10000)) # two jobs on one node do not meet
export FLINK_RUN=$PWD/runs/flink-$SLURM_JOB_ID
export OMP_NUM_THREADS=1
mkdir -p "$FLINK_RUN/log"

# Megabytes of a TaskManager, for --mem=64G: the rest is the client's, the JobManager's and the system's (docs/flink.md).
heap=24576 native=16384 managed=4096 network=$((16 * slots + 256)) metaspace=512
cat >"$FLINK_RUN/config.yaml" <<YAML
jobmanager.rpc.address: $first
jobmanager.rpc.port: $((rest + 10000))
rest.address: $first
rest.port: $rest
taskmanager.numberOfTaskSlots: $slots
taskmanager.cpu.cores: $slots.0
taskmanager.memory.task.heap.size: ${heap}m
taskmanager.memory.task.off-heap.size: ${native}m
taskmanager.memory.framework.heap.size: 128m
taskmanager.memory.framework.off-heap.size: 128m
taskmanager.memory.managed.size: ${managed}m
taskmanager.memory.network.min: ${network}m
taskmanager.memory.network.max: ${network}m
taskmanager.memory.jvm-metaspace.size: ${metaspace}m
taskmanager.memory.jvm-overhead.min: 1g
taskmanager.memory.jvm-overhead.max: 1g
io.tmp.dirs: ${SLURM_TMPDIR:-/tmp}
restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.attempts: $((10 + 5 * slots * nodes))
restart-strategy.fixed-delay.delay: 1 s
classloader.parent-first-patterns.additional: ai.djl.
classloader.check-leaked-classloader: false
YAML

flink=(java @gleaner-flink/conf/jvm.options "-Dlog4j.configurationFile=file:$PWD/gleaner-flink/conf/log4j.properties" -cp 'gleaner-flink/lib/*')
"${flink[@]}" -Xmx2g org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint \
  --configDir "$FLINK_RUN" --executionMode cluster >"$FLINK_RUN/log/jobmanager.log" 2>&1 &
jobmanager=$!
# --kill-on-bad-exit=0: the other TaskManagers outlive one that is lost.
srun --kill-on-bad-exit=0 --output="$FLINK_RUN/log/taskmanager-%N.log" "${flink[@]}" "-Xmx$((heap + 128))m" \
  "-XX:MaxDirectMemorySize=$((network + native + 128))m" "-XX:MaxMetaspaceSize=${metaspace}m" \
  org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$FLINK_RUN" &
taskmanagers=$!
trap 'kill "$taskmanagers" "$jobmanager" 2>/dev/null; wait' EXIT

for _ in $(seq 300); do
  ! curl --silent --max-time 5 "http://$first:$rest/overview" | grep -q "\"taskmanagers\":$nodes," || break
  kill -0 "$jobmanager" || { echo "the JobManager ended, see $FLINK_RUN/log" >&2; exit 1; }
  sleep 1
done
# One node's slots stay free, so that a lost node costs time and not the run.
spare=$((nodes > 1 ? slots * (nodes - 1) : slots))
GLEANER_JAVA_OPTIONS=-Xmx8g ./gleaner run "$@" --runner flink --flink-master "$first:$rest" --parallelism "$spare"
