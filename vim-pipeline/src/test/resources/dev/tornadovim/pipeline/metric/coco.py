"""Writes coco-*.json with the numbers of pycocotools 2.0.11: python3 coco.py

Each file holds annotations, results, and what COCOeval makes of them: the twelve numbers, the average
precision of each class, and what it prints.
"""
import contextlib
import copy
import io
import json
import random

import numpy as np
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def shape(rng, height, width, edge):
    """A polygon with its box and area; edge: areas exactly at the borders of the size classes."""
    if edge:
        side = rng.choice([32, 96])
        w, h = rng.choice([(side, side), (side / 2, side * 2), (side, side + 1), (side - 1, side)])
    else:
        w, h = rng.uniform(3, width * 0.6), rng.uniform(3, height * 0.6)
    w, h = min(w, width), min(h, height)
    x, y = round(rng.uniform(0, width - w)), round(rng.uniform(0, height - h))
    w, h = round(w, 1), round(h, 1)
    kind = rng.choice(["box", "box", "triangle", "notch"])
    polygon = {
        "box": [x, y, x + w, y, x + w, y + h, x, y + h],
        "triangle": [x, y, x + w, y + h / 2, x, y + h],
        "notch": [x, y, x + w, y, x + w / 2, y + h / 2, x + w, y + h, x, y + h],
    }[kind]
    return [round(v, 2) for v in polygon], [x, y, w, h]


def encode(polygons, height, width):
    rle = coco_mask.merge(coco_mask.frPyObjects(polygons, height, width))
    return rle, {"size": [height, width], "counts": rle["counts"].decode()}


def counts(rle):
    bits = coco_mask.decode(rle).flatten(order="F")
    runs, value = [0], 0
    for bit in bits:
        if bit != value:
            runs.append(0)
            value = bit
        runs[-1] += 1
    return runs


def jitter(rng, box, polygon, amount):
    dx, dy = rng.uniform(-amount, amount) * box[2], rng.uniform(-amount, amount) * box[3]
    sx, sy = 1 + rng.uniform(-amount, amount), 1 + rng.uniform(-amount, amount)
    moved = [box[0] + dx, box[1] + dy, box[2] * sx, box[3] * sy]
    points = list(polygon)
    points[0::2] = [moved[0] + (x - box[0]) * sx for x in polygon[0::2]]
    points[1::2] = [moved[1] + (y - box[1]) * sy for y in polygon[1::2]]
    return [round(v, 2) for v in moved], [round(v, 2) for v in points]


def scene(seed, images, objects, crowds=0.0, edge=0.0, misses=0.2, extra=0.3, steps=10, many=False, ignore=False):
    """steps: scores are multiples of 1 / steps, so that there are ties; many: one image has 130 results."""
    rng = random.Random(seed)
    categories = [{"id": i, "name": n} for i, n in ((9, "nine"), (2, "two"), (40, "empty"), (5, "five"), (41, "phantom"))]
    used = [9, 2, 5]
    data = {"images": [], "categories": categories, "annotations": []}
    results = []

    def found(image, category, box, polygon, score):
        box[2], box[3] = max(box[2], 0.5), max(box[3], 0.5)
        _, rle = encode([polygon], image["height"], image["width"])
        results.append({"image_id": image["id"], "category_id": category, "bbox": box, "score": score, "segmentation": rle})

    for i in range(images):
        image = {"id": (i * 7 + 3) % 101, "file_name": f"{i}.png", "height": rng.randint(100, 200), "width": rng.randint(100, 200)}
        data["images"].append(image)
        empty = i % 4 == 3
        for _ in range(0 if empty else rng.randint(1, objects)):
            polygon, box = shape(rng, image["height"], image["width"], rng.random() < edge)
            crowd = rng.random() < crowds
            rle, compressed = encode([polygon], image["height"], image["width"])
            segmentation = [polygon]
            if crowd:
                segmentation = {"size": compressed["size"], "counts": counts(rle)}
            elif rng.random() < 0.2:
                segmentation = compressed
            annotation = {
                "id": len(data["annotations"]) + 1,
                "image_id": image["id"],
                "category_id": rng.choice(used),
                "bbox": box,
                "area": float(coco_mask.area(rle)) if rng.random() < 0.5 else box[2] * box[3],
                "iscrowd": int(crowd),
                "segmentation": segmentation,
            }
            if ignore and rng.random() < 0.3:
                annotation["ignore"] = 1
            data["annotations"].append(annotation)
            for _ in range(0 if rng.random() < misses else rng.choice([1, 1, 2, 3 if crowd else 1])):
                near, points = jitter(rng, box, polygon, rng.choice([0, 0.02, 0.05, 0.1, 0.2]))
                category = annotation["category_id"] if rng.random() < 0.9 else rng.choice(used)
                found(image, category, near, points, rng.randint(1, steps) / steps)
        for _ in range(rng.randint(0, 4) if rng.random() < extra or empty else 0):
            polygon, box = shape(rng, image["height"], image["width"], rng.random() < edge)
            found(image, rng.choice(used + [41]), box, polygon, rng.randint(1, steps) / steps)
    if many:
        image, target = data["images"][0], data["annotations"][0]
        target["image_id"], target["iscrowd"] = image["id"], 0
        target["segmentation"] = [[10, 10, 60, 10, 60, 50, 10, 50]]
        target["bbox"], target["area"] = [10, 10, 50, 40], 2000.0
        for k in range(130):
            w = 8 + k % 12
            points = [k, k % 50, k + w, k % 50, k + w, k % 50 + w, k, k % 50 + w]
            found(image, target["category_id"], [k, k % 50, w, w], points, (k % 20) / 20)
        # The last of 131 with the lowest score is right, but not among the first hundred.
        found(image, target["category_id"], [10, 10, 50, 40], target["segmentation"][0], 0.0)
    rng.shuffle(results)
    return data, results


def evaluate(data, results, kind):
    truth = COCO()
    truth.dataset = copy.deepcopy(data)
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        # One of both alone, so that the area of a found mask is its own.
        drop = "segmentation" if kind == "bbox" else "bbox"
        found = truth.loadRes([{k: v for k, v in r.items() if k != drop} for r in copy.deepcopy(results)])
        evaluation = COCOeval(truth, found, kind)
        evaluation.evaluate()
        evaluation.accumulate()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        evaluation.summarize()
    classes = []
    for k in range(len(data["categories"])):
        precision = evaluation.eval["precision"][:, :, k, 0, 2]
        precision = precision[precision > -1]
        classes.append(float(np.mean(precision)) if precision.size else None)
    return {"summary": evaluation.stats.tolist(), "classes": classes, "printed": printed.getvalue()}


def write(name, data, results):
    with open(f"coco-{name}.json", "w") as out:
        out.write("{\n")
        for key in ("images", "categories", "annotations"):
            lines = ",\n  ".join(json.dumps(entry) for entry in data[key])
            out.write(f' "{key}": [\n  {lines}\n ],\n')
        out.write(' "results": [\n  ' + ",\n  ".join(json.dumps(r) for r in results) + "\n ],\n")
        expected = {kind: evaluate(data, results, kind) for kind in ("bbox", "segm")}
        out.write(' "expected": ' + json.dumps(expected) + "\n}\n")


write("ties", *scene(1, images=10, objects=5, steps=3))
write("crowds", *scene(2, images=8, objects=5, crowds=0.4, ignore=True))
write("areas", *scene(3, images=8, objects=6, edge=0.8, steps=100))
write("sparse", *scene(4, images=9, objects=1, misses=0.6, extra=0.9))
write("many", *scene(5, images=5, objects=4, many=True))
write("exact", *scene(6, images=6, objects=4, misses=0.0, extra=0.0, steps=1))
