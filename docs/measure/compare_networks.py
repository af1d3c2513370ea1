"""Images per second of Gleaner's encoder beside PyTorch's, in one run whose rounds take turns, as a row for docs/performance.md.

Usage: python3 compare_networks.py --model-folder DIR --threads 2 --gleaner "./gleaner encoders check DIR --device cpu --serve"
           --python docs/measure/.venv/bin/python --python docs/measure/.venv-current/bin/python [--variants eager script]
All programs stay loaded and warm. In a round each runs some batches of 32 while the others wait for input; every other round goes in reverse
order. The Gleaner command reads lines with a number of batches of 32 and answers each with the seconds that they took; the peers are
network_peer.py --serve in each Python given. All have so many threads: the peers inside a call, Gleaner as workers that call. Prints the median, slowest
and fastest images per second, and for each peer the median, least and greatest over rounds of Gleaner's speed by the peer's.
Needs no package itself.
"""
import argparse
import os
import shlex
import statistics
import subprocess
from pathlib import Path

BATCH = 32


class Program:
    """A started program that answers a line with the seconds that its work took."""

    def __init__(self, command, environment):
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def seconds(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # the missing answer says it
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{shlex.join(self.command)}: ended with {self.process.wait()} when asked {line!r}")
        try:
            return float(answer)
        except ValueError:
            raise SystemExit(f"{shlex.join(self.command)}: answered {answer!r} to {line!r}, must be seconds") from None

    def close(self):
        self.process.communicate()


def speeds(runs, batches, rounds):
    """Returns images per second by name, one for each counted round. runs: name to the function from a number of batches to seconds."""
    for run in runs.values():
        run(batches)
    measured = {name: [] for name in runs}
    for number in range(rounds):
        for name in reversed(runs) if number % 2 else runs:
            measured[name].append(batches * BATCH / runs[name](batches))
    return measured


def spread(values, digits):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def row(encoder, threads, measured):
    """Returns the heading and the row: Gleaner's speed, then each peer's with the ratio of the two in the same round."""
    gleaner, *peers = measured
    heading, cells = ["encoder", "threads", f"{gleaner}, images/s"], [encoder, str(threads), spread(measured[gleaner], 1)]
    for peer in peers:
        heading += [f"{peer}, images/s", "ratio"]
        ratios = [ours / theirs for ours, theirs in zip(measured[gleaner], measured[peer])]
        cells += [spread(measured[peer], 1), spread(ratios, 2)]
    return "\n".join(f"| {' | '.join(line)} |" for line in [heading, ["---"] * len(heading), cells])


def torch_version(python):
    """Returns the version of torch in an environment."""
    asked = [python, "-c", "import importlib.metadata as metadata; print(metadata.version('torch'))"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model-folder", required=True, type=Path, help="checkpoint folder")
    parser.add_argument("--gleaner", required=True, help="command of Gleaner, as a shell would read it")
    parser.add_argument("--bf16", action="store_true", help="Gleaner with --precision bf16 too")
    parser.add_argument("--python", required=True, action="append", help="Python of a peer; may be repeated")
    parser.add_argument("--variants", nargs="+", default=["eager", "script"], help="of network_peer.py (default eager script)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each program (default 2)")
    parser.add_argument("--batches", type=int, default=4, help=f"batches of {BATCH} in a round (default 4)")
    parser.add_argument("--rounds", type=int, default=9, help="counted rounds after one of warm-up (default 9)")
    arguments = parser.parse_args()
    threads = str(arguments.threads)
    environment = os.environ | {"OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads}
    ours = {"Gleaner": arguments.gleaner}
    if arguments.bf16:
        ours["Gleaner bf16"] = arguments.gleaner + " --precision bf16"
    programs, runs = [], {}
    for name, command in ours.items():
        # Its threads are workers that call the network, one thread of BLAS each.
        command = shlex.split(command) + ["--parallelism", threads]
        program = Program(command, os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})
        programs.append(program)
        runs[name] = lambda batches, program=program: program.seconds(str(batches))
    peer = [str(Path(__file__).with_name("network_peer.py")), "--serve", "--model-folder", str(arguments.model_folder), "--threads", threads,
            "--batch", str(BATCH)]
    for python in arguments.python:
        version = torch_version(python)
        program = Program([python, *peer], environment)
        programs.append(program)
        for variant in arguments.variants:
            runs[f"torch {version} {variant}"] = lambda batches, program=program, variant=variant: program.seconds(f"{variant} {batches}")
    measured = speeds(runs, arguments.batches, arguments.rounds)
    for program in programs:
        program.close()
    print(row(arguments.model_folder.name, arguments.threads, measured))


if __name__ == "__main__":
    main()
