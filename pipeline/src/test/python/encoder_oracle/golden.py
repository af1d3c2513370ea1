"""Random weights that keep activations near one, and the files of a golden."""
import json
import math
import re

import safetensors
import timm
import torch
import transformers

VERSIONS = {"torch": torch.__version__, "transformers": transformers.__version__, "timm": timm.__version__}


def randomise(model, seed):
    """Fills every parameter: nothing stays at an initial 0 or 1 that would hide a mistake, and no attention saturates."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            centre, spread = distribution(name, parameter)
            parameter.copy_(centre + spread * torch.randn(parameter.shape, generator=generator))
            if name.endswith("logit_scale") and parameter.dim() == 3:
                parameter[-1] = 5  # above Swin v2's clamp at log(100)
    return model.eval()


def distribution(name, parameter):
    if name.endswith("logit_scale"):
        return math.log(10), 0.5
    if re.search(r"(lambda_?\d|gamma(_\d)?)$", name):
        return 0.6, 0.2
    if parameter.dim() < 2:
        return (1.0 if "norm" in name and name.endswith("weight") else 0.0), 0.2
    if parameter.dim() == 3 or "position_embedding" in name or name.endswith("relative_position_bias_table"):
        return 0.0, 0.5
    fan_in = parameter.numel() / parameter.shape[0]
    narrower = 0.3 if "continuous_position_bias_mlp.2" in name else 1  # its output is stretched to 0 .. 16
    return 0.0, narrower / math.sqrt(fan_in)


def random_pixels(images, side):
    return torch.randn((images, 3, side, side), generator=torch.Generator().manual_seed(7))


def write(folder, pixels, auto, poolings):
    """Writes a golden; poolings are tensors by name."""
    save(folder / "pixels.f32", pixels)
    for name, embeddings in poolings.items():
        save(folder / f"{name}.f32", embeddings)
    shapes = {name: embeddings.shape[1] for name, embeddings in poolings.items()}
    golden = {"pixels": list(pixels.shape), "auto": auto, "poolings": shapes, **VERSIONS}
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")


def save(file, tensor):
    assert torch.isfinite(tensor).all(), file
    tensor.detach().numpy().astype("<f4").tofile(file)


def names(folder):
    """The tensors of a checkpoint, over all of its shards."""
    found = set()
    for file in folder.glob("*.safetensors"):
        with safetensors.safe_open(file, "pt") as tensors:
            found.update(tensors.keys())
    return found


def with_class(tokens, prefix):
    """The poolings of tokens [images, count, width] that start with a class token among prefix tokens."""
    mean = tokens[:, prefix:].mean(1)
    return {"cls": tokens[:, 0], "mean": mean, "cls_mean": torch.cat([tokens[:, 0], mean], 1)}
