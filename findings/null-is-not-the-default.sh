#!/usr/bin/env bash
# Guess: a null in preprocessor_config.json leaves a setting at its class's default; files of fast processors are full of nulls for what was not set.
# What happens: transformers sets the attribute to None before it looks for the default, so that "do_normalize": null turns normalisation off, in
# CLIPImageProcessorFast of 4.57 as well as here, and "do_resize": null the resize.
# Why it matters: a reader that takes a null for "not given" feeds the network other pixels, without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q numpy==2.4.6 pillow==13.0.0 torch==2.7.1 torchvision==0.22.1 transformers==4.57.1
cat > "$folder/null.py" <<'P'
import json, pathlib, sys
import numpy, transformers
from PIL import Image
white = Image.new("RGB", (300, 300), "white")
found = []
for keys in ({}, {"do_normalize": None}):
    folder = pathlib.Path(sys.argv[1])
    (folder / "preprocessor_config.json").write_text(json.dumps({"image_processor_type": "CLIPImageProcessorFast", **keys}))
    pixels = transformers.AutoImageProcessor.from_pretrained(folder)(white, return_tensors="pt")["pixel_values"]
    found.append(round(float(pixels.max()), 3))
print("transformers", transformers.__version__)
print("guess: a white pixel is the same number without the key and with null")
print("seen: ", found[0], "without the key,", found[1], "with null")
sys.exit(0 if found[1] == 1.0 and found[0] > 1.5 else 1)
P
"$folder/venv/bin/python" "$folder/null.py" "$folder" 2>/dev/null
