"""The preprocessor_config.json that each family's authors publish, for another side of the image: same keys, same age."""
IMAGENET = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
HALVES = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
OPENAI = {
    "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
}
RESIZED = {"do_normalize": True, "do_resize": True}
RESCALED = {"do_rescale": True, "rescale_factor": 0.00392156862745098}


def square(side):
    return {"height": side, "width": side}


def before_crop(side):
    """256 for 224."""
    return side * 8 // 7


def vit(side):
    return {**RESIZED, **HALVES, "size": side}


def dino(side):
    return {**RESIZED, **IMAGENET, "feature_extractor_type": "ViTFeatureExtractor", "resample": 2, "size": side}


def mae(side):
    return {**RESIZED, **IMAGENET, "feature_extractor_type": "ViTFeatureExtractor", "size": side}


def deit(side):
    return {
        **RESIZED, **IMAGENET, "crop_size": side, "do_center_crop": True, "feature_extractor_type": "DeiTFeatureExtractor",
        "resample": 3, "size": before_crop(side),
    }


def dinov2(side):
    return {
        **RESIZED, **RESCALED, **IMAGENET, "crop_size": square(side), "do_center_crop": True, "do_convert_rgb": True,
        "image_processor_type": "BitImageProcessor", "resample": 3, "size": {"shortest_edge": before_crop(side)},
    }


def dinov3(side):
    absent = ["crop_size", "device", "disable_grouping", "do_center_crop", "do_convert_rgb", "input_data_format",
              "return_tensors"]
    return {
        **dict.fromkeys(absent), **RESIZED, **RESCALED, **IMAGENET, "data_format": "channels_first",
        "default_to_square": True, "image_processor_type": "DINOv3ViTImageProcessorFast", "resample": 2,
        "size": square(side),
    }


def clip(side):
    return {
        **RESIZED, **OPENAI, "crop_size": side, "do_center_crop": True, "feature_extractor_type": "CLIPFeatureExtractor",
        "resample": 3, "size": side,
    }


def clip_dictionaries(side):
    return {
        **RESIZED, **RESCALED, **OPENAI, "crop_size": square(side), "do_center_crop": True, "do_convert_rgb": True,
        "image_processor_type": "CLIPImageProcessor", "resample": 3, "size": {"shortest_edge": side},
    }


def siglip(side):
    return {
        **RESIZED, **RESCALED, **HALVES, "image_processor_type": "SiglipImageProcessor",
        "processor_class": "SiglipProcessor", "resample": 3, "size": square(side),
    }


def siglip2(side):
    return {**siglip(side), "do_convert_rgb": None, "resample": 2}


def beit(side):
    return {
        **RESIZED, **HALVES, "crop_size": side, "do_center_crop": False, "feature_extractor_type": "BeitFeatureExtractor",
        "resample": 2, "size": side,
    }


def swin(side):
    return {**RESIZED, **IMAGENET, "feature_extractor_type": "ViTFeatureExtractor", "resample": 3, "size": side}


def swinv2(side):
    return {**swin(side), **RESCALED, "image_processor_type": "ViTImageProcessor", "size": square(side)}
