"""Trains a small classifier on an export in the format imagefolder.

    image_folder.py DATASET [--steps 10] [--batch 32] [--workers 2] [--seed 0]
"""

import argparse
import collections
import json
from pathlib import Path

import torch
from torch.utils.data import DataLoader, WeightedRandomSampler
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

TRANSFORM = v2.Compose([v2.RandomResizedCrop(64), v2.RandomHorizontalFlip(), v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)

    images = ImageFolder(str(arguments.dataset / "train"), transform=TRANSFORM)  # opens files as RGB
    mix = json.loads((arguments.dataset / "mix.json").read_text())
    names = {folder: name for name, folder in mix["folders"].items()}
    # torchvision numbers classes by their folders. It counts its own files, since it passes over .gif.
    files = collections.Counter(images.targets)
    share = [mix["weights"][names[folder]] / files[label] for label, folder in enumerate(images.classes)]
    weights = torch.tensor(share, dtype=torch.float64)[torch.tensor(images.targets)]
    sampler = WeightedRandomSampler(weights, num_samples=max(mix["samples"], arguments.batch), replacement=True)
    loader = DataLoader(images, batch_size=arguments.batch, sampler=sampler, num_workers=arguments.workers, drop_last=True)

    model = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(8), torch.nn.Flatten(), torch.nn.Linear(3 * 8 * 8, len(images.classes)))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    drawn = collections.Counter()
    step = 0
    while step < arguments.steps:
        for pixels, labels in loader:
            loss = torch.nn.functional.cross_entropy(model(pixels), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            drawn.update(names[images.classes[each]] for each in labels.tolist())
            step += 1
            print(f"step {step}: loss {loss.item():.3f}")
            if step == arguments.steps:
                break
    print("drawn:", json.dumps({name: drawn[name] for name in sorted(names.values())}))


if __name__ == "__main__":
    main()
