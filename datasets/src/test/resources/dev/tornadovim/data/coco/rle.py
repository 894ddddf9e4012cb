"""Writes rle.json with the values of pycocotools 2.0.11: python3 rle.py > rle.json"""
import json
import random

import numpy as np
from pycocotools import mask as coco

random.seed(7)
np.random.seed(7)


def polygon(height, width):
    kind = random.choice(["inside", "beyond", "whole", "fine", "flat"])
    low, high = (-1.0, 2.0) if kind == "beyond" else (0.0, 1.0)
    corners = []
    for _ in range(random.randint(3, 9)):
        x = random.uniform(low * width, high * width)
        y = random.uniform(low * height, high * height)
        if kind == "whole":
            x, y = round(x), round(y)
        if kind == "fine":
            x, y = round(x * 10) / 10, round(y * 10) / 10
        if kind == "flat":
            y = height / 2
        corners += [round(x, 3), round(y, 3)]
    return corners


def blob(height, width):
    mask = (np.random.rand(height, width) < random.choice([0.0, 0.1, 0.5, 0.9, 1.0])).astype(np.uint8)
    top, left = random.randrange(height), random.randrange(width)
    mask[top : top + height // 2 + 1, left : left + width // 2 + 1] = 1 if random.random() < 0.5 else 0
    return mask


def text(rle):
    return rle["counts"].decode()


polygons = []
for _ in range(80):
    height, width = random.randint(1, 50), random.randint(1, 50)
    corners = polygon(height, width)
    rle = coco.frPyObjects([corners], height, width)[0]
    polygons.append([height, width, corners, text(rle)])

masks = []
for _ in range(60):
    height, width = random.randint(1, 24), random.randint(1, 24)
    one, two = blob(height, width), blob(height, width)
    a, b = coco.encode(np.asfortranarray(one)), coco.encode(np.asfortranarray(two))
    masks.append(
        {
            "height": height,
            "width": width,
            "one": "".join(map(str, one.flatten())),
            "two": "".join(map(str, two.flatten())),
            "compressed": text(a),
            "area": int(coco.area(a)),
            "box": coco.toBbox(a).tolist() if one.any() else [0, 0, 0, 0],
            "union": text(coco.merge([a, b])),
            "intersection": text(coco.merge([a, b], intersect=True)),
            "iou": float(coco.iou([a], [b], [0])[0, 0]),
            "crowd": float(coco.iou([a], [b], [1])[0, 0]),
        }
    )

# Runs longer than one group of five bits, and large jumps between them.
large = []
for _ in range(6):
    height, width = random.randint(300, 900), random.randint(300, 900)
    counts, left = [], height * width
    while left > 0:
        counts.append(min(left, int(10 ** random.uniform(0, 5))))
        left -= counts[-1]
    large.append([height, width, counts, text(coco.frPyObjects({"size": [height, width], "counts": counts}, height, width))])

print("{")
for name, cases in (("polygons", polygons), ("masks", masks), ("large", large)):
    lines = ",\n".join("  " + json.dumps(case) for case in cases)
    print(f' "{name}": [\n{lines}\n ]' + ("" if name == "large" else ","))
print("}")
