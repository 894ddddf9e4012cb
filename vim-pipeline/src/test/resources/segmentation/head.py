"""Writes head.safetensors: neck, UPerHead and FCNHead of mmsegmentation 0.29 in plain PyTorch.

python head.py    (needs torch and numpy)

Weights and maps are a function of name and index (SplitMix64 seeded by FNV-1a of the name, v in
[-1, 1)): biases and running means 0.1 v, weights of norms 1 + 0.1 v, running variances 1 + 0.5 v,
other weights v sqrt(3 / fan_in) with fan_in the product of all dimensions but the first, maps 1.7 v.
Double precision; batch 3, maps of 12 x 8 positions and 8 channels in the order [batch, channel,
row, column], head channels 6, auxiliary channels 5, 3 classes, labels of stride times that size.
"""

import json
import struct

import numpy as np
import torch
import torch.nn.functional as F

BATCH, ROWS, COLUMNS, WIDTH, CHANNELS, AUXILIARY, CLASSES = 3, 12, 8, 8, 6, 5, 3
SCALES = (1, 2, 3, 6)


def uniform(name, count):
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) % 2**64
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float64) / 2**24 * 2 - 1


def tensor(name, *shape):
    v = uniform(name, int(np.prod(shape))).reshape(shape)
    if name.startswith("map"):
        v = 1.7 * v
    elif name.endswith("running_var"):
        v = 1 + 0.5 * v
    elif name.endswith(("bias", "running_mean")):
        v = 0.1 * v
    elif len(shape) == 1:
        v = 1 + 0.1 * v
    else:
        v = v * np.sqrt(3 * shape[0] / v.size)
    return torch.from_numpy(v.astype(np.float32).astype(np.float64))


class Layers:
    def __init__(self, stride, training):
        self.stride, self.training = stride, training
        self.parameters, self.running = {}, {}

    def get(self, name, *shape):
        if name not in self.parameters:
            self.parameters[name] = tensor(name, *shape).requires_grad_()
        return self.parameters[name]

    def norm(self, name, x):
        n = x.shape[1]
        for s in ("running_mean", "running_var"):
            self.running[f"{name}.{s}"] = tensor(f"{name}.{s}", n)
        return F.batch_norm(
            x, self.running[f"{name}.running_mean"], self.running[f"{name}.running_var"],
            self.get(f"{name}.weight", n), self.get(f"{name}.bias", n), self.training, 0.1, 1e-5)

    def module(self, name, x, out, kernel):
        w = self.get(f"{name}.conv.weight", out, x.shape[1], kernel, kernel)
        return F.relu(self.norm(f"{name}.bn", F.conv2d(x, w, padding=kernel // 2)))

    def deconv(self, name, x):
        n = x.shape[1]
        w, b = self.get(f"{name}.weight", n, n, 2, 2), self.get(f"{name}.bias", n)
        return F.conv_transpose2d(x, w, b, stride=2)

    def classify(self, head, x):
        w = self.get(f"{head}.conv_seg.weight", CLASSES, x.shape[1], 1, 1)
        return F.conv2d(x, w, self.get(f"{head}.conv_seg.bias", CLASSES))


def resize(x, size):
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)


def neck(layers, maps):
    x = layers.deconv("backbone.fpn1.0", maps[0])
    if layers.stride == 8:
        return [x, maps[1], F.max_pool2d(maps[2], 2, 2), F.max_pool2d(maps[3], 4, 4)]
    x = layers.deconv("backbone.fpn1.3", F.gelu(layers.norm("backbone.fpn1.1", x)))
    return [x, layers.deconv("backbone.fpn2.0", maps[1]), maps[2], F.max_pool2d(maps[3], 2, 2)]


def decode(layers, maps):
    top = maps[3]
    pooled = [top]
    for i, scale in enumerate(SCALES):
        y = layers.module(f"decode_head.psp_modules.{i}.1", F.adaptive_avg_pool2d(top, scale), CHANNELS, 1)
        pooled.append(resize(y, top.shape[2:]))
    levels = [layers.module(f"decode_head.lateral_convs.{i}", maps[i], CHANNELS, 1) for i in range(3)]
    levels.append(layers.module("decode_head.bottleneck", torch.cat(pooled, 1), CHANNELS, 3))
    for i in (3, 2, 1):
        levels[i - 1] = levels[i - 1] + resize(levels[i], levels[i - 1].shape[2:])
    outs = [layers.module(f"decode_head.fpn_convs.{i}", levels[i], CHANNELS, 3) for i in range(3)]
    outs = [resize(x, levels[0].shape[2:]) for x in outs + [levels[3]]]
    return layers.classify("decode_head", layers.module("decode_head.fpn_bottleneck", torch.cat(outs, 1), CHANNELS, 3))


def run(stride, training):
    layers = Layers(stride, training)
    maps = [tensor(f"map{i}", BATCH, WIDTH, ROWS, COLUMNS).requires_grad_() for i in range(4)]
    pyramid = neck(layers, maps)
    logits = decode(layers, pyramid)
    auxiliary = layers.classify(
        "auxiliary_head", layers.module("auxiliary_head.convs.0", pyramid[2], AUXILIARY, 3))
    values = {"logits": logits.permute(0, 2, 3, 1), "auxiliary": auxiliary.permute(0, 2, 3, 1)}
    if not training:
        return {"logits": values["logits"]}
    size = (ROWS * stride, COLUMNS * stride)
    count = BATCH * size[0] * size[1]
    labels = torch.arange(count) * 7 // 5 % (CLASSES + 1)
    labels[labels == CLASSES] = 255
    labels = labels.reshape(BATCH, *size)
    parts = [F.cross_entropy(resize(x, size), labels, ignore_index=255) for x in (logits, auxiliary)]
    loss = parts[0] + 0.4 * parts[1]
    loss.backward()
    values |= {"loss": loss.reshape(1), "loss_decode": parts[0].reshape(1)}
    values |= {f"d {k}": p.grad for k, p in layers.parameters.items()}
    values |= {f"d map{i}": m.grad.permute(0, 2, 3, 1) for i, m in enumerate(maps)}
    return values | layers.running


def main():
    values = {}
    for stride in (8, 16):
        for training in (False, True):
            mode = f"{stride}.{'training' if training else 'inference'}."
            values |= {mode + k: v.detach() for k, v in run(stride, training).items()}
    header, data = {}, b""
    for name, value in values.items():
        raw = value.contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open("head.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


main()
