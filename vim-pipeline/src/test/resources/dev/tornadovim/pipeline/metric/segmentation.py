"""Writes segmentation.json: python3 segmentation.py > segmentation.json

intersect_and_union and total_area_to_metrics of mmsegmentation's IoUMetric, in NumPy, unrounded.
"""
import json

import numpy as np

rng = np.random.default_rng(11)


def areas(pred, label, classes):
    keep = label != 255
    pred, label = pred[keep], label[keep]
    histogram = lambda values: np.histogram(values, bins=classes, range=(0, classes))[0]
    inter = histogram(pred[pred == label])
    return inter, histogram(pred) + histogram(label) - inter, histogram(label)


def numbers(values):
    return [None if np.isnan(v) else float(v) for v in values]


cases = []
for classes, images, ignored, absent in ((3, 1, 0.0, []), (5, 4, 0.3, [2]), (7, 3, 0.9, [0, 6]), (4, 2, 1.0, []), (9, 5, 0.1, [8])):
    maps, total = [], np.zeros((3, classes), np.int64)
    for _ in range(images):
        h, w = rng.integers(1, 12, 2)
        label = rng.integers(0, classes, (h, w))
        pred = np.where(rng.random((h, w)) < 0.6, label, rng.integers(0, classes, (h, w)))
        for c in absent:
            label[label == c] = 1
            if c == 8:
                pred[pred == c] = 1
        label[rng.random((h, w)) < ignored] = 255
        total += np.stack(areas(pred, label, classes))
        maps.append({"height": int(h), "width": int(w), "prediction": pred.flatten().tolist(), "labels": label.flatten().tolist()})
    with np.errstate(invalid="ignore", divide="ignore"):
        iou, acc = total[0] / total[1], total[0] / total[2]
        everything = total[0].sum() / total[2].sum()
        expected = {"iou": numbers(iou), "acc": numbers(acc), "means": numbers([np.nanmean(iou), np.nanmean(acc), everything])}
    cases.append({"classes": classes, "maps": maps, **expected})
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
