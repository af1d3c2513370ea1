#!/usr/bin/env bash
# Makes a virtual environment of the measuring scripts, from PyPI, in .venv beside them or in the folder given.
#   docs/measure/venv.sh [FOLDER [REQUIREMENTS]]        then        docs/measure/.venv/bin/python docs/measure/duplicates.py --help
# REQUIREMENTS is requirements.txt, for all scripts, or another file beside it: requirements-current.txt is today's PyTorch, for the peers.
# Needs Python 3.11 or newer, named by PYTHON if it is not python3. On Linux torch brings its CUDA libraries: some 6 GB.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/.venv}
requirements=$here/${2:-requirements.txt}
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "venv.sh: $python is $("$python" --version 2>&1), need Python 3.11 or newer (set PYTHON)" >&2
  exit 2
fi
if [[ ! -f $requirements ]]; then
  echo "venv.sh: no file $requirements, must be one of $(cd "$here" && echo *requirements*.txt)" >&2
  exit 2
fi
"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --requirement "$requirements"
"$folder/bin/python" -m pip list --format=freeze | grep -E "^($(sed -n 's/==.*//p' "$requirements" | paste -sd '|'))=="
