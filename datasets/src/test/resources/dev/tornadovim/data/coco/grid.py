"""Writes grid.json: python3 grid.py > grid.json

Polygons: Detectron2's rasterize_polygons_within_box with pycocotools 2.0.11. Bit masks: Detectron2's
BitMasks.crop_and_resize with the roi_align that torchvision 0.28 has in Python.
"""
import json
import random

import numpy as np
import torch
from pycocotools import mask as coco

# Lets torchvision be imported where its compiled operators cannot be loaded.
torch.library.register_fake = lambda *_, **__: lambda function: function
from torchvision.ops.roi_align import _roi_align

random.seed(3)
np.random.seed(3)


def box(height, width):
    x = sorted(random.uniform(-2, width + 2) for _ in range(2))
    y = sorted(random.uniform(-2, height + 2) for _ in range(2))
    return [round(v, 2) for v in (x[0], y[0], x[1] + 0.5, y[1] + 0.5)]


def text(grid):
    return "".join(str(int(v)) for v in grid.flatten())


def polygon_case(height, width, size):
    polygons = []
    for _ in range(random.randint(1, 3)):
        polygons.append([round(random.uniform(0, s), 2) for _ in range(random.randint(3, 7)) for s in (width, height)])
    b = box(height, width)
    w, h = b[2] - b[0], b[3] - b[1]
    moved = []
    for p in polygons:
        p = np.array(p)
        p[0::2] = (p[0::2] - b[0]) * (size / max(w, 0.1))
        p[1::2] = (p[1::2] - b[1]) * (size / max(h, 0.1))
        moved.append(p.tolist())
    grid = coco.decode(coco.merge(coco.frPyObjects(moved, size, size)))
    return {"height": height, "width": width, "polygons": polygons, "box": b, "size": size, "grid": text(grid)}


def bits_case(height, width, size):
    mask = np.zeros((height, width), np.uint8)
    for _ in range(3):
        y, x = random.randrange(height), random.randrange(width)
        mask[y : y + random.randint(1, height), x : x + random.randint(1, width)] ^= 1
    b = box(height, width)
    # Inside the image, as proposals are: beyond it this form of roi_align repeats the border.
    b = [min(max(0, b[0]), width - 1), min(max(0, b[1]), height - 1), min(width, b[2]), min(height, b[3])]
    b = b[:2] + [max(b[2], b[0] + 0.5), max(b[3], b[1] + 0.5)]
    rois = torch.tensor([[0.0] + b])
    grid = _roi_align(torch.tensor(mask, dtype=torch.float32)[None, None], rois, 1.0, size, size, 0, True) >= 0.5
    return {"height": height, "width": width, "mask": text(mask), "box": b, "size": size, "grid": text(grid.numpy())}


cases = [("polygons", polygon_case), ("bits", bits_case)]
print("{")
for name, case in cases:
    lines = [json.dumps(case(random.randint(3, 30), random.randint(3, 30), random.choice([4, 7, 14]))) for _ in range(25)]
    print(f' "{name}": [\n  ' + ",\n  ".join(lines) + "\n ]" + ("," if name == "polygons" else ""))
print("}")
