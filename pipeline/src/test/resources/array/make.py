"""Writes the arrays beside this script with NumPy and pyarrow, and what NumPy reads from them.

    python make.py        # numpy 1.26 or 2, pyarrow

`expected.csv` has each value of every array that can be read: file, row, column, the value as float32 in
hexadecimal. `layout/` is what clip-retrieval writes: img_emb_N.npy in float16 and metadata_N.parquet.
"""

import pathlib
import warnings

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

here = pathlib.Path(__file__).parent
random = np.random.default_rng(14)
rows = []


def note(name, array):
    widened = array.astype(np.float64).astype(np.float32)
    for row in range(array.shape[0]):
        for column in range(array.shape[1]):
            rows.append(f"{name},{row},{column},{float(widened[row, column]).hex()}")


base = random.normal(size=(7, 5))
for code, name in (("<f2", "half"), (">f2", "half-big"), ("<f4", "single"), (">f4", "single-big"), ("<f8", "double"), (">f8", "double-big")):
    array = base.astype(code)
    np.save(here / f"{name}.npy", array)
    note(f"{name}.npy", array)

halves = np.array([0.0, -0.0, 6e-8, -6e-8, 6.1e-5, 1.0, 65504.0, np.inf, -np.inf, np.nan], "<f2").reshape(2, 5)
np.save(here / "halves.npy", halves)
note("halves.npy", halves)

for version in ((2, 0), (3, 0)):
    with open(here / f"version-{version[0]}.npy", "wb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.lib.format.write_array(file, base.astype("<f4"), version=version)
    note(f"version-{version[0]}.npy", base.astype("<f4"))

np.savez(here / "stored.npz", embedding=base.astype("<f4"), other=np.arange(3))
np.savez_compressed(here / "deflated.npz", base.astype("<f2"))
note("stored.npz", base.astype("<f4"))
note("deflated.npz", base.astype("<f2"))

bad = here / "refused"
bad.mkdir(exist_ok=True)
np.save(bad / "fortran.npy", np.asfortranarray(base.astype("<f4")))
np.save(bad / "objects.npy", np.array([[1, "a"]], dtype=object), allow_pickle=True)
np.save(bad / "integers.npy", np.arange(6).reshape(2, 3))
np.save(bad / "fields.npy", np.zeros(3, dtype=[("a", "<f4"), ("b", "<f4")]))
np.save(bad / "flat.npy", np.zeros(3, "<f4"))
np.save(bad / "cube.npy", np.zeros((2, 2, 2), "<f4"))
np.savez(bad / "several.npz", first=base.astype("<f4"), second=base.astype("<f4"))
whole = (here / "single.npy").read_bytes()
(bad / "cut.npy").write_bytes(whole[:-9])
(bad / "longer.npy").write_bytes(whole + b"12345678")
(bad / "header.npy").write_bytes(whole[:40])
(bad / "text.npy").write_bytes(b"no array, only words that are long enough")

layout = here / "layout"
layout.mkdir(exist_ok=True)
for number in range(2):
    vectors = random.normal(size=(6, 5)).astype("<f2")
    if number == 0:
        vectors[2] = 0  # no direction
        vectors[4, 1] = np.nan
        vectors[5] = vectors[0] * np.float16(2)  # a near-duplicate
    np.save(layout / f"img_emb_{number}.npy", vectors)
    note(f"layout/img_emb_{number}.npy", vectors)
    pq.write_table(
        pa.table(
            {
                "image_path": [f"pictures/{number}-{row}.png" for row in range(6)],
                "caption": [f'=caption, "{number}" <{row}>' for row in range(6)],
                "key": pa.array([10 * number + row for row in range(6)], pa.int64()),
                "nsfw": pa.array([0.5] * 6, pa.float64()),
            }
        ),
        layout / f"metadata_{number}.parquet",
    )

(here / "expected.csv").write_text("\n".join(rows) + "\n")
