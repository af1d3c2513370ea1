#!/usr/bin/env bash
# What `decode: scaled` saves and costs on large photographs: seconds of `gleaner embed` both ways, in turns, and cosines between both.
#
#   docs/measure/scaled.sh WORK [ROUNDS]
#
# WORK is a new folder. The photographs are the JPEG files of at least 8 megapixels in wallpaper packages of Debian's (apt-get download,
# dpkg-deb). PYTHON names a Python with numpy, pyarrow and Pillow; GLEANER the command; ENCODER a model, samples/encoder by default;
# RESOLUTION the side that it sees, 64 and 224 by default.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$1
rounds=${2:-3}
gleaner=${GLEANER:-$here/../../gleaner}
python=${PYTHON:-$here/.venv/bin/python}
encoder=${ENCODER:-$here/../../samples/encoder}
mkdir -p "$work/packages"
if [ ! -d "$work/photographs" ]; then
  (cd "$work/packages" && apt-get download plasma-workspace-wallpapers lomiri-wallpapers-16.04 lomiri-wallpapers-20.04 mate-backgrounds ukui-wallpapers >/dev/null)
  for package in "$work"/packages/*.deb; do dpkg-deb -x "$package" "$work/unpacked"; done
  "$python" "$here/scaled_loss.py" choose "$work/unpacked" "$work/photographs"
fi
TIMEFORMAT='%R %U %S'
for resolution in ${RESOLUTION:-64 224}; do
  rm -f "$work/times"
  for _ in $(seq "$rounds"); do
    for decode in exact scaled; do
      rm -rf "$work/$decode"
      { time "$gleaner" embed --encoder "$encoder" --resolution "$resolution" --images "$work/photographs" --decode "$decode" --parallelism 1 --output "$work/$decode" >/dev/null 2>"$work/$decode.err"; } 2>"$work/time"
      echo "$decode $(cat "$work/time")" | tee -a "$work/times"
    done
  done
  echo "at $resolution x $resolution:"
  "$python" "$here/scaled_loss.py" compare "$work/exact" "$work/scaled" "$work/times"
done
