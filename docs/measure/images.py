"""Reading images as Gleaner does, with Pillow: which files are images, and each upright and in RGB."""
from pathlib import Path

from PIL import Image, ImageOps

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp"}


def decode(source):
    """Returns the image of a path or an open file, upright and in RGB."""
    with Image.open(source) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def images_in(folder):
    """Returns the paths of the images in a folder, recursively, in order of name."""
    return sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in SUFFIXES)
