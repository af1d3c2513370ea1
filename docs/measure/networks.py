"""The networks that Gleaner is measured against: a checkpoint folder as a PyTorch module from pixels to embeddings, and the ways to run it."""
import json
import warnings
from contextlib import nullcontext
from pathlib import Path

import torch
from transformers import CLIPVisionModelWithProjection, Dinov2Model, SwinModel, ViTModel
from transformers.utils import logging

# model_type: class, its options, and the embedding that Gleaner takes: the class token, the mean of the patches, the projected class token
FAMILIES = {
    "dinov2": (Dinov2Model, {}, lambda output: output.last_hidden_state[:, 0]),
    "vit": (ViTModel, {"add_pooling_layer": False}, lambda output: output.last_hidden_state[:, 0]),
    "swin": (SwinModel, {}, lambda output: output.pooler_output),
    "clip": (CLIPVisionModelWithProjection, {}, lambda output: output.image_embeds),
}
# How a network is run: its numbers, whether it is traced and frozen, whether autocast chooses bfloat16 for each operation
VARIANTS = {
    "eager": (torch.float32, False, False),
    "script": (torch.float32, True, False),
    "eager-bfloat16": (torch.bfloat16, False, False),
    "script-bfloat16": (torch.bfloat16, True, False),
    "autocast-bfloat16": (torch.float32, False, True),
}
WARM_UP = 3  # batches; TorchScript optimises during the first two


def setting(folder, file, *names):
    """Returns a value of one of the folder's JSON files, from the outermost name inwards."""
    value = json.loads(Path(folder, file).read_text())
    for name in names:
        value = value[name]
    return value


def input_size(folder):
    """Returns the height and width of the pixels that the preprocessing hands to the network."""
    steps = json.loads(Path(folder, "preprocessor_config.json").read_text())
    size = steps["crop_size"] if steps.get("do_center_crop", False) else steps["size"]
    return size["height"], size["width"]


class Embedder(torch.nn.Module):
    """[images, 3, height, width] pixels to [images, dimension] embeddings."""

    def __init__(self, folder):
        super().__init__()
        kind = setting(folder, "config.json", "model_type")
        if kind not in FAMILIES:
            raise SystemExit(f"{folder}: model_type is {kind}, must be one of {', '.join(FAMILIES)}")
        network, options, self.embedding = FAMILIES[kind]
        logging.set_verbosity_error()  # it would report the heads that a published file has beside the network
        logging.disable_progress_bar()
        self.network, loading = network.from_pretrained(folder, output_loading_info=True, **options)
        if loading["missing_keys"]:
            raise SystemExit(f"{folder}: no tensor {', '.join(sorted(loading['missing_keys']))}")
        self.network.float()

    def forward(self, pixels):
        return self.embedding(self.network(pixels))


def load(folder):
    """Returns the network of a checkpoint folder in float32, on the CPU, run eagerly with the attention that Transformers chooses."""
    return Embedder(folder).eval()


def variant(folder, name, batch):
    """Returns the function from float32 pixels to float32 embeddings of a network that runs as VARIANTS says, warm for this size of batch."""
    numbers, traced, autocast = VARIANTS[name]
    example = torch.rand(batch, 3, *input_size(folder))
    with torch.inference_mode():
        network = load(folder).to(numbers)
        if traced:
            with warnings.catch_warnings(action="ignore"):  # of checks of the pixels' size, which stays, and of TorchScript's age
                network = torch.jit.freeze(torch.jit.trace(network, example.to(numbers)))

    def embed(pixels):
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16) if autocast else nullcontext():
            return network(pixels.to(numbers)).float()

    for _ in range(WARM_UP):
        embed(example)
    return embed
