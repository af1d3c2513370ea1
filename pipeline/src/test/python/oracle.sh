#!/usr/bin/env bash
# Makes the virtual environment of the encoders' oracle, from PyPI, in .venv beside this or in the folder given, and writes all goldens anew.
#   pipeline/src/test/python/oracle.sh [FOLDER]      full-size checkpoints after that: FOLDER/bin/python full_size.py --help
# Needs Python 3.11 or newer, named by PYTHON if it is not python3. On Linux torch brings its CUDA libraries: some 6 GB.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/.venv}
python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "oracle.sh: $python is $("$python" --version 2>&1), need Python 3.11 or newer (set PYTHON)" >&2
  exit 2
fi
"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --requirement "$here/requirements.txt"
"$folder/bin/python" "$here/encoder_goldens.py"
