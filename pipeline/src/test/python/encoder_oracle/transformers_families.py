"""What the models of transformers say of a folder, by its config.json's model_type."""
import json

import torch
import transformers

from encoder_oracle.golden import names, with_class

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()


def embed(folder, pixels):
    """The family's default pooling and all poolings by name, from the folder as it lies there, in float32."""
    model_type = json.loads((folder / "config.json").read_text())["model_type"]
    with torch.no_grad():
        return FAMILIES[model_type](folder, pixels)


def preprocess(folder, images):
    kind = ""
    if (folder / "preprocessor_config.json").exists():
        kind = json.loads((folder / "preprocessor_config.json").read_text()).get("image_processor_type", "")
    # DINOv3's has no other; the rest of transformers 4 are asked for the one through Pillow, as is its default
    four = {"use_fast": kind.endswith("Fast")} if transformers.__version__.startswith("4.") else {}
    processor = transformers.AutoImageProcessor.from_pretrained(folder, **four)
    return processor(images=images, return_tensors="pt")["pixel_values"]


def load(kind, folder, **arguments):
    model, info = kind.from_pretrained(folder, dtype=torch.float32, output_loading_info=True, **arguments)
    assert not info["missing_keys"] and not info["mismatched_keys"], info
    return model.eval()


def offers(folder, ending):
    return any(name.endswith(ending) for name in names(folder))


def vit(folder, pixels, kind=transformers.ViTModel, prefix=1):
    pooled = offers(folder, "pooler.dense.weight")
    output = load(kind, folder, add_pooling_layer=pooled)(pixels, interpolate_pos_encoding=True)
    poolings = with_class(output.last_hidden_state, prefix)
    return "cls", poolings | ({"pooler": output.pooler_output} if pooled else {})


def deit(folder, pixels):
    return vit(folder, pixels, transformers.DeiTModel, 2)


def vit_mae(folder, pixels):
    model = load(transformers.ViTMAEModel, folder)
    model.config.mask_ratio = 0.0
    # tokens are put into the order of the noise even where none is masked
    count = (pixels.shape[2] // model.config.patch_size) * (pixels.shape[3] // model.config.patch_size)
    noise = torch.arange(count, dtype=torch.float32).expand(len(pixels), -1)
    output = model(pixels, noise=noise, interpolate_pos_encoding=True)
    assert torch.equal(output.ids_restore[0], torch.arange(count))
    return "cls", with_class(output.last_hidden_state, 1)


def dinov2(folder, pixels, kind=transformers.Dinov2Model):
    model = load(kind, folder)
    output = model(pixels)
    prefix = 1 + getattr(model.config, "num_register_tokens", 0)
    return "cls", with_class(output.last_hidden_state, prefix) | {"pooler": output.pooler_output}


def dinov2_with_registers(folder, pixels):
    return dinov2(folder, pixels, transformers.Dinov2WithRegistersModel)


def dinov3(folder, pixels):
    return dinov2(folder, pixels, transformers.DINOv3ViTModel)


def clip(folder, pixels, kind=transformers.CLIPModel):
    model = load(kind, folder)
    tower = getattr(model, "vision_model", model)  # transformers 5 has vision towers without one inside
    output = tower(pixels, interpolate_pos_encoding=True)
    tokens = tower.post_layernorm(output.last_hidden_state)
    poolings = with_class(tokens, 1) | {"pooler": output.pooler_output}
    if not hasattr(model, "visual_projection"):
        return "pooler", poolings
    return "projection", poolings | {"projection": model.visual_projection(output.pooler_output)}


def clip_vision(folder, pixels):
    projected = offers(folder, "visual_projection.weight")
    kind = transformers.CLIPVisionModelWithProjection if projected else transformers.CLIPVisionModel
    return clip(folder, pixels, kind)


def siglip(folder, pixels, kind=transformers.SiglipModel):
    model = load(kind, folder)
    output = getattr(model, "vision_model", model)(pixels, interpolate_pos_encoding=True)
    return "pooler", {"mean": output.last_hidden_state.mean(1), "pooler": output.pooler_output}


def siglip_vision(folder, pixels):
    return siglip(folder, pixels, transformers.SiglipVisionModel)


def beit(folder, pixels):
    # BeitForMaskedImageModeling keeps no pooler: its layernorm belongs to the head, and BeitModel does not read it
    config = json.loads((folder / "config.json").read_text())
    pooled = offers(folder, "pooler.layernorm.weight") or not config["use_mean_pooling"]
    output = load(transformers.BeitModel, folder, add_pooling_layer=pooled)(pixels)
    poolings = with_class(output.last_hidden_state, 1)
    return ("pooler", poolings | {"pooler": output.pooler_output}) if pooled else ("mean", poolings)


def swin(folder, pixels, kind=transformers.SwinModel):
    output = load(kind, folder)(pixels)
    return "pooler", {"mean": output.last_hidden_state.mean(1), "pooler": output.pooler_output}


def swinv2(folder, pixels):
    return swin(folder, pixels, transformers.Swinv2Model)


FAMILIES = {
    "vit": vit, "deit": deit, "vit_mae": vit_mae, "dinov2": dinov2, "dinov2_with_registers": dinov2_with_registers,
    "dinov3_vit": dinov3, "clip": clip, "clip_vision_model": clip_vision, "siglip": siglip,
    "siglip_vision_model": siglip_vision, "beit": beit, "swin": swin, "swinv2": swinv2,
}
