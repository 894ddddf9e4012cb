"""Reads names of image files from standard input and writes what Pillow makes of them.

An answer is three big-endian integers: 0, width, height, then the red, green and blue planes; or
1, 0, the length of a message, then the message. Grey of more than 8 bits keeps its upper eight.
"""

import os
import struct
import sys
import warnings

import numpy as np
from PIL import Image, ImageOps

warnings.simplefilter("ignore")
Image.MAX_IMAGE_PIXELS = 1 << 26
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libtiff reports there


def planes(name):
    image = Image.open(name)
    tags = getattr(image, "tag_v2", {}) if image.format == "TIFF" else {}
    bits = tags.get(258, 16)
    bits = bits[0] if isinstance(bits, tuple) else bits
    image.load()
    mode = image.mode
    if image.format != "TIFF":  # Pillow turns those when it loads them
        image = ImageOps.exif_transpose(image)
    if mode == "F":
        raise ValueError("floating-point samples")
    if mode.startswith("I"):
        grey = np.asarray(image).astype(np.int64) >> max(0, bits - 8)
        return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[None], 3, 0)
    return np.asarray(image.convert("RGB")).transpose(2, 0, 1)


for line in sys.stdin:
    try:
        pixels = planes(line.rstrip("\n"))
        answer = struct.pack(">LLL", 0, pixels.shape[2], pixels.shape[1]) + pixels.tobytes()
    except Exception as e:
        message = f"{type(e).__name__}: {e}".encode(errors="replace")
        answer = struct.pack(">LLL", 1, 0, len(message)) + message
    sys.stdout.buffer.write(answer)
    sys.stdout.flush()
