"""What Pillow and transformers make of two photographs: resized, preprocessed, as grey thumbnails.

Writes input-N.png (the decoded pixels all else starts from) and
  resized.tsv      input, width, height, Pillow's resample code, SHA-256 of the RGB bytes of Image.resize
  *.rgb.gz         two of these in full, so that a failure can be looked at
  grey.tsv         input, hex of convert("L").resize((32, 32), BILINEAR)
  preprocess.tsv   case, input, resample, resize ("edge N", "exactly H W" or "none"), crop height, crop width, then
  preprocess.f32.gz  the cases' pixel_values as little-endian float32, one after the other, each [3, height, width]
Written with Pillow 13.0.0, transformers 4.57.1 (BitImageProcessor, ViTImageProcessor), numpy 2.4.6. Regenerate:
python3 resize_goldens.py PHOTOGRAPH.jpg PHOTOGRAPH.jpg ../resources/image/resize
The photographs committed here are clothing-dataset-small's (CC0) test/hat/2a12baab-f020-42e3-8e6b-5d82e3ed0b55.jpg
and test/dress, the first by name.
"""
import gzip
import hashlib
import struct
import sys

import numpy
from PIL import Image
from transformers import BitImageProcessor, ViTImageProcessor

*photographs, out = sys.argv[1:]
inputs = [Image.open(photographs[0]).convert("RGB").crop((3, 5, 160, 128)),
          Image.open(photographs[1]).convert("RGB").crop((10, 20, 111, 203))]
for number, image in enumerate(inputs):
    image.save(f"{out}/input-{number}.png", optimize=True)

SIZES = [(1, 1), (1, 9), (7, 1), (2, 2), (3, 5), (32, 32), (33, 31), (64, 64), (99, 50), (100, 183), (101, 183),
         (157, 123), (157, 60), (80, 123), (156, 122), (158, 124), (200, 200), (224, 224), (256, 200), (317, 401)]
with open(f"{out}/resized.tsv", "w") as table:
    for number, image in enumerate(inputs):
        for width, height in SIZES:
            for code in (Image.BILINEAR, Image.BICUBIC):
                pixels = image.resize((width, height), code).tobytes()
                digest = hashlib.sha256(pixels).hexdigest()
                table.write(f"{number}\t{width}\t{height}\t{int(code)}\t{digest}\n")
for number, (width, height), code in ((0, (61, 50), Image.BICUBIC), (1, (130, 70), Image.BILINEAR)):
    pixels = inputs[number].resize((width, height), code).tobytes()
    with open(f"{out}/{number}-{width}x{height}-{int(code)}.rgb.gz", "wb") as file:
        file.write(gzip.compress(struct.pack(">ii", width, height) + pixels, mtime=0))

with open(f"{out}/grey.tsv", "w") as table:
    for number, image in enumerate(inputs):
        grey = image.convert("L").resize((32, 32), Image.BILINEAR)
        table.write(f"{number}\t{grey.tobytes().hex()}\n")

IMAGENET = dict(image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225])
CASES = [
    # input, resample, resize, crop height, crop width
    (0, 3, "edge 40", 32, 32), (1, 3, "edge 40", 32, 32), (0, 2, "edge 37", 36, 25), (1, 2, "edge 37", 36, 25),
    (1, 3, "edge 31", 48, 40), (0, 2, "edge 20", 27, 41), (0, 3, "exactly 24 31", 24, 31),
    (1, 2, "exactly 30 30", 30, 30), (1, 2, "none", 33, 47),
]
values = b""
with open(f"{out}/preprocess.tsv", "w") as table:
    for case, (number, resample, resize, height, width) in enumerate(CASES):
        kind, *numbers = resize.split()
        if kind == "exactly":
            size = dict(height=int(numbers[0]), width=int(numbers[1]))
            processor = ViTImageProcessor(size=size, resample=resample, **IMAGENET)
        else:
            size = dict(shortest_edge=int(numbers[0])) if numbers else dict(shortest_edge=1)
            processor = BitImageProcessor(do_resize=kind == "edge", size=size, resample=resample,
                                          crop_size=dict(height=height, width=width), **IMAGENET)
        pixel_values = processor(inputs[number], return_tensors="np")["pixel_values"][0]
        assert pixel_values.shape == (3, height, width) and pixel_values.dtype == numpy.float32
        values += pixel_values.astype("<f4").tobytes()
        table.write(f"{case}\t{number}\t{resample}\t{resize}\t{height}\t{width}\n")
with open(f"{out}/preprocess.f32.gz", "wb") as file:
    file.write(gzip.compress(values, mtime=0))
