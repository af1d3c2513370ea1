"""Images per second of the network alone in PyTorch, the peer of Gleaner's encoder: random pixels in memory to embeddings, in several variants.

Usage: python3 network_peer.py --model-folder DIR --threads 2 [--variants eager script] [--batches 4] [--rounds 5]
  eager              as from_pretrained gives it, in float32, with the attention that Transformers chooses (scaled dot product where it can)
  script             TorchScript, traced and frozen, float32
  eager-bfloat16     weights and pixels in bfloat16
  script-bfloat16    the same, traced and frozen
  autocast-bfloat16  float32 weights, bfloat16 where torch.autocast chooses it
A round runs each variant for some batches, every other round in reverse order, so that what else the machine does hits all alike; each variant
is warmed up before. Prints a Markdown table: median, slowest and fastest images per second, and images per second of processor time.
--serve instead reads lines "VARIANT BATCHES", runs that variant for that many batches and answers with the seconds, as compare_networks.py asks;
a variant is loaded and warmed up at the first line that names it.
"""
import argparse
import statistics
import sys
import time

import torch

from networks import VARIANTS, input_size, variant


class Runs:
    """The variants of one checkpoint folder that were asked for so far, and pixels for them."""

    def __init__(self, folder, batch):
        self.folder, self.batch, self.networks = folder, batch, {}
        self.pixels = torch.randn(batch, 3, *input_size(folder), generator=torch.Generator().manual_seed(0))

    def seconds(self, name, batches):
        """Returns the seconds by the clock and of the processor for so many batches."""
        if name not in self.networks:
            self.networks[name] = variant(self.folder, name, self.batch)
        start, used = time.perf_counter(), time.process_time()
        for _ in range(batches):
            self.networks[name](self.pixels)
        return time.perf_counter() - start, time.process_time() - used


def serve(runs):
    """Answers lines "VARIANT BATCHES" until the input ends."""
    for line in sys.stdin:
        name, batches = line.split()
        print(runs.seconds(name, int(batches))[0], flush=True)


def table(runs, names, batches, rounds):
    """Prints the table of so many rounds after one that is not counted."""
    measured = {name: [] for name in names}
    for number in range(rounds + 1):
        for name in names if number % 2 else reversed(names):
            seconds = runs.seconds(name, batches)
            if number:
                measured[name].append(seconds)
    images = batches * runs.batch
    print(f"| torch {torch.__version__} | threads | images/s | slowest to fastest | images per processor second |")
    print("|---|---|---|---|---|")
    for name in names:
        speeds = [images / wall for wall, _ in measured[name]]
        processor = statistics.median(images / used for _, used in measured[name])
        print(f"| {name} | {torch.get_num_threads()} | {statistics.median(speeds):.1f} | {min(speeds):.1f} to {max(speeds):.1f} | {processor:.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model-folder", required=True, help="checkpoint folder")
    parser.add_argument("--threads", type=int, default=2, help="threads of PyTorch (default 2)")
    parser.add_argument("--batch", type=int, default=32, help="images of a batch (default 32)")
    parser.add_argument("--batches", type=int, default=4, help="batches of a round (default 4)")
    parser.add_argument("--rounds", type=int, default=5, help="counted rounds after one of warm-up (default 5)")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=["eager", "script"], help="default eager script")
    parser.add_argument("--serve", action="store_true", help="answer lines on the input")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    runs = Runs(arguments.model_folder, arguments.batch)
    if arguments.serve:
        serve(runs)
    else:
        table(runs, arguments.variants, arguments.batches, arguments.rounds)


if __name__ == "__main__":
    main()
