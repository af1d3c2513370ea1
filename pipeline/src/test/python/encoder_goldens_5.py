"""Writes goldens of checkpoints whose files transformers 5 writes in another way, from those that encoder_goldens.py wrote by 4.57.

  python encoder_goldens_5.py       in an environment of requirements-5.txt

First every checkpoint of the other script is embedded by this release and compared with what 4.57 said of it: they agree to 1e-5. Then
NAME-5 is what save_pretrained writes by default where that is new, NAME-5-own what it writes with save_original_format=False; a processor is saved
whole, as processor_config.json, where the family has one.
"""
import json
import pathlib
import shutil

import numpy
import torch
import transformers as hf

from encoder_oracle import golden, transformers_families

TARGET = pathlib.Path(__file__).resolve().parents[1] / "resources/encoder"
DEFAULT = {"clip-vision": hf.CLIPVisionModel, "siglip-vision": hf.SiglipVisionModel, "mae": hf.ViTMAEForPreTraining}
OWN = {
    "vit-pooler": hf.ViTModel, "deit": None, "mae-encoder": hf.ViTMAEModel, "beit-resampled": hf.BeitModel,
    "beit-masked": hf.BeitForMaskedImageModeling, "swin-padded": hf.SwinModel, "dinov2-f16": hf.Dinov2Model,
    "dinov2-swiglu": hf.Dinov2Model, "dinov2-registers-resampled": hf.Dinov2WithRegistersModel, "dinov3-gated": hf.DINOv3ViTModel,
}
assert hf.__version__.startswith("5."), hf.__version__


def pixels(folder):
    shape = json.loads((folder / "golden.json").read_text())["pixels"]
    return torch.from_numpy(numpy.fromfile(folder / "pixels.f32", "<f4").reshape(shape))


def compare():
    for folder in sorted(TARGET.iterdir()):
        config = json.loads((folder / "config.json").read_text()) if (folder / "config.json").exists() else {}
        if config.get("model_type") in transformers_families.FAMILIES and not folder.name.endswith(("-5", "-5-own")):
            auto, poolings = transformers_families.embed(folder, pixels(folder))
            for name, embeddings in poolings.items():
                other = numpy.fromfile(folder / f"{name}.f32", "<f4")
                difference = numpy.abs(embeddings.numpy().ravel() - other).max()
                assert difference <= 1e-5, (folder.name, name, difference)
            print(f"{folder.name}: 4.57 and {hf.__version__} agree")


def write(source, target, kind, **options):
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    kind = kind or getattr(hf, json.loads((source / "config.json").read_text())["architectures"][0])
    kind.from_pretrained(source, dtype="auto").save_pretrained(target, **options)
    # AutoImageProcessor would ask for the class by config.json; what 5 saves of it is what counts
    hf.AutoImageProcessor.from_pretrained(source).save_pretrained(target)
    golden.write(target, pixels(source), *transformers_families.embed(target, pixels(source)))


compare()
for name, kind in DEFAULT.items():
    write(TARGET / name, TARGET / f"{name}-5", kind)
for name, kind in OWN.items():
    write(TARGET / name, TARGET / f"{name}-5-own", kind, save_original_format=False)
