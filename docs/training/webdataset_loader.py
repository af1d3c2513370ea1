"""Trains a small classifier on an export in the format webdataset.

    webdataset_loader.py DATASET [--steps 10] [--batch 32] [--workers 2]
"""

import argparse
import collections
import io
import json
import random
from pathlib import Path

import torch
import webdataset
from PIL import Image
from torchvision.transforms import v2

TRANSFORM = v2.Compose([v2.RandomResizedCrop(64), v2.RandomHorizontalFlip(), v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
IMAGE = ("jpg", "png", "webp", "gif", "bmp", "tiff")  # what a member is called by its bytes


def sample(members, names):
    """Returns the pixels of a sample and the number of its set."""
    data = next(members[each] for each in IMAGE if each in members)
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return TRANSFORM(image), names.index(members["json"]["class"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()

    mix = json.loads((arguments.dataset / "mix.json").read_text())
    names = sorted(mix["weights"])
    # Neighbours in a shard are neighbours in the pool, of all sets. To draw sets by weight, an image is kept with this
    # probability: 1 for the set whose images are wanted most often. What is left out is read, but not decoded.
    most = max(mix["epochs"].values())
    keep = {name: epochs / most for name, epochs in mix["epochs"].items()}

    def parsed(members):
        return {**members, "json": json.loads(members["json"])}

    def wanted(members):
        return random.random() < keep[members["json"]["class"]]

    shards = [str(arguments.dataset / name) for name in json.loads((arguments.dataset / "sizes.json").read_text())]
    images = (
        # Each worker of each process draws shards for itself and without end, so there may be fewer shards than workers, and
        # several GPUs need no splitter: the one that is there without None refuses to train on more than one.
        webdataset.WebDataset(shards, resampled=True, shardshuffle=False, nodesplitter=None)
        .map(parsed)
        .select(wanted)
        .shuffle(1000)  # of bytes, which are smaller than pixels
        .map(lambda members: sample(members, names))
        .with_epoch(max(1, mix["samples"] // max(1, arguments.workers)))  # of one worker
    )
    loader = torch.utils.data.DataLoader(images, batch_size=arguments.batch, num_workers=arguments.workers, drop_last=True)

    model = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(8), torch.nn.Flatten(), torch.nn.Linear(3 * 8 * 8, len(names)))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    drawn = collections.Counter()
    step = 0
    while step < arguments.steps:
        for pixels, classes in loader:
            loss = torch.nn.functional.cross_entropy(model(pixels), classes)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            drawn.update(names[each] for each in classes.tolist())
            step += 1
            print(f"step {step}: loss {loss.item():.3f}")
            if step == arguments.steps:
                break
    print("drawn:", json.dumps({name: drawn[name] for name in names}))


if __name__ == "__main__":
    main()
