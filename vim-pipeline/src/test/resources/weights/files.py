"""Writes files as training code leaves them, with PyTorch 1.13 (Debian's python3-torch).

objects.pth, legacy_objects.pth: tensors of many kinds beside values that are no weights
objects.json: the values of those tensors that a reader gives as fp32
module.pth, legacy_module.pth: a module pickled as a whole
rope.pth: the rotary tables of hustvl/Vim, rope.py (VisionRotaryEmbeddingFast), for 4 x 4 patches, D = 32

Run in this folder: /usr/bin/python3 files.py
"""
import argparse
import collections
import datetime
import json
import math
import pathlib

import numpy
import torch

torch.manual_seed(0)
base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 7
tied = torch.randn(5)
model = collections.OrderedDict()
model["plain"] = base.clone()
model["transposed"] = base.t()
model["column"] = base[:, 2]
model["expanded"] = torch.tensor([0.5]).expand(3, 2)
model["double"] = torch.linspace(0, 1, 5, dtype=torch.float64)
model["half"] = torch.linspace(-2, 2, 5).half()
model["bfloat16"] = torch.linspace(-2, 2, 5).bfloat16()
model["scalar"] = torch.tensor(math.pi)
model["parameter"] = torch.nn.Parameter(torch.randn(2, 2))
model["tied.a"] = tied
model["tied.b"] = tied
values = {name: tensor.float().flatten().tolist() for name, tensor in model.items()}
model["num_batches_tracked"] = torch.tensor(17)
model["mask"] = torch.zeros(4, dtype=torch.bool)
model["empty"] = torch.zeros(0)
model["empty.matrix"] = torch.zeros(3, 0, 2)

best = collections.defaultdict(list)
best["top-1"].append(numpy.float64(76.1))
checkpoint = {
    "model": model,
    "best": best,
    "numpy": [numpy.float32(1), numpy.int64(2), numpy.bool_(True), numpy.arange(6).reshape(2, 3)],
    "torch": [torch.Size([1, 2]), torch.device("cuda", 1), torch.float16, torch.int64],
    "paths": [pathlib.Path("/data"), pathlib.PurePosixPath("a/b")],
    "sets": [{1, 2}, frozenset("ab"), collections.deque([1, 2]), collections.Counter("aab")],
    "python": [b"bytes", bytearray(b"more"), 1 + 2j, slice(1, 2), range(3), 2**70, None, 1.5],
    "time": [datetime.datetime(2024, 1, 2), datetime.timedelta(3), datetime.date(2024, 1, 2)],
    "keys": {(1, 2): 3, None: 4, torch.device("cpu"): 5, True: 6, 1.5: 7},
    "args": argparse.Namespace(model="vim_tiny", output=pathlib.Path("out")),
    "rng": torch.get_rng_state()[:16].clone(),
}
checkpoint["itself"] = [checkpoint["sets"], checkpoint["sets"]]
torch.save(checkpoint, "objects.pth")
torch.save(checkpoint, "legacy_objects.pth", _use_new_zipfile_serialization=False)
with open("objects.json", "w") as out:
    json.dump(values, out, indent=0)

# The old format would keep the source code and its path; a class without source has none.
exec("class Net(torch.nn.Linear): pass")
module = Net(2, 2)
torch.save({"model": module}, "module.pth")
torch.save(module, "legacy_module.pth", _use_new_zipfile_serialization=False)

side, width = 4, 32
half = width // 2
freqs = 1.0 / (10000 ** (torch.arange(0, half, 2)[: half // 2].float() / half))
t = torch.arange(side) / side * 14
angles = torch.einsum("..., f -> ... f", t, freqs).repeat_interleave(2, dim=-1)
rows = angles[:, None, :].expand(side, side, half)
columns = angles[None, :, :].expand(side, side, half)
grid = torch.cat((rows, columns), dim=-1).reshape(-1, width)
torch.save({"rope.freqs_cos": grid.cos(), "rope.freqs_sin": grid.sin()}, "rope.pth")
