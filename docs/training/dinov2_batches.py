"""Takes batches as DINOv2's trainer gets them from a configuration, and does steps of a small model on them on the CPU.

    PYTHONPATH=CHECKOUT DATASET=... MIXED=... dinov2_batches.py dinov2.yaml [--steps 2] [--batch 8] [--workers 2]

CHECKOUT is a checkout of facebookresearch/dinov2. Needs torch, torchvision and omegaconf, and no GPU: use it to try a
configuration and the speed of the loader before you ask for GPUs.
"""

import argparse
from functools import partial

import torch
from dinov2.configs import dinov2_default_config
from dinov2.data import DataAugmentationDINO, MaskingGenerator, SamplerType, collate_data_and_cast, make_data_loader, make_dataset
from omegaconf import OmegaConf


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config")
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    torch.manual_seed(0)

    config = OmegaConf.merge(dinov2_default_config, OmegaConf.load(arguments.config))
    crops = config.crops
    transform = DataAugmentationDINO(
        crops.global_crops_scale,
        crops.local_crops_scale,
        crops.local_crops_number,
        global_crops_size=crops.global_crops_size,
        local_crops_size=crops.local_crops_size,
    )
    images = make_dataset(dataset_str=config.train.dataset_path, transform=transform, target_transform=lambda _: ())
    side = crops.global_crops_size // config.student.patch_size
    collate = partial(
        collate_data_and_cast,
        mask_ratio_tuple=config.ibot.mask_ratio_min_max,
        mask_probability=config.ibot.mask_sample_probability,
        n_tokens=side * side,
        mask_generator=MaskingGenerator(input_size=(side, side), max_num_patches=side * side // 2),
        dtype=torch.float32,  # the trainer has half precision
    )
    loader = make_data_loader(
        dataset=images,
        batch_size=arguments.batch,
        num_workers=arguments.workers,
        sampler_type=SamplerType.SHARDED_INFINITE,
        collate_fn=collate,
    )
    model = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(8), torch.nn.Flatten(), torch.nn.Linear(3 * 8 * 8, 32))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for step, batch in zip(range(1, arguments.steps + 1), loader):
        first, second = model(batch["collated_global_crops"]).chunk(2)  # two views of each image
        loss = torch.nn.functional.cross_entropy(first @ second.T, torch.arange(len(first)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"step {step}: loss {loss.item():.3f}, {len(images):,} rows, global crops {tuple(batch['collated_global_crops'].shape)}")


if __name__ == "__main__":
    main()
