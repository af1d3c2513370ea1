#!/usr/bin/env python3
"""Breaks runs in every way that comes to mind, and compares the manifest with an undisturbed run's.

    docs/measure/break_runs.py [RECIPE] [FOLDER] [--gleaner COMMAND] [--seed N] [--kills 25] [--parts lost,kills,...]

Defaults: configs/quickstart.yaml, runs/broken, ./gleaner, seed 0, all parts. Prints the table of docs/reliability.md. After each
event the same command is called again, and its manifest must have the undisturbed run's digest; where the command failed, it must
have said so in a sentence, without a stack trace. Exit 1 where a digest differs or an error has no sentence. Needs Python 3.9 and
nothing else; the parts on full and read-only disks need root, for a small tmpfs, and are left out with a word without it.
"""

import argparse
import json
import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
STAGES = ["embed", "hash", "neighbours", "deduplicate", "cluster", "retrieve", "manifest"]
PARTS = ["lost", "extra", "kills", "full", "removed", "inputs", "two", "left", "refused"]
TRACE = re.compile(r"^\s+at [\w.$/]+\(|^Caused by:|^Exception in thread", re.MULTILINE)
LIMIT_SECONDS = 900


class Runs:
    def __init__(self, arguments):
        self.recipe = Path(arguments.recipe).resolve()
        self.folder = Path(arguments.folder).resolve()
        self.command = shlex.split(arguments.gleaner)
        self.random = random.Random(arguments.seed)
        self.kills = arguments.kills
        self.wrong = 0
        self.digest = None
        self.whole = self.folder / "undisturbed"

    # -- commands

    def start(self, run, *options, recipe=None, log=None):
        log = open(log or f"{run}.log", "a")
        command = [*self.command, "run", str(recipe or self.recipe), "--output", str(run), *options]
        return subprocess.Popen(command, cwd=HOME, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)

    def run(self, run, *options, recipe=None, log=None):
        """Returns the exit code and what was said."""
        log = Path(log or f"{run}.log")
        before = log.stat().st_size if log.exists() else 0
        code = self.start(run, *options, recipe=recipe, log=log).wait(LIMIT_SECONDS)
        return code, log.read_bytes()[before:].decode(errors="replace")

    def digest_of(self, run):
        command = [*self.command, "stats", str(run), "--digest"]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=LIMIT_SECONDS)
        return done.stdout.strip() if done.returncode == 0 else "none"

    def fresh(self, name, to=None):
        run = (to or self.folder) / name
        shutil.rmtree(run, ignore_errors=True)
        Path(f"{run}.log").unlink(missing_ok=True)
        shutil.copytree(self.whole, run, symlinks=True)
        return run

    # -- the table

    def row(self, event, stage, codes, run, note="", said=()):
        """One line: the last exit code must be 0 and the digest the undisturbed run's; what was said must be a sentence."""
        got = self.digest_of(run)
        problems = []
        if codes[-1] != 0 or got != self.digest:
            problems.append(got)
        for code, text in said:
            problems += unnamed(code, text)
        if not all_there(run):
            problems.append("files are not as marked")
        self.write(event, stage, codes, note, problems)
        if not problems:
            shutil.rmtree(run, ignore_errors=True)

    def refusal(self, event, code, text, expected):
        problems = unnamed(code, text)
        if code == 0:
            problems.append("not refused")
        if expected not in text:
            problems.append(f'says nothing of "{expected}"')
        self.write(event, "before work", [code], "", problems, "refused")

    def write(self, event, stage, codes, note, problems, good="same"):
        self.wrong += bool(problems)
        result = "; ".join(problems) if problems else good + note
        print(f"| {event} | {stage} | {' '.join(map(str, codes))} | {result} |", flush=True)

    # -- what is done to runs

    def undisturbed(self):
        shutil.rmtree(self.whole, ignore_errors=True)
        Path(f"{self.whole}.log").unlink(missing_ok=True)
        start = time.time()
        code, text = self.run(self.whole)
        if code != 0:
            sys.exit(f"the undisturbed run failed:\n{text}")
        self.digest = self.digest_of(self.whole)
        print("| event | stage | exit codes | manifest |\n|---|---|---|---|")
        print(f"| none, {time.time() - start:.0f} s | all | 0 | {self.digest} |", flush=True)

    def lost(self):
        """In each folder of tables one is removed and another cut, round after round, until each has had both."""
        folders = sorted({table.parent for table in self.whole.rglob("*.parquet")})
        tables = {folder: sorted(folder.glob("*.parquet")) for folder in folders}
        rounds = max(2, max(len(each) for each in tables.values()))
        for turn in range(rounds):
            run = self.fresh(f"lost-{turn}")
            removed = cut = 0
            for each in tables.values():
                names = [run / table.relative_to(self.whole) for table in each]
                gone = names[turn % len(names)] if len(names) > 1 or turn % 2 == 0 else None
                short = names[(turn + 1) % len(names)] if len(names) > 1 or turn % 2 == 1 else None
                if gone:
                    gone.unlink()
                    removed += 1
                if short:
                    os.truncate(short, self.random.randrange(short.stat().st_size))
                    cut += 1
            code, text = self.run(run)
            noticed = text.count("is done again")
            note = f", {noticed} stages done again"
            if noticed != len(stages(self.whole)):
                self.wrong += 1
                note += f" of {len(stages(self.whole))}"
            self.row(f"{removed} tables removed, {cut} cut", "all", [code], run, note, [(code, text)])

    def extra(self):
        """A table that no mark names is not read."""
        for mark in ["images/pool", "neighbours/pool", "manifest"]:
            run = self.fresh("extra")
            folder = run / mark
            shutil.copy(sorted(folder.glob("*.parquet"))[0], folder / "another.parquet")
            code, text = self.run(run)
            self.refusal(f"{mark}/ has one table more", code, text, "another.parquet was not written by this run")
        run = self.fresh("foreign")
        (run / "manifest" / "notes.txt").write_text("mine")
        mark_of(run, "manifest").unlink()
        code, text = self.run(run)
        self.refusal("manifest/ has a file of the user and is to be cleared", code, text, "notes.txt was not written by Gleaner")
        if not (run / "manifest" / "notes.txt").exists():
            self.wrong += 1

    def kill(self):
        """SIGKILL at a random moment of each stage in turn; then the same command again."""
        for number in range(self.kills):
            stage = STAGES[number % len(STAGES)]
            run = self.fresh(f"kill-{number}")
            mark = mark_of(run, stage)
            lasts = json.loads(mark.read_text())["seconds"]
            process = self.start(run, "--from", stage)
            while mark.exists() and process.poll() is None:
                time.sleep(0.002)
            moment = self.random.uniform(0, 1.1 * lasts)
            time.sleep(moment)
            hit = next((each for each in STAGES if each not in stages(run)), "after the last")
            os.killpg(process.pid, signal.SIGKILL)
            killed = process.wait()
            again, text = self.run(run)
            self.row(f"SIGKILL {moment:.2f} s after {stage} began", hit, [killed, again], run, said=[(again, text)])

    def full(self):
        """A disk that fills up within each stage, then has space again."""
        for stage in STAGES:
            with Tmpfs(self.folder / "disk", "256m") as disk:
                if disk is None:
                    return self.skip("full disk", "needs root, for a tmpfs")
                run = self.fresh("run", disk)
                size = 0
                for each in STAGES[STAGES.index(stage) :]:
                    mark = mark_of(run, each)
                    files = [run / name for name in json.loads(mark.read_text())["files"]]
                    if each == stage:
                        size = used(files)
                    for file in [*files, mark]:
                        file.unlink()
                left = self.random.randrange(4096, max(8192, size))
                filler = disk / "filler"
                fill(filler, left)
                code, text = self.run(run)
                hit = next((each for each in STAGES if each not in stages(run)), "none")
                filler.unlink()
                again, said = self.run(run)
                self.row(f"disk full, {left // 1024} KiB left", hit, [code, again], run, said=[(code, text), (again, said)])

    def removed(self):
        """The run's directory, or a folder of it, goes while a stage works."""
        for stage, gone in [("embed", "."), ("embed", "images"), ("neighbours", "."), ("cluster", "."), ("retrieve", "retrieved")]:
            run = self.fresh(f"removed-{stage}")
            mark = mark_of(run, stage)
            lasts = json.loads(mark.read_text())["seconds"]
            process = self.start(run, "--from", stage)
            while mark.exists() and process.poll() is None:
                time.sleep(0.002)
            time.sleep(self.random.uniform(0.3, 0.7) * lasts)
            log = Path(f"{run}.log")
            for _ in range(100):  # files appear while others are removed
                remove(run / gone)
                if not (run / gone).exists():
                    break
            code = process.wait(LIMIT_SECONDS)
            text = log.read_text(errors="replace")
            again, said = self.run(run)
            what = "the run's directory" if gone == "." else gone + "/"
            self.row(f"{what} removed", stage, [code, again], run, said=[(code, text), (again, said)])

    def inputs(self):
        """Images that change between listing and reading, and are put back later."""
        text = self.recipe.read_text()
        if "samples/pool/" not in text:
            return self.skip("inputs changed", "the recipe does not read samples/pool/")
        pool = self.folder / "pool"
        recipe = self.folder / "inputs.yaml"
        recipe.write_text(text.replace("samples/pool/", f"{pool}/"))
        for what in ["a file grows", "a file goes", "a shard grows"]:
            shutil.rmtree(pool, ignore_errors=True)
            shutil.copytree(HOME / "samples/pool", pool)
            run = self.folder / "inputs"
            shutil.rmtree(run, ignore_errors=True)
            Path(f"{run}.log").unlink(missing_ok=True)
            kind = "*.tar" if "shard" in what else "*.jpg"
            file = self.random.choice(sorted(pool.rglob(kind)))
            kept = self.folder / "kept"
            shutil.copy2(file, kept)
            process = self.start(run, recipe=recipe)
            while not (run / ".lock").exists() and process.poll() is None:
                time.sleep(0.005)  # all is listed before the lock is taken
            if "goes" in what:
                file.unlink()
            else:
                with open(file, "ab") as out:
                    out.write(b"\0" * 512)
            code = process.wait(LIMIT_SECONDS)
            said = Path(f"{run}.log").read_text(errors="replace")
            shutil.copy2(kept, file)
            again, later = self.run(run, recipe=recipe)
            self.row(f"{what} while it is read, and is put back", "embed", [code, again], run, said=[(code, said), (again, later)])

    def two(self):
        """Two processes in one directory; and one right after another was killed."""
        run = self.folder / "two"
        shutil.rmtree(run, ignore_errors=True)
        Path(f"{run}.log").unlink(missing_ok=True)
        both = [self.start(run), self.start(run)]
        codes = sorted((process.wait(LIMIT_SECONDS) for process in both), reverse=True)
        text = Path(f"{run}.log").read_text(errors="replace")
        if codes[0] != 2 or "is in use by another run" not in text:
            self.wrong += 1
        self.row("two processes at once", "all", codes, run, said=[(1, text)])
        run = self.fresh("two-killed")
        first = self.start(run, "--from", "neighbours")
        while mark_of(run, "neighbours").exists() and first.poll() is None:
            time.sleep(0.01)
        second_refused, text = self.run(run)
        os.killpg(first.pid, signal.SIGKILL)
        again, said = self.run(run)
        self.row("a second process, then SIGKILL to the first", "neighbours", [second_refused, first.wait(), again], run,
                 said=[(second_refused, text), (again, said)])  # fmt: skip

    def left(self):
        """Marks and run.json cut, files of killed processes, times in the future, a linked directory."""
        for what, change in [("emptied", lambda file: 0), ("cut", lambda file: file.stat().st_size // 2)]:
            run = self.fresh("left")
            for file in [*run.glob("marks/*.json"), run / "run.json"]:
                os.truncate(file, change(file))
            for file in [run / ".scratch/x/y", run / ".spill/z", run / ".run.json.0.tmp", run / "images/pool/.a.parquet.0.tmp",
                         run / "neighbours/pool/.0-part-0.parquet"]:  # fmt: skip
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text("left")
            code, text = self.run(run)
            stray = [file for file in run.rglob("*") if file.is_file() and (file.name.endswith(".tmp") or file.read_bytes() == b"left")]
            note = f", but {stray} left" if stray else ""
            self.wrong += bool(stray)
            self.row(f"marks and run.json {what}, files left behind", "all", [code], run, note, [(code, text)])
        run = self.fresh("future")
        for file in run.rglob("*"):
            os.utime(file, (4e9, 4e9))
        linked = self.folder / "linked"
        linked.unlink(missing_ok=True)
        linked.symlink_to(run)
        code, text = self.run(linked, "--from", "cluster")
        self.row("times in 2096, the directory a symbolic link", "cluster", [code], linked, said=[(code, text)])

    def refused(self):
        """Outputs that cannot be."""
        folder = self.folder
        file = folder / "file"
        file.write_text("a file")
        for event, output, expected in [
            ("output is a file", file, "a folder is needed"),
            ("output below a file", file / "run", "a folder is needed"),
            ("output with too long a name", folder / ("n" * 300), "too long a name"),
            ("output within an input", HOME / "samples/pool/crawl/run", "lie in one another"),
            ("output in /proc", Path("/proc/run"), "/proc/run"),
        ]:
            code, text = self.run(output, log=folder / "refused.log")
            self.refusal(event, code, text, expected)
        run = self.fresh("old")
        for mark in run.glob("marks/*.json"):
            whole = json.loads(mark.read_text()) | {"format": "2"}
            folder_of_stage = run / next(name for name in whole["files"] if "/" in name).split("/")[0]
            (folder_of_stage / "_SUCCESS").write_text(json.dumps(whole))
        shutil.rmtree(run / "marks")
        code, text = self.run(run)
        self.refusal("a run of format 2", code, text, "is of format 2")
        with Tmpfs(folder / "disk", "64m") as disk:
            if disk is None:
                return self.skip("read-only output", "needs root, for a tmpfs")
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            code, text = self.run(disk / "run", log=folder / "refused.log")
            self.refusal("output on a read-only disk", code, text, "read-only")

    def skip(self, event, why):
        print(f"| {event} | | | left out: {why} |", flush=True)


class Tmpfs:
    """A small disk, or None where there can be none."""

    def __init__(self, folder, size):
        self.folder, self.size = folder, size

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={self.size}", "tmpfs", str(self.folder)]
        self.mounted = subprocess.run(mount, capture_output=True).returncode == 0
        return self.folder if self.mounted else None

    def __exit__(self, *_):
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)


def mark_of(run, stage):
    return run / "marks" / f"{stage}.json"


def stages(run):
    """Returns the stages that are complete, in their order."""
    return [stage for stage in STAGES if mark_of(run, stage).exists()]


def unnamed(code, text):
    """Problems of what a command said: a stack trace, or a failure without a sentence."""
    problems = []
    if TRACE.search(text):
        problems.append("a stack trace")
    if code > 0 and "please report this" in text:
        problems.append("an error without a sentence: " + text.strip().splitlines()[-2])
    if code > 0 and not text.strip():
        problems.append("an error without a word")
    return problems


def all_there(run):
    for mark in run.glob("marks/*.json"):
        for name, extent in json.loads(mark.read_text())["files"].items():
            if not (run / name).is_file() or (run / name).stat().st_size != extent[0]:
                return False
    return True


def used(files):
    return sum(-(-file.stat().st_size // 4096) * 4096 for file in files)


def remove(path):
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def fill(file, left):
    disk = os.statvfs(file.parent)
    with open(file, "wb") as out:
        os.posix_fallocate(out.fileno(), 0, disk.f_bavail * disk.f_frsize - left)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", nargs="?", default=HOME / "configs/quickstart.yaml")
    parser.add_argument("folder", nargs="?", default=HOME / "runs/broken")
    parser.add_argument("--gleaner", default=str(HOME / "gleaner"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--parts", default=",".join(PARTS))
    arguments = parser.parse_args()
    parts = arguments.parts.split(",")
    if set(parts) - set(PARTS):
        parser.error(f"--parts is {arguments.parts}, must be some of {','.join(PARTS)}")
    runs = Runs(arguments)
    runs.folder.mkdir(parents=True, exist_ok=True)
    start = time.time()
    runs.undisturbed()
    for part in parts:
        getattr(runs, "kill" if part == "kills" else part)()
    print(f"\nSeed {arguments.seed}, {time.time() - start:.0f} s, {runs.wrong} wrong", file=sys.stderr)
    sys.exit(1 if runs.wrong else 0)


if __name__ == "__main__":
    main()
