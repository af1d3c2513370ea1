"""Measures Gleaner's stages and their peers over embeddings of growing number, for docs/scale.md.

Usage: python3 scale.py --gleaner ./gleaner --work FOLDER [--images 10000 100000 1000000] [--commands dedup cluster retrieve]
                        [--runners direct flink] [--heap 3g] [--rounds 1] [--no-peers]
Makes the embeddings by `gleaner synth` where FOLDER has them not yet, and appends a JSON object for each measurement to FOLDER/results.jsonl: what is
there is not measured again, so that a measurement that was cut goes on. Of Gleaner: wall and processor seconds of the whole command, seconds of each stage by
its mark, peak resident memory (by the kernel), greatest heap before and after a collection (by -Xlog:gc), bytes below the run's folder at the
end and at most (looked at each second), and what scale_check.py says of the result. Peers (faiss_peer.py) run after it in the same round, at its recall.
The order of commands is the same in each round; --rounds 3 gives three of everything, in turns. scale_table.py makes tables of the results.
"""
import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
MIB = 1 << 20
QUERIES, PER_QUERY, CLUSTERS, NEIGHBOURS = 10_000, 4, 1_000, 64
TASKS = {"dedup": "graph", "cluster": "kmeans", "retrieve": "retrieve"}
LARGEST = {("graph", "hnsw"): 100_000, ("graph", "flat"): 100_000, ("retrieve", "hnsw"): 100_000, ("retrieve", "ivf"): 100_000}
COLLECTION = re.compile(r"(\d+)M->(\d+)M\(\d+M\)")


class Results:
    """Measurements as JSON lines, one for each key."""

    def __init__(self, path):
        self.path = path
        self.rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def find(self, **key):
        """Returns the last measurement that was done with these values, or None."""
        return next((row for row in reversed(self.rows) if "failed" not in row and all(row.get(k) == v for k, v in key.items())), None)

    def add(self, row):
        self.rows.append(row)
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)


def bytes_below(folder):
    """Returns the bytes of all files below a folder that another process is writing to."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(root, name)).st_size
            except FileNotFoundError:
                pass  # renamed or removed meanwhile
    return total


def watched(command, environment, folder, log, limit):
    """Runs a command to its end or its limit. Returns what it took; "failed" tells why where it did not end well."""
    start, most = time.perf_counter(), 0
    with open(log, "w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        late = False
        while True:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            most = max(most, bytes_below(folder))
            if time.perf_counter() - start > limit and not late:
                late = True
                process.kill()
            time.sleep(0.25 if time.perf_counter() - start < 30 else 1)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    result = {
        "seconds": round(seconds, 2), "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "resident_mib": round(usage.ru_maxrss / 1024), "disk_mib": round(bytes_below(folder) / MIB, 1), "disk_peak_mib": round(most / MIB, 1)}
    if late:
        result["failed"] = f"not done after {limit:.0f} s"
    elif process.returncode:
        lines = Path(log).read_text(errors="replace").splitlines()
        result["failed"] = f"exit code {process.returncode}: " + " / ".join(lines if len(lines) < 6 else lines[:3] + lines[-2:])
    return result


def heap(log):
    """Returns the greatest heap in MiB before and after a collection, by a log of -Xlog:gc."""
    pairs = [tuple(map(int, pair)) for pair in COLLECTION.findall(Path(log).read_text())] if Path(log).exists() else []
    return {"heap_mib": max(before for before, _ in pairs), "live_heap_mib": max(after for _, after in pairs)} if pairs else {}


def stages(run):
    """Returns seconds and counts by stage, from the marks below a run's folder."""
    marks = [json.loads(mark.read_text()) for mark in Path(run).glob("marks/*.json") if mark.stat().st_size]
    return {"stages": {mark["stage"]: mark["seconds"] for mark in marks}, "counts": {mark["stage"]: mark["counts"] for mark in marks}}


def arguments_of(command, data, search):
    pool = ["--embeddings", str(data / "pool")]
    return {
        "dedup": ["dedup", *pool, "--neighbours", str(NEIGHBOURS), *search],
        "cluster": ["cluster", *pool, "--clusters", str(CLUSTERS)],
        "retrieve": ["retrieve", *pool, "--queries", str(data / "queries"), "--mode", "sample", "--per-query", str(PER_QUERY), *search],
    }[command]


def printed(command):
    """Returns the JSON object that a script prints last, or why there is none."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return {"failed": " / ".join(done.stderr.splitlines()[-3:])}
    return json.loads(done.stdout.splitlines()[-1])


class Measurement:
    def __init__(self, options):
        self.options = options
        self.gleaner = shlex.split(options.gleaner)
        self.results = Results(options.work / "results.jsonl")
        self.about = {"date": time.strftime("%Y-%m-%d"), "heap": options.heap, "search": options.search, "processors": os.cpu_count()}

    def data(self, images):
        """Returns the folder of the embeddings, made if it is not there whole: truth.parquet is written last."""
        folder = self.options.work / f"data-{images}"
        if not (folder / "truth.parquet").exists():
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([*self.gleaner, "synth", "--images", str(images), "--queries", str(QUERIES), "--output", str(folder)], check=True)
        return folder

    def measure(self, images, command, runner, number):
        key = {"program": "gleaner", "images": images, "command": command, "runner": runner, "round": number}
        if self.results.find(**key):
            return
        data, run, log = self.data(images), self.options.work / "run", self.options.work / "gc.log"
        shutil.rmtree(run, ignore_errors=True)
        log.unlink(missing_ok=True)
        line = [*self.gleaner, *arguments_of(command, data, shlex.split(self.options.search)), "--output", str(run), "--runner", runner,
                "--parallelism", str(self.options.parallelism)]
        options = f"-Xmx{self.options.heap} -Xlog:gc:file={log}"
        load = os.getloadavg()[0]
        result = watched(line, {**os.environ, "GLEANER_JAVA_OPTIONS": options}, run, self.options.work / "gleaner.log", self.options.limit)
        row = {**key, **self.about, "load_before": load, **result, **heap(log)}
        if "failed" not in row:
            row |= stages(run)
            row["check"] = printed([sys.executable, str(HERE / "scale_check.py"), command, "--data", str(data), "--run", str(run)])
        self.results.add(row)
        shutil.rmtree(run, ignore_errors=True)

    def peer(self, images, command, index, number):
        task = TASKS[command]
        key = {"program": "faiss", "images": images, "command": command, "index": index, "round": number}
        reached = self.results.find(program="gleaner", images=images, command=command)
        if images > LARGEST.get((task, index), images) or self.results.find(**key) or not reached:
            return
        line = [sys.executable, str(HERE / "faiss_peer.py"), task, "--data", str(self.data(images)), "--threads", str(self.options.parallelism)]
        if task == "kmeans":
            line += ["--clusters", str(CLUSTERS)]
        else:
            line += ["--index", index, "--recall", str(reached["check"]["recall"])]
        if task == "graph":
            line += ["--neighbours", str(NEIGHBOURS), "--floor", "0.5"]
        load = os.getloadavg()[0]
        self.results.add({**key, **self.about, "load_before": load, **printed(line)})

    def round(self, number):
        for images in self.options.images:
            for command in self.options.commands:
                for runner in self.options.runners:
                    self.measure(images, command, runner, number)
                if self.options.peers:
                    for index in ["kmeans"] if command == "cluster" else ["flat", "ivf", "hnsw"]:
                        self.peer(images, command, index, number)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gleaner", required=True, help="the command that starts Gleaner")
    parser.add_argument("--work", type=Path, required=True, help="folder of data and results")
    parser.add_argument("--images", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--commands", nargs="+", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--runners", nargs="+", default=["direct", "flink"])
    parser.add_argument("--search", default="", help="options of dedup and retrieve, such as \"--cells 100\" (default: Gleaner's own)")
    parser.add_argument("--heap", default="3g", help="Java's greatest heap, the same at all sizes (default 3g)")
    parser.add_argument("--parallelism", type=int, default=2, help="workers of Gleaner, threads of its peers (default 2)")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--limit", type=float, default=7200, help="seconds after which a command is ended (default 7200)")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    measurement = Measurement(options)
    for number in range(options.rounds):
        measurement.round(number)


if __name__ == "__main__":
    main()
