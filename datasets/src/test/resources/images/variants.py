"""Writes the variants of the test picture that few programs write, and their lines of checksums.txt.

Needs Debian's python3-pil, python3-numpy, libtiff-tools and webp. Expected pixels are those that the
stored samples mean; where Pillow reads a file rightly, they are compared with Pillow's.
"""

import io
import struct
import subprocess
import zlib

import numpy as np
from PIL import Image

W, H = 37, 29
x, y, k = np.meshgrid(np.arange(W), np.arange(H), np.arange(3), indexing="xy")
x, y, k = (a.transpose(0, 1, 2).astype(np.int64) for a in (x, y, k))
wave = (x * (5 + k) + y * (3 + 2 * k)) % 256
edged = np.where((x * x + y * y) % 97 < 30, 255 - wave, wave)
noise = ((x * 7919 + y * 104729 + k * 1299709) * 2654435761) & 0xFFFFFFFF
RGB = np.clip(edged // 2 + 40 + (noise >> 28) * 3 - 20 * k, 0, 255)
GREY = np.asarray(Image.fromarray(RGB.astype(np.uint8)).convert("L")).astype(np.int64)
lines = []


def record(name, expected, pillow=True):
    """Adds a line: the CRC-32 of the planes, or a text."""
    if not isinstance(expected, str):
        if expected.ndim == 2:
            expected = np.repeat(expected[..., None], 3, 2)
        expected = expected.astype(np.uint8)
        if pillow:
            image = Image.open(name)
            image.load()
            assert (np.asarray(image.convert("RGB")) == expected).all(), name
        expected = zlib.crc32(expected.transpose(2, 0, 1).tobytes())
    lines.append(f"{name:28} {expected}")


def eight(samples, bits):
    return samples >> bits - 8 if bits >= 8 else samples * 255 // ((1 << bits) - 1)


def packed(samples, bits, order="<"):
    """Rows of samples, each row filled up to a byte; 16 and 32 bits in the order of the file."""
    rows = samples.reshape(samples.shape[0], -1)
    if bits in (16, 32):
        return rows.astype(f"{order}u{bits // 8}").tobytes()
    ones = (rows[..., None] >> np.arange(bits - 1, -1, -1)) & 1
    return np.packbits(ones.reshape(rows.shape[0], -1).astype(np.uint8), axis=1).tobytes()


def tiff(name, strips, photometric, samples, bits, order="<", big=False, size=(W, H), **tags):
    """A TIFF file without compression; tags by name, strips as bytes."""
    offset, pointer = ("Q", 8) if big else ("L", 4)
    fields = {
        256: (3, [size[0]]),
        257: (3, [size[1]]),
        258: (3, [bits] * samples),
        259: (3, [1]),
        262: (3, [photometric]),
        277: (3, [samples]),
        278: (3, [size[1]]),
        279: (4, [len(s) for s in strips]),
    }
    numbers = {"orientation": 274, "planar": 284, "colors": 320, "extra": 338, "format": 339,
               "subsampling": 530, "tile": 322, "rows": 323}
    for key, values in tags.items():
        fields[numbers[key]] = (3, values)
    start = 16 if big else 8
    places, at = [], start
    for s in strips:
        places.append(at)
        at += len(s) + len(s) % 2
    fields[273] = (4, places)
    entries, extra = b"", b""
    count = len(fields)
    behind = at + (8 if big else 2) + count * (20 if big else 12) + pointer
    for tag, (kind, values) in sorted(fields.items()):
        data = struct.pack(order + ("H" if kind == 3 else "L") * len(values), *values)
        if len(data) > pointer:
            place = behind + len(extra)
            extra += data + b"\0" * (len(data) % 2)
            data = struct.pack(order + offset, place)
        entries += struct.pack(order + "HH" + offset, tag, kind, len(values))
        entries += data.ljust(pointer, b"\0")
    with open(name, "wb") as out:
        mark = b"II" if order == "<" else b"MM"
        if big:
            out.write(mark + struct.pack(order + "HHHQ", 43, 8, 0, at))
        else:
            out.write(mark + struct.pack(order + "HL", 42, at))
        for s in strips:
            out.write(s + b"\0" * (len(s) % 2))
        out.write(struct.pack(order + ("Q" if big else "H"), count) + entries)
        out.write(b"\0" * pointer + extra)


def grey_tiffs():
    for bits in (2, 4, 10, 12, 14, 16, 32):
        full = GREY * ((1 << bits) - 1) // 255 if bits < 32 else GREY << 24 | 0x123456
        name = f"tiff-grey-{bits}.tif"
        tiff(name, [packed(full, bits)], 1, 1, bits)
        # Pillow keeps grey of more than 8 bits as it is and would clip it.
        record(name, eight(full, bits), bits < 8)
    for bits in (1, 4, 8, 12, 16):
        full = GREY * ((1 << bits) - 1) // 255
        name = f"tiff-white-is-zero-{bits}.tif"
        tiff(name, [packed((1 << bits) - 1 - full, bits, ">")], 0, 1, bits, ">")
        record(name, eight(full, bits), bits in (1, 8))
    tiff("tiff-grey-6.tif", [packed(GREY >> 2, 6)], 1, 1, 6)
    record("tiff-grey-6.tif", "refused: 6 bits per sample")
    for bits in (8, 16, 32):
        name = f"tiff-signed-{bits}.tif"
        tiff(name, [packed(GREY, bits)], 1, 1, bits, format=[2])
        record(name, "refused: signed samples")


def palette_tiffs():
    colors = np.array([(i * 37 % 256, i * 91 % 256, 255 - i * 13 % 256) for i in range(256)])
    for bits in (1, 2, 4):
        table = colors[: 1 << bits]
        index = GREY >> 8 - bits
        name = f"tiff-palette-{bits}.tif"
        tiff(name, [packed(index, bits)], 3, 1, bits, colors=list(table.T.ravel() * 257))
        record(name, table[index])


def color_tiffs():
    for bits in (2, 4, 10, 12, 14):
        full = RGB * ((1 << bits) - 1) // 255
        name = f"tiff-rgb-{bits}.tif"
        tiff(name, [packed(full, bits)], 2, 3, bits)
        record(name, eight(full, bits), False)
    for bits in (8, 16):
        full = RGB * ((1 << bits) - 1) // 255
        name = f"tiff-planar-{bits}.tif"
        tiff(name, [packed(full[..., c], bits) for c in range(3)], 2, 3, bits, planar=[2])
        record(name, RGB, bits == 8)  # Pillow 9.4 reads 16-bit planes wrongly
    for name, order in (("tiff-big.tif", "<"), ("tiff-big-msb.tif", ">")):
        tiff(name, [packed(RGB, 8)], 2, 3, 8, order, big=True)
        record(name, RGB, order == "<")
    alpha = np.clip(GREY[..., None], 1, 254)
    multiplied = (RGB * alpha + 127) // 255
    stored = np.concatenate([multiplied, alpha], 2)
    tiff("tiff-premultiplied.tif", [packed(stored, 8)], 2, 4, 8, extra=[1])
    record("tiff-premultiplied.tif", np.minimum(255, 255 * multiplied // alpha))
    tiff("tiff-lab.tif", [packed(RGB, 8)], 8, 3, 8)
    record("tiff-lab.tif", "refused: L*a*b* colors")
    tiff("tiff-short-strip.tif", [packed(RGB, 8)[:-30]], 2, 3, 8)
    record("tiff-short-strip.tif", "refused: 3189 bytes in a strip or tile that needs 3219")
    tiff("tiff-huge-tiles.tif", [packed(RGB, 8)], 2, 3, 8, big=True, tile=[65535], rows=[65535])
    record("tiff-huge-tiles.tif", "refused: 65535 × 65535 pixels, the limit is")
    turned = np.rot90(RGB, 1)
    tiff("exif-6-msb.tif", [packed(turned, 8)], 2, 3, 8, ">", size=(H, W), orientation=[6])
    record("exif-6-msb.tif", RGB)
    Image.fromarray(RGB.astype(np.uint8)).convert("CMYK").save(
        "tiff-cmyk-jpeg.tif", compression="jpeg")
    record("tiff-cmyk-jpeg.tif", "within 1")
    Image.open("tiff-cmyk-jpeg.tif").convert("RGB").save("expected/tiff-cmyk-jpeg.png")


def ycbcr_tiff():
    """Chroma halved both ways; readers repeat it, as libtiff does. Pillow does not read it raw."""
    ycc = np.asarray(Image.fromarray(RGB.astype(np.uint8)).convert("YCbCr")).astype(np.int64)
    ycc = np.pad(ycc, ((0, 1), (0, 1), (0, 0)), mode="edge")
    blocks = ycc.reshape(15, 2, 19, 2, 3).transpose(0, 2, 1, 3, 4).reshape(15, 19, 4, 3)
    chroma = blocks[..., 1:].mean(2).round().astype(np.int64)
    stored = np.concatenate([blocks[..., 0], chroma], 2)
    tiff("tiff-ycbcr.tif", [packed(stored, 8)], 6, 3, 8, subsampling=[2, 2])
    luma = ycc[:H, :W, :1]
    repeated = chroma.repeat(2, 0).repeat(2, 1)[:H, :W]
    full = np.concatenate([luma, repeated], 2).astype(np.uint8)
    Image.fromarray(full, "YCbCr").convert("RGB").save("expected/tiff-ycbcr.png")
    record("tiff-ycbcr.tif", "within 1")


def pnm():
    bits = (GREY > 127).astype(np.int64)
    spaced = "\n".join(" ".join(str(1 - b) for b in row) for row in bits)
    joined = "\n".join("".join(str(1 - b) for b in row) for row in bits)
    grey16, rgb16 = GREY << 8 | 255 - GREY, RGB << 8 | 255 - RGB
    plain16 = "\n".join(" ".join(str(g) for g in row) for row in grey16)
    head = f"{W} {H}\n".encode()
    files = {
        "pnm-p1.pbm": (b"P1\n# spaced\n" + head + spaced.encode() + b"\n", bits * 255),
        "pnm-p1-packed.pbm": (b"P1\n" + head + joined.encode() + b"\n", bits * 255),
        "pnm-p2-16.pgm": (b"P2\n" + head + b"65535\n" + plain16.encode() + b"\n", GREY),
        "pnm-p5-16.pgm": (b"P5\n" + head + b"65535\n" + packed(grey16, 16, ">"), GREY),
        "pnm-p6-16.ppm": (b"P6\n" + head + b"65535\n" + packed(rgb16, 16, ">"), RGB),
        "pnm-p5-15.pgm": (b"P5\n" + head + b"15\n" + packed(GREY >> 4, 8), (GREY >> 4) * 17),
    }
    for name, (data, expected) in files.items():
        with open(name, "wb") as out:
            out.write(data)
        # Pillow keeps 16 bits of grey and rounds those of colors.
        record(name, expected, "16" not in name)
    # Largest values between those of the types; Pillow rounds the same way.
    for largest in (1, 100, 200, 40000):
        bits16 = largest > 255
        stored = (GREY << 8 if bits16 else GREY) * largest // (65535 if bits16 else 255)
        full = 65535 if bits16 else 255
        expected = np.rint(stored / largest * full).astype(np.int64) >> (8 if bits16 else 0)
        name = f"pnm-p5-of-{largest}.pgm"
        with open(name, "wb") as out:
            out.write(b"P5 # grey\n" + head + f"{largest}\n".encode())
            out.write(packed(stored, 16 if bits16 else 8, ">"))
        record(name, expected, not bits16)
    pams = {
        "pnm-p7.pam": ("RGB_ALPHA", 255, np.concatenate([RGB, GREY[..., None]], 2), RGB),
        "pnm-p7-bits.pam": ("BLACKANDWHITE", 1, bits[..., None], bits * 255),
        "pnm-p7-grey.pam": ("GRAYSCALE", 255, GREY[..., None], GREY),
    }
    for name, (kind, largest, stored, expected) in pams.items():
        with open(name, "wb") as out:
            out.write(f"P7\nWIDTH {W}\nHEIGHT {H}\nDEPTH {stored.shape[2]}\n".encode())
            out.write(f"MAXVAL {largest}\nTUPLTYPE {kind}\nENDHDR\n".encode())
            out.write(packed(stored, 8))
        record(name, expected, False)
    with open("pnm-float.pfm", "wb") as out:
        out.write(b"Pf\n" + head + b"-1.0\n" + (GREY / 255).astype("<f4").tobytes())
    record("pnm-float.pfm", "refused: floating-point samples")


def psd():
    """What the reader gets wrong: other depths and other colors."""
    def write(name, depth, mode, compression, picture, expected):
        with open(name, "wb") as out:
            out.write(b"8BPS\0\1" + b"\0" * 6 + struct.pack(">HLLHH", 3, H, W, depth, mode))
            out.write(b"\0" * 12 + struct.pack(">H", compression) + picture)
        record(name, expected)

    planes = RGB.transpose(2, 0, 1).astype(np.uint8)
    rows = 3 * H
    write("psd-float.psd", 32, 3, 0, (planes / 255).astype(">f4").tobytes(),
          "refused: floating-point samples")
    write("psd-packed-16.psd", 16, 3, 1, struct.pack(">H", 2) * rows + b"\xb7\x55" * rows,
          "refused: packed rows of 16 bits")
    write("psd-lab.psd", 8, 9, 0, planes.tobytes(), "refused: L*a*b* colors")


def chunk(name, data):
    return name + struct.pack("<L", len(data)) + data + b"\0" * (len(data) % 2)


def riff(*chunks):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<L", len(body)) + body


def extended(flags, width=W, height=H):
    size = struct.pack("<L", width - 1)[:3] + struct.pack("<L", height - 1)[:3]
    return chunk(b"VP8X", struct.pack("<L", flags) + size)


def webp_chunks(image, **options):
    out = io.BytesIO()
    image.save(out, "WEBP", **options)
    data, at, chunks = out.getvalue(), 12, {}
    while at < len(data):
        size = struct.unpack("<L", data[at + 4 : at + 8])[0]
        chunks[data[at : at + 4]] = data[at : at + 8 + size + size % 2]
        at += 8 + size + size % 2
    return chunks


def webp():
    picture = Image.fromarray(RGB.astype(np.uint8))
    lossless = webp_chunks(picture, lossless=True)[b"VP8L"]
    orientation = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    turned = webp_chunks(Image.fromarray(np.rot90(RGB, 1).astype(np.uint8)), lossless=True)
    small = webp_chunks(picture.crop((0, 0, 21, 13)), lossless=True)[b"VP8L"]
    place = b"\x04\0\0\x03\0\0" + b"\x14\0\0\x0c\0\0" + b"\x64\0\0\0"
    canvas = np.zeros_like(RGB)
    canvas[6:19, 8:29] = RGB[:13, :21]
    files = {
        "webp-unknown-first.webp": (riff(extended(0), chunk(b"ABCD", b"odd"), lossless), RGB),
        "webp-unknown-last.webp": (riff(lossless, chunk(b"ABCD", b"odd")), RGB),
        "exif-6-prefix.webp": (
            riff(extended(8, H, W), turned[b"VP8L"], chunk(b"EXIF", b"Exif\0\0" + orientation)), RGB),
        "webp-animation.webp": (
            riff(extended(2), chunk(b"ANIM", b"\0" * 6), chunk(b"ANMF", place + small)), canvas),
    }
    for name, (data, expected) in files.items():
        with open(name, "wb") as out:
            out.write(data)
        record(name, expected, name != "exif-6-prefix.webp")
    record("webp-lossy.webp", np.asarray(Image.open("webp-lossy.webp").convert("RGB")))
    for name, options in {
        "webp-noise.webp": {"quality": 5},
        "webp-alpha.webp": {"quality": 40, "alpha_quality": 50},
    }.items():
        image = picture.copy()
        if "alpha" in name:
            image.putalpha(Image.fromarray(GREY.astype(np.uint8)))
        image.save(name, "WEBP", method=6, exact=True, **options)
        record(name, np.asarray(Image.open(name).convert("RGB")))


def gif():
    """A picture that covers part of its screen, and one that is larger than it."""
    grey = Image.fromarray(GREY.astype(np.uint8))
    crop = grey.crop((0, 0, 21, 13)).quantize(8)
    for name, screen, left, top, transparent in (
        ("gif-small.gif", (W, H), 8, 6, None),
        ("gif-small-transparent.gif", (W, H), 8, 6, 5),
        ("gif-large.gif", (20, 10), W - 21, H - 13, None),
    ):
        out = io.BytesIO()
        crop.save(out, "GIF")
        data = out.getvalue()
        at = data.index(b",")
        control = b""
        if transparent is not None:
            control = b"!\xf9\x04\x01\0\0" + bytes([transparent]) + b"\0"
        palette = data[13 : 13 + 3 * (2 << (data[10] & 7))]
        head = b"GIF89a" + struct.pack("<HH", *screen) + data[10:13] + palette
        place = b"," + struct.pack("<HHHH", left, top, 21, 13)
        with open(name, "wb") as file:
            file.write(head + control + place + data[at + 9 :])
        table = np.frombuffer(palette, np.uint8).reshape(-1, 3)
        expected = np.empty_like(RGB)
        expected[:] = table[transparent or 0]
        expected[top : top + 13, left : left + 21] = np.asarray(crop.convert("RGB"))
        record(name, expected)


def jpeg():
    """Bytes too many, which libjpeg passes over: at the end, between segments, before a restart."""
    with open("jpeg-420.jpg", "rb") as file:
        plain = file.read()
    with open("jpeg-restart.jpg", "rb") as file:
        restart = file.read()
    expected = np.asarray(Image.open("jpeg-420.jpg"))
    scan = plain.index(b"\xff\xda")
    second = restart.index(b"\xff\xd1")
    files = {
        "jpeg-surplus-end.jpg": plain[:-2] + b"\x12\x34\x56\x78" + plain[-2:],
        "jpeg-surplus-header.jpg": plain[:20] + b"\xff\0ab" + plain[20:scan] + b"\0" + plain[scan:],
        "jpeg-surplus-restart.jpg": restart[:second] + b"\x12\x34\x56" + restart[second:-2]
        + b"\x12" + restart[-2:],
    }
    for name, data in files.items():
        with open(name, "wb") as out:
            out.write(data)
        record(name, expected)


for write in (grey_tiffs, palette_tiffs, color_tiffs, ycbcr_tiff, pnm, psd, webp, gif, jpeg):
    write()
with open("checksums.txt") as file:
    old = [line.rstrip("\n") for line in file]
names = {line.split()[0] for line in lines}
comments = [line for line in old if line.startswith("#")]
kept = [line for line in old if not line.startswith("#") and line.split()[0] not in names]
with open("checksums.txt", "w") as out:
    out.write("\n".join(comments + sorted(kept + lines)) + "\n")
