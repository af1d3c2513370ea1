"""Images per second of a plain Python pipeline, the peer of gleaner embed: Pillow decodes and resizes, PyTorch runs the network eagerly.

Usage: python3 throughput_peer.py --encoder FOLDER --images FOLDER --threads 2 --decoders 2
  --decoders 0   one thread does everything in turn, only the network uses --threads
  --decoders N   N threads decode and resize batches ahead while the network runs: the fairer peer
Each round embeds all images; the first is warm-up and is not counted. Prints a Markdown table: the median over rounds of images per second with
the slowest and fastest, the seconds of a round by the clock and of the processor, and those spent in decoding,
in resizing and normalising, and in the network (with decoders these overlap, so that they add up to more than the round).
--output FILE writes the embeddings as .npy, in order of path, for comparing them with Gleaner's.
"""
import argparse
import statistics
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

from reference import Preprocessing, decode, embed, images_in, load


class Stopwatch:
    """Adds up seconds by stage, over threads."""

    def __init__(self):
        self.seconds = defaultdict(float)
        self.lock = threading.Lock()

    def time(self, stage, work, *arguments):
        start = time.perf_counter()
        result = work(*arguments)
        with self.lock:
            self.seconds[stage] += time.perf_counter() - start
        return result


def round_of(paths, network, preprocessing, batch, decoders, watch):
    """Returns [images, dimension] embeddings of all images."""

    def pixels(path):
        image = watch.time("decode", decode, path)
        return watch.time("resize", lambda: preprocessing.normalised(preprocessing.resized(image)))

    def run(images):
        return watch.time("network", lambda: embed(network, np.stack(images)))

    batches = [paths[start : start + batch] for start in range(0, len(paths), batch)]
    if not decoders:
        return np.concatenate([run([pixels(path) for path in part]) for part in batches])
    with ThreadPoolExecutor(decoders) as pool:
        ahead = [[pool.submit(pixels, path) for path in part] for part in batches[:2]]  # two batches, as Gleaner may hold
        vectors = []
        for i in range(len(batches)):
            images = [future.result() for future in ahead[i]]
            if i + 2 < len(batches):
                ahead.append([pool.submit(pixels, path) for path in batches[i + 2]])
            ahead[i] = None
            vectors.append(run(images))
        return np.concatenate(vectors)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", required=True, help="checkpoint folder")
    parser.add_argument("--images", required=True, help="folder of images, recursive; all must be readable")
    parser.add_argument("--threads", type=int, default=2, help="threads of PyTorch (default 2)")
    parser.add_argument("--decoders", type=int, default=0, help="threads that decode ahead (default 0: none)")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3, help="counted rounds after one of warm-up (default 3)")
    parser.add_argument("--repeat", type=int, default=1, help="times that the folder is read in a round (default 1)")
    parser.add_argument("--output", type=Path, help="file to write the embeddings of the last round to")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    network, preprocessing = load(arguments.encoder), Preprocessing(arguments.encoder)
    paths = images_in(arguments.images) * arguments.repeat
    if not paths:
        raise SystemExit(f"{arguments.images}: no image in it")
    walls, processor, stages = [], [], defaultdict(list)
    for number in range(arguments.rounds + 1):
        watch, start, used = Stopwatch(), time.perf_counter(), time.process_time()
        vectors = round_of(paths, network, preprocessing, arguments.batch, arguments.decoders, watch)
        if number:
            walls.append(time.perf_counter() - start)
            processor.append(time.process_time() - used)
            for stage, seconds in watch.seconds.items():
                stages[stage].append(seconds)
    speeds = [len(paths) / wall for wall in walls]
    print("| images | torch threads | decoders | images/s | slowest to fastest | wall s | processor s | decode s | resize s | network s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    seconds = " | ".join(f"{statistics.median(stages[stage]):.2f}" for stage in ["decode", "resize", "network"])
    print(f"| {len(paths)} | {arguments.threads} | {arguments.decoders} | {statistics.median(speeds):.1f} | "
          f"{min(speeds):.1f} to {max(speeds):.1f} | {statistics.median(walls):.2f} | {statistics.median(processor):.2f} | {seconds} |")
    if arguments.output:
        np.save(arguments.output, vectors)


if __name__ == "__main__":
    main()
