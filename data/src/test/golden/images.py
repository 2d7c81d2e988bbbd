"""Makes the image fixtures of ImageDecoderTest and FacePixelsTest with Pillow. Every picture is drawn by a formula.

Run from the repository root: python data/src/test/golden/images.py
"""

import pathlib

import numpy as np
from PIL import Image

OUT = pathlib.Path("data/src/test/resources/org/ambivalent/data/images")
OUT.mkdir(parents=True, exist_ok=True)

# 40 x 24, a different colour in each quarter, so that every turn and mirror can be told.
quarters = np.zeros((24, 40, 3), np.uint8)
quarters[:12, :20] = (200, 40, 40)
quarters[:12, 20:] = (40, 180, 60)
quarters[12:, :20] = (50, 60, 200)
quarters[12:, 20:] = (220, 220, 90)
upright = Image.fromarray(quarters)
upright.save(OUT / "quarters.webp", lossless=True)
upright.save(OUT / "quarters-lossy.webp", quality=95)
upright.convert("CMYK").save(OUT / "quarters-cmyk.jpg", quality=98, subsampling=0)

# The stored picture for each orientation is what has to be turned back.
T = Image.Transpose
STORED = {1: None, 2: T.FLIP_LEFT_RIGHT, 3: T.ROTATE_180, 4: T.FLIP_TOP_BOTTOM,
          5: T.TRANSPOSE, 6: T.ROTATE_90, 7: T.TRANSVERSE, 8: T.ROTATE_270}
for value, turn in STORED.items():
    exif = Image.Exif()
    exif[0x0112] = value
    stored = upright if turn is None else upright.transpose(turn)
    stored.save(OUT / f"orientation-{value}.jpg", quality=95, subsampling=0, exif=exif)
exif = Image.Exif()
exif[0x0112] = 6
upright.transpose(T.ROTATE_90).save(OUT / "orientation-6.png", exif=exif)
upright.transpose(T.ROTATE_90).save(OUT / "orientation-6.webp", lossless=True, exif=exif)

# Resizing: smooth waves with noise on top, both larger and smaller than what they become.
y, x = np.mgrid[0:53, 0:67]
noise = np.random.default_rng(7).integers(-30, 31, (53, 67, 3))
waves = np.stack([128 + 90 * np.sin(x / 5 + y / 9), 128 + 90 * np.cos(x / 7), 128 + 90 * np.sin(y / 4)], -1)
picture = Image.fromarray(np.clip(waves + noise, 0, 255).astype(np.uint8))
picture.save(OUT / "waves.png")
for side in (16, 48, 96):
    picture.convert("L").resize((side, side), Image.Resampling.BILINEAR).save(OUT / f"waves-grey-{side}.png")
picture.resize((24, 24), Image.Resampling.BILINEAR).save(OUT / "waves-colour-24.png")
part = picture.convert("L").crop((10, 5, 50, 45))
part.resize((24, 24), Image.Resampling.BILINEAR).save(OUT / "waves-part-24.png")

# Grey values survive: 8 bits as they are, 16 bits rounded, alpha on white, palette.
ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
Image.fromarray(ramp).save(OUT / "ramp-8.png")
Image.fromarray(ramp.astype(np.uint16) * 257).save(OUT / "ramp-16.png")
Image.fromarray(ramp).save(OUT / "ramp-8.jpg", quality=100)
alpha = np.full_like(ramp, 128)
Image.merge("LA", [Image.fromarray(ramp), Image.fromarray(alpha)]).save(OUT / "ramp-alpha.png")
opaque = Image.fromarray(ramp).convert("RGBA")
opaque.putalpha(Image.fromarray(alpha))
opaque.save(OUT / "ramp-rgba.png")
Image.fromarray(ramp).convert("P").save(OUT / "ramp-palette.png")
