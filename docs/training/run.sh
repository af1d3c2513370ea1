#!/usr/bin/env bash
# Makes a run of the samples, exports it in each format that a trainer reads, and does steps of training by each program of this folder.
#   docs/training/run.sh WORK
# GLEANER is the command, ./gleaner without it. GLEANER_TRAINING_PYTHON is a Python with the packages of requirements.txt; without it
# a virtual environment is made in WORK/venv from PyPI (on Linux torch brings its CUDA libraries: some 6 GB), by PYTHON or python3.
# GLEANER_DINOV2 is a checkout of facebookresearch/dinov2; without it dinov2_batches.py is left out.
set -euo pipefail
if [[ $# -ne 1 ]]; then
  echo "usage: docs/training/run.sh WORK" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
work=$(cd "$1" && pwd)
cd "$here/../.."
gleaner=${GLEANER:-./gleaner}
weights=shoes=3,hats=1,dresses=1,accessories=1

packages() {
  "$1" -c 'import datasets, numpy, omegaconf, torch, torchvision, webdataset' 2>/dev/null
}
python=${GLEANER_TRAINING_PYTHON:-$work/venv/bin/python}
if ! packages "$python"; then
  if [[ -n ${GLEANER_TRAINING_PYTHON:-} ]]; then
    echo "run.sh: GLEANER_TRAINING_PYTHON is $python, which lacks packages of docs/training/requirements.txt" >&2
    exit 2
  fi
  "${PYTHON:-python3}" -m venv "$work/venv"
  "$python" -m pip install --quiet --requirement "$here/requirements.txt"
fi

if [[ ! -d $work/run ]]; then
  "$gleaner" run configs/quickstart.yaml --output "$work/run"
fi
for format in webdataset huggingface imagefolder dinov2; do
  "$gleaner" export "$work/run" --format $format --output "$work/$format" --weights $weights --samples 1000
done

echo "== webdataset_loader.py"
"$python" "$here/webdataset_loader.py" "$work/webdataset"
echo "== huggingface_datasets.py"
HF_HOME=$work/cache "$python" "$here/huggingface_datasets.py" "$work/huggingface"
echo "== image_folder.py"
"$python" "$here/image_folder.py" "$work/imagefolder"
echo "== dinov2_mix.py"
"$python" "$here/dinov2_mix.py" "$work/dinov2" "$work/mixed"
if [[ -z ${GLEANER_DINOV2:-} ]]; then
  echo "== dinov2_batches.py is left out: set GLEANER_DINOV2 to a checkout of facebookresearch/dinov2"
else
  echo "== dinov2_batches.py"
  PYTHONPATH=$GLEANER_DINOV2 DATASET=$work/dinov2 MIXED=$work/mixed "$python" "$here/dinov2_batches.py" "$here/dinov2.yaml"
fi
