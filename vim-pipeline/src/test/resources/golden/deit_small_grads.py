"""Makes deit_small_grads.safetensors: a small DeiT in float64, written out with torch.

Weights and image are the pure function of name and index that GoldenWeights.java states; the loss
is sum(logits * seed) with the tensor of the name "seed". Run: python deit_small_grads.py
"""
import math

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file

IMAGE, PATCH, DIM, DEPTH, HEADS, CLASSES, BATCH = 24, 8, 24, 2, 3, 5, 2
TOKENS = (IMAGE // PATCH) ** 2 + 1
MASK = (1 << 64) - 1


def uniform(name, size):
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & MASK
    values = np.empty(size)
    for i in range(size):
        z = (seed + (i + 1) * 0x9E3779B97F4A7C15) & MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        values[i] = ((z ^ (z >> 31)) >> 40) / 2**24 * 2 - 1
    return values


def parameter(name, *shape):
    v = uniform(name, math.prod(shape)).reshape(shape)
    if name == "norm.weight":
        v = 1 + 0.1 * v
    elif name in ("cls_token", "pos_embed"):
        v = 0.035 * v
    elif name.endswith(".bias"):
        v = 0.1 * v
    else:
        v = v * math.sqrt(3 / math.prod(shape[1:]))
    return torch.tensor(v.astype(np.float32).astype(np.float64), requires_grad=True)


def linear(name, inputs, outputs):
    return {name + ".weight": parameter(name + ".weight", outputs, inputs),
            name + ".bias": parameter(name + ".bias", outputs)}


def norm(name):
    return {name + ".weight": parameter(name + ".weight", DIM),
            name + ".bias": parameter(name + ".bias", DIM)}


p = {"cls_token": parameter("cls_token", 1, 1, DIM),
     "pos_embed": parameter("pos_embed", 1, TOKENS, DIM),
     "patch_embed.proj.weight": parameter("patch_embed.proj.weight", DIM, 3, PATCH, PATCH),
     "patch_embed.proj.bias": parameter("patch_embed.proj.bias", DIM)}
for i in range(DEPTH):
    b = f"blocks.{i}."
    p |= norm(b + "norm1") | linear(b + "attn.qkv", DIM, 3 * DIM) | linear(b + "attn.proj", DIM, DIM)
    p |= norm(b + "norm2") | linear(b + "mlp.fc1", DIM, 4 * DIM) | linear(b + "mlp.fc2", 4 * DIM, DIM)
p |= norm("norm") | linear("head", DIM, CLASSES)
image = torch.tensor((1.7 * uniform("image", BATCH * 3 * IMAGE * IMAGE)).astype(np.float32)
                     .astype(np.float64).reshape(BATCH, 3, IMAGE, IMAGE), requires_grad=True)


def lin(x, name):
    return F.linear(x, p[name + ".weight"], p[name + ".bias"])


def ln(x, name):
    return F.layer_norm(x, (DIM,), p[name + ".weight"], p[name + ".bias"], eps=1e-6)


x = F.conv2d(image, p["patch_embed.proj.weight"], p["patch_embed.proj.bias"], stride=PATCH)
x = x.flatten(2).transpose(1, 2)
x = torch.cat([p["cls_token"].expand(BATCH, -1, -1), x], 1) + p["pos_embed"]
for i in range(DEPTH):
    b = f"blocks.{i}."
    qkv = lin(ln(x, b + "norm1"), b + "attn.qkv").reshape(BATCH, TOKENS, 3, HEADS, DIM // HEADS)
    q, k, v = qkv.permute(2, 0, 3, 1, 4)
    attention = (q @ k.transpose(-2, -1) * (DIM // HEADS) ** -0.5).softmax(-1)
    x = x + lin((attention @ v).transpose(1, 2).reshape(BATCH, TOKENS, DIM), b + "attn.proj")
    x = x + lin(F.gelu(lin(ln(x, b + "norm2"), b + "mlp.fc1")), b + "mlp.fc2")
logits = lin(ln(x, "norm")[:, 0], "head")
seed = torch.tensor(uniform("seed", BATCH * CLASSES).astype(np.float32).astype(np.float64)
                    .reshape(BATCH, CLASSES))
(logits * seed).sum().backward()

out = {"logits": logits, "grad.image": image.grad} | {"grad." + n: t.grad for n, t in p.items()}
save_file({n: t.detach().numpy().astype(np.float32) for n, t in out.items()},
          "deit_small_grads.safetensors",
          {"config": f"image {IMAGE}, patch {PATCH}, dim {DIM}, depth {DEPTH}, heads {HEADS}, "
                     f"classes {CLASSES}, batch {BATCH}"})
