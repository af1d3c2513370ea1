"""Three small photographs: JPEG without chroma subsampling, JPEG with it, and PNG, made of files under samples/ (CC0)."""
import io

from PIL import Image

MADE = [
    ("photograph-420.jpg", "78d2c5d2-b19d-422a-aff0-a6eb78291b4f.jpg", (150, 200), {"quality": 85, "subsampling": "4:2:0"}),
    ("photograph-444.jpg", "5089843a-ecf8-4cb6-8f35-587f19125046.jpg", (161, 121), {"quality": 85, "subsampling": "4:4:4"}),
    ("photograph.png", "a3d9fa8e-18a0-42a9-a386-0a5e3d23c2e8.jpg", (54, 71), {"optimize": True}),
]


def make(samples, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, source, size, options in MADE:
        image = Image.open(samples / "evaluation" / source).convert("RGB").resize(size, Image.Resampling.BICUBIC)
        image.save(folder / name, **options)


def read(folder):
    """The photographs in the order of their names."""
    return [Image.open(io.BytesIO(file.read_bytes())).convert("RGB") for file in sorted(folder.iterdir())]
