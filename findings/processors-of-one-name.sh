#!/usr/bin/env bash
# Guess: an image processor's preprocessor_config.json means the same pixels in transformers 4 and 5, since the class keeps its name and its file.
# What happens: a ViTImageProcessor with do_center_crop is not cropped by 4.57 (the class does not know of crops) and is cropped by 5.24, and a
# BeitImageProcessor without keys resizes to 256 and crops 224 in 4.57, and resizes to 224 without a crop in 5.24. Neither warns.
# Why it matters: embeddings of one checkpoint and one picture differ with the installed release (cosines of 0.96 to 0.99), so that a dataset embedded
# by one is deduplicated or searched wrongly against one embedded by the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q numpy==2.4.6 pillow==13.0.0 torch==2.7.1 torchvision==0.22.1 transformers==4.57.1
"$folder/venv/bin/pip" install -q --target "$folder/five" --no-deps transformers==5.24.0 huggingface-hub==2.4.0 tokenizers==0.23.3
"$folder/venv/bin/pip" install -q --target "$folder/five" httpx httpx2 typer hf-xet
cat > "$folder/shapes.py" <<'P'
import json, pathlib, sys
import numpy, transformers
from PIL import Image
image = Image.fromarray((numpy.indices((300, 300)).sum(0) % 256).astype("uint8")).convert("RGB")
found = {}
for name, keys in (("ViT", {"size": {"height": 256, "width": 256}, "do_center_crop": True, "crop_size": {"height": 224, "width": 224}}), ("Beit", {})):
    folder = pathlib.Path(sys.argv[1]) / name
    folder.mkdir(exist_ok=True)
    (folder / "preprocessor_config.json").write_text(json.dumps({"image_processor_type": f"{name}ImageProcessor", **keys}))
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    pixels = numpy.asarray(processor(image, return_tensors="pt")["pixel_values"][0])
    found[name] = [pixels.shape[-1], round(float(pixels[0, 0, 0]), 2)]
print(transformers.__version__, json.dumps(found))
P
four=$("$folder/venv/bin/python" "$folder/shapes.py" "$folder" 2>/dev/null | tail -1)
five=$(PYTHONPATH="$folder/five" "$folder/venv/bin/python" "$folder/shapes.py" "$folder" 2>/dev/null | tail -1)
echo "guess: both releases give the same sides and the same first pixel"
echo "seen:  $four"
echo "seen:  $five"
[ "${four#* }" != "${five#* }" ] && [[ $four == 4.57.1* ]] && [[ $five == 5.24.0* ]] || { echo "they no longer differ"; exit 1; }
