#!/usr/bin/python3
"""Prepares an image as the public checkpoints of Vim and DeiT do, with Pillow: shorter side to
int(64 / 0.875) by bicubic interpolation, center crop of 64 (torchvision's Resize and CenterCrop).
The pixel (x, y) of channel c of the 90 x 70 image is (x * (c + 3) * 5 + y * y * (c + 1)) % 256."""
from pathlib import Path

from PIL import Image

SIZE, WIDTH, HEIGHT = 64, 90, 70
image = Image.new("RGB", (WIDTH, HEIGHT))
for y in range(HEIGHT):
    for x in range(WIDTH):
        image.putpixel((x, y), tuple((x * (c + 3) * 5 + y * y * (c + 1)) % 256 for c in range(3)))
short = int(SIZE / 0.875)
resized = image.resize((short * WIDTH // HEIGHT, short), Image.BICUBIC)
top, left = round((resized.height - SIZE) / 2), round((resized.width - SIZE) / 2)
crop = resized.crop((left, top, left + SIZE, top + SIZE))
crop.save(Path(__file__).with_name("prepared.png"), optimize=True)
