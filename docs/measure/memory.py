"""Memory of a program and its children while it runs, anonymous and mapped from files apart (Linux).

Usage: python3 memory.py [--every SECONDS] -- COMMAND [ARGUMENT ...]
Samples /proc ten times a second. Prints the peak of each kind at the end, and with --every a line each so many seconds: seconds, anonymous,
mapped. Mapped pages are a checkpoint's own bytes, which the system takes back when it needs them; anonymous memory is what the program holds.
"""
import argparse
import subprocess
import sys
import time
from pathlib import Path

MIB = 1024  # /proc tells KiB


def processes(root):
    """Returns the ids of a process and of all below it."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, todo = [], [root]
    while todo:
        found.append(todo.pop())
        todo.extend(children.get(found[-1], []))
    return found


def resident(root):
    """Returns anonymous and mapped MiB of a process and all below it."""
    anonymous = mapped = 0
    for process in processes(root):
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        for line in status.splitlines():
            if line.startswith("RssAnon:"):
                anonymous += int(line.split()[1])
            elif line.startswith(("RssFile:", "RssShmem:")):
                mapped += int(line.split()[1])
    return anonymous / MIB, mapped / MIB


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=float, help="seconds between printed lines (default: only the peak)")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    start, told, peaks = time.monotonic(), 0.0, (0.0, 0.0, 0.0)
    with subprocess.Popen(arguments.command) as process:
        while process.poll() is None:
            anonymous, mapped = resident(process.pid)
            peaks = tuple(map(max, peaks, (anonymous, mapped, anonymous + mapped)))
            seconds = time.monotonic() - start
            if arguments.every and seconds >= told + arguments.every:
                told += arguments.every
                print(f"{seconds:.0f} s: {anonymous:.0f} MiB anonymous, {mapped:.0f} MiB mapped", file=sys.stderr)
            time.sleep(0.1)
    print(f"peaks: {peaks[0]:.0f} MiB anonymous, {peaks[1]:.0f} MiB mapped, {peaks[2]:.0f} MiB together", file=sys.stderr)
    raise SystemExit(process.returncode)


if __name__ == "__main__":
    main()
