"""Trains a small classifier on an export in the format huggingface.

    huggingface_datasets.py DATASET [--steps 10] [--batch 32] [--workers 2] [--seed 0]
"""

import argparse
import collections
import json
from pathlib import Path

import torch
from datasets import interleave_datasets, load_dataset
from torchvision.transforms import v2

TRANSFORM = v2.Compose([v2.RandomResizedCrop(64), v2.RandomHorizontalFlip(), v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])


def collate(rows):
    """Returns the pixels of a batch and the number of each image's set."""
    pixels = torch.stack([TRANSFORM(row["image"].convert("RGB")) for row in rows])
    return pixels, torch.tensor([row["class_index"] for row in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)

    mix = json.loads((arguments.dataset / "mix.json").read_text())
    weights = {name: weight for name, weight in mix["weights"].items() if weight > 0}
    # Each set is a configuration. Streaming reads the Parquet files themselves; without it, datasets copies them to its cache.
    parts = [
        load_dataset(str(arguments.dataset), mix["folders"][name], split="train", streaming=True)
        .select_columns(["image", "class_index"])  # the other columns are not read
        .shuffle(seed=arguments.seed, buffer_size=1000)  # of the files, and of 1,000 images at a time
        for name in weights
    ]
    classes = load_dataset(str(arguments.dataset), split="train", streaming=True).features["class_index"]
    # all_exhausted starts a set again that has ended, until each set was read to its end once.
    images = interleave_datasets(parts, probabilities=list(weights.values()), seed=arguments.seed, stopping_strategy="all_exhausted")
    # A worker reads whole files. Where a set has fewer files than there are workers, the other workers would do nothing.
    workers = min(arguments.workers, images.num_shards)
    loader = torch.utils.data.DataLoader(images, batch_size=arguments.batch, num_workers=workers, collate_fn=collate, drop_last=True)

    model = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(8), torch.nn.Flatten(), torch.nn.Linear(3 * 8 * 8, classes.num_classes))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    drawn = collections.Counter()
    step = 0
    epoch = 0
    while step < arguments.steps:
        images.set_epoch(epoch)  # another order
        epoch += 1
        for pixels, labels in loader:
            loss = torch.nn.functional.cross_entropy(model(pixels), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            drawn.update(classes.int2str(each) for each in labels.tolist())
            step += 1
            print(f"step {step}: loss {loss.item():.3f}")
            if step == arguments.steps:
                break
    print("drawn:", json.dumps({name: drawn[name] for name in classes.names}))


if __name__ == "__main__":
    main()
