"""Makes the NumPy files of AffectNetFolderReaderTest with NumPy.

Run from the repository root: python data/src/test/golden/npy.py
"""

from pathlib import Path

import numpy as np

OUT = Path("data/src/test/resources/org/ambivalent/data/npy")

VALUES = {
    "text": np.array("7"),
    "wide": np.array("-0.193875"),
    "bytes": np.array(b"3"),
    "float32": np.array(-0.25, dtype="<f4"),
    "float64": np.array(0.0634921, dtype="<f8"),
    "float64-big": np.array(0.0634921, dtype=">f8"),
    "int64": np.array(8, dtype="<i8"),
    "uint8": np.array(200, dtype="u1"),
    "one-in-a-list": np.array([4], dtype="<i4"),
    "two": np.array([4, 5], dtype="<i4"),
}

OUT.mkdir(parents=True, exist_ok=True)
for name, value in VALUES.items():
    np.save(OUT / f"{name}.npy", value)
with open(OUT / "version2.npy", "wb") as file:
    np.lib.format.write_array(file, np.array("5"), version=(2, 0))
