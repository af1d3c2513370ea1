"""Images per second of a plain Python pipeline, the peer of gleaner embed: JPEG files to embeddings by Pillow, torchvision and PyTorch.

Usage: python3 pipeline_peer.py --model-folder DIR --images FOLDER --threads 2 --decoders 2 [--variants eager script]
Pillow decodes, torchvision's transforms resize, crop and normalise as preprocessor_config.json says, and the network runs as network_peer.py names
its variants. Batches are made ahead of the network in two ways, and the better one is named at the end:
  threads    --decoders threads of this process, at most three batches of images at a time
  processes  torch's DataLoader with --decoders workers, two batches ahead each, kept from round to round
A round embeds all images once in each way and variant, every other round in reverse order; the first is warm-up and is not counted. Prints a
Markdown table: the median over rounds of images per second with the slowest and fastest.
"""
import argparse
import itertools
import statistics
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from PIL import Image
from torchvision import transforms

from images import decode, images_in
from networks import VARIANTS, setting, variant

AHEAD = 2  # batches of the threads that wait for the network, beside the one that it runs; a worker's, too


def preparation(folder):
    """Returns torchvision's transforms from a PIL image to [3, height, width] float32 pixels that preprocessor_config.json describes."""
    steps = setting(folder, "preprocessor_config.json")
    chosen = []
    if steps.get("do_resize", True):
        size = steps["size"]
        side = size["shortest_edge"] if "shortest_edge" in size else (size["height"], size["width"])
        resample = Image.Resampling(steps.get("resample", Image.Resampling.BILINEAR))
        chosen.append(transforms.Resize(side, transforms.InterpolationMode(resample.name.lower())))
    if steps.get("do_center_crop", False):
        chosen.append(transforms.CenterCrop((steps["crop_size"]["height"], steps["crop_size"]["width"])))
    return transforms.Compose([*chosen, transforms.ToTensor(), transforms.Normalize(steps["image_mean"], steps["image_std"])])


class Photographs(torch.utils.data.Dataset):
    """The prepared pixels of image files, by number."""

    def __init__(self, paths, prepare):
        self.paths, self.prepare = paths, prepare

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, number):
        return self.prepare(decode(self.paths[number]))


def threads(photographs, batch, decoders):
    """Returns what gives an iterator over batches that threads prepare."""
    pool = ThreadPoolExecutor(decoders, initializer=torch.set_num_threads, initargs=(1,))  # an image is too small to be shared by threads

    def batches():
        numbers = iter(range(len(photographs)))
        waiting = deque()
        for chosen in iter(lambda: list(itertools.islice(numbers, batch)), []):
            waiting.append([pool.submit(photographs.__getitem__, number) for number in chosen])
            if len(waiting) > AHEAD:
                yield torch.stack([future.result() for future in waiting.popleft()])
        while waiting:
            yield torch.stack([future.result() for future in waiting.popleft()])

    return batches


def processes(photographs, batch, decoders):
    """Returns what gives an iterator over batches that a DataLoader's workers prepare."""
    loader = torch.utils.data.DataLoader(photographs, batch, num_workers=decoders, prefetch_factor=AHEAD, persistent_workers=True)
    return lambda: iter(loader)


LOADINGS = {"threads": threads, "processes": processes}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model-folder", required=True, help="checkpoint folder")
    parser.add_argument("--images", required=True, help="folder of images, recursive; all must be readable")
    parser.add_argument("--threads", type=int, default=2, help="threads of the network (default 2)")
    parser.add_argument("--decoders", type=int, default=2, help="threads or processes that decode ahead (default 2)")
    parser.add_argument("--batch", type=int, default=32, help="images of a batch (default 32)")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=["eager"], help="default eager")
    parser.add_argument("--rounds", type=int, default=3, help="counted rounds after one of warm-up (default 3)")
    parser.add_argument("--repeat", type=int, default=1, help="times that the folder is read in a round (default 1)")
    arguments = parser.parse_args()
    paths = images_in(arguments.images) * arguments.repeat
    if not paths:
        raise SystemExit(f"{arguments.images}: no image in it")
    photographs = Photographs(paths, preparation(arguments.model_folder))
    loadings = {name: make(photographs, arguments.batch, arguments.decoders) for name, make in LOADINGS.items()}
    torch.set_num_threads(arguments.threads)
    networks = {name: variant(arguments.model_folder, name, arguments.batch) for name in arguments.variants}
    measured = {ways: [] for ways in itertools.product(networks, loadings)}
    for number in range(arguments.rounds + 1):
        for name, loading in measured if number % 2 else reversed(measured):
            start = time.perf_counter()
            embeddings = np.concatenate([networks[name](pixels).numpy() for pixels in loadings[loading]()])
            seconds = time.perf_counter() - start
            if len(embeddings) != len(paths) or not np.isfinite(embeddings).all():
                raise SystemExit(f"{name}, {loading}: {len(embeddings)} embeddings of {len(paths)} images, all must be there and finite")
            if number:
                measured[name, loading].append(len(paths) / seconds)
    print(f"| torch {torch.__version__} | decoders | images | threads | images/s | slowest to fastest |")
    print("|---|---|---|---|---|---|")
    for (name, loading), speeds in measured.items():
        print(f"| {name} | {arguments.decoders} {loading} | {len(paths)} | {arguments.threads} | {statistics.median(speeds):.1f} | "
              f"{min(speeds):.1f} to {max(speeds):.1f} |")
    name, loading = max(measured, key=lambda ways: statistics.median(measured[ways]))
    print(f"best: {name}, {arguments.decoders} {loading}, {statistics.median(measured[name, loading]):.1f} images/s")


if __name__ == "__main__":
    main()
