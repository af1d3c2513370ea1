"""Oracle of the encoders: PyTorch's embeddings of fixed pixels, for small checkpoints of each family.

Writes into the folder given: for each case a checkpoint folder, pixels.f32 and embeddings.f32
(little-endian float32), and golden.json with shapes and versions. Weights are random but seeded; the
architectures are the families' own, small. Made with torch 2.7.1, transformers 4.57.1.
Regenerate: python encoder_goldens.py ../resources/encoder ../../../../samples/encoder
"""
import json
import pathlib
import sys

import torch
import transformers

torch.set_num_threads(1)
target = pathlib.Path(sys.argv[1])
sample = pathlib.Path(sys.argv[2])


def preprocessor(side):
    return {
        "do_resize": True, "size": {"shortest_edge": side}, "resample": 3, "do_center_crop": True,
        "crop_size": {"height": side, "width": side}, "do_rescale": True, "rescale_factor": 1 / 255,
        "do_normalize": True, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.3, 0.25],
    }


def randomise(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            scale = 0.2 if parameter.dim() > 1 else 0.5
            base = 1.0 if "norm" in name and name.endswith("weight") else 0.0
            parameter.copy_(base + scale * torch.randn(parameter.shape, generator=generator))
    return model.eval()


def write(folder, model, side, images=3):
    generator = torch.Generator().manual_seed(7)
    pixels = torch.randn((images, 3, side, side), generator=generator)
    with torch.no_grad():
        arguments = {}
        if model.config.model_type == "vit" and side != model.config.image_size:
            arguments["interpolate_pos_encoding"] = True
        embeddings = model.float()(pixels, **arguments).last_hidden_state[:, 0]
    pixels.numpy().astype("<f4").tofile(folder / "pixels.f32")
    embeddings.numpy().astype("<f4").tofile(folder / "embeddings.f32")
    golden = {"pixels": list(pixels.shape), "embeddings": list(embeddings.shape),
              "torch": torch.__version__, "transformers": transformers.__version__}
    (folder / "golden.json").write_text(json.dumps(golden) + "\n")


def case(name, model, dtype, side):
    folder = target / name
    folder.mkdir(parents=True, exist_ok=True)
    model = model.to(dtype)
    model.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor(side)))
    write(folder, model, side)


dinov2 = transformers.Dinov2Config(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=16, patch_size=4, mlp_ratio=2)
case("dinov2-f32", randomise(transformers.Dinov2Model(dinov2), 1), torch.float32, 16)
case("dinov2-f16", randomise(transformers.Dinov2Model(dinov2), 2), torch.float16, 16)
case("dinov2-bf16", randomise(transformers.Dinov2Model(dinov2), 3), torch.bfloat16, 16)
case("dinov2-resampled", randomise(transformers.Dinov2Model(dinov2), 4), torch.float32, 24)
swiglu = transformers.Dinov2Config(**{**dinov2.to_dict(), "use_swiglu_ffn": True})
case("dinov2-swiglu", randomise(transformers.Dinov2Model(swiglu), 5), torch.float32, 16)
vit = transformers.ViTConfig(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, image_size=16, patch_size=4)
case("vit-f32", randomise(transformers.ViTModel(vit, add_pooling_layer=False), 6), torch.float32, 16)
case("vit-resampled", randomise(transformers.ViTModel(vit, add_pooling_layer=False), 7), torch.float32, 24)
headed = transformers.ViTForImageClassification(transformers.ViTConfig(**{**vit.to_dict(), "hidden_act": "gelu_new"}))
headed = randomise(headed, 8)
folder = target / "vit-headed"
folder.mkdir(parents=True, exist_ok=True)
headed.save_pretrained(folder)
(folder / "preprocessor_config.json").write_text(json.dumps(preprocessor(16)))
write(folder, headed.vit, 16)


class Copies(torch.nn.Module):
    """A small stand-in for a copy-detection network: convolution, mean, linear, unit length."""

    def __init__(self):
        super().__init__()
        self.stem = torch.nn.Conv2d(3, 8, 3, 2)
        self.head = torch.nn.Linear(8, 16)

    def forward(self, x):
        y = self.head(torch.relu(self.stem(x)).mean((2, 3)))
        return torch.nn.functional.normalize(y)


folder = target / "torchscript"
folder.mkdir(parents=True, exist_ok=True)
scripted = torch.jit.script(randomise(Copies(), 9))
scripted.save(str(folder / "copies.pt"))
(folder / "copies.yaml").write_text(
    "resize: 20\ninterpolation: bilinear\ncrop: 16\nmean: [0.485, 0.456, 0.406]\nstd: [0.229, 0.224, 0.225]\n")
generator = torch.Generator().manual_seed(7)
pixels = torch.randn((3, 3, 16, 16), generator=generator)
with torch.no_grad():
    embeddings = scripted(pixels)
pixels.numpy().astype("<f4").tofile(folder / "pixels.f32")
embeddings.numpy().astype("<f4").tofile(folder / "embeddings.f32")

folder = target / "sample"
folder.mkdir(parents=True, exist_ok=True)
write(folder, transformers.Dinov2Model.from_pretrained(sample).eval(), 64, images=2)
