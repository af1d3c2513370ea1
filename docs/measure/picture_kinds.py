"""Generated pictures of the kinds that curators hold, for pillow_pictures.py: each a name, a kind and an encoded file.

Every picture is drawn from a seed: content, size, mode, encoder's options, orientation (in EXIF, in XMP, in ImageMagick's raw profile) and
ICC profile. What Pillow does not write is written by tifffile (tiles, planes, predictors, big-endian files) or put together here (bitmaps with
masks and run lengths, GIF and WebP frames smaller than their canvas, JPEG segments).
"""
import io
import pathlib
import random
import struct
import zlib

import numpy
import tifffile
from PIL import Image, ImageCms

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
FAULTS = pathlib.Path(__file__).parents[2] / "pipeline/src/test/resources/faults"
WIDE = Image.open(FAULTS / "icc-display-p3.jpg").info["icc_profile"]  # Display P3: changes most pixels where it is applied


def content(draw, width, height):
    """Gradients, edges and noise: [height, width, 3] bytes."""
    generator = numpy.random.default_rng(draw.getrandbits(64))
    y, x = numpy.mgrid[0:height, 0:width] / max(width, height)
    layers = []
    for _ in range(3):
        angle, frequency = draw.uniform(0, 6.3), draw.uniform(1, 9)
        layers.append(127 + 90 * numpy.sin(frequency * (x * numpy.cos(angle) + y * numpy.sin(angle)) * 6.3))
    pixels = numpy.stack(layers, axis=-1)
    left, top = draw.randrange(width), draw.randrange(height)
    pixels[top:top + height // 3 + 1, left:left + width // 3 + 1] = [draw.randrange(256) for _ in range(3)]
    pixels += generator.normal(0, draw.choice((0, 0, 4, 20)), pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))


def size(draw, largest=70):
    return draw.randint(1, largest), draw.randint(1, largest)


def saved(image, form, **options):
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def exif(orientation, order="<", kind=3):
    value = struct.pack(order + {3: "HH", 4: "L"}[kind], *(orientation, 0)[:2 if kind == 3 else 1])
    return ((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "LHHHL", 8, 1, 274, kind, 1) + value + bytes(4))


def xmp(orientation, element):
    inside = (f"<tiff:Orientation>{orientation}</tiff:Orientation>" if element else "", f' tiff:Orientation="{orientation}"' if not element else "")
    return ('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
            f'xmlns:tiff="http://ns.adobe.com/tiff/1.0/"{inside[1]}>{inside[0]}</rdf:Description></rdf:RDF></x:xmpmeta>').encode()


class Metadata:
    """Where a picture says how it is turned, and which profile it carries."""

    def __init__(self, draw, raw=False):
        self.where = draw.choice(["none", "none", "exif", "exif", "xmp", "both"] + (["raw", "raw"] if raw else []))
        self.profile = draw.choice((None, None, SRGB, WIDE))
        self.exif = self.xmp = self.raw = None
        order, kind = draw.choice("<>"), draw.choice((3, 3, 4))
        if self.where in ("exif", "both"):
            self.exif = exif(draw.randint(1, 8), order, kind)
        if self.where in ("xmp", "both"):
            self.xmp = xmp(draw.randint(1, 8), draw.random() < 0.5)
        if self.where == "raw":
            block = b"Exif\0\0" + exif(draw.randint(1, 8), order, kind)
            digits = block.hex()
            lines = "\n".join(digits[i:i + 72] for i in range(0, len(digits), 72))
            self.raw = f"\nexif\n{len(block):8}\n{lines}\n".encode()


def segment(marker, data):
    return bytes([0xff, marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg(draw):
    image = content(draw, *size(draw))
    mode = draw.choice(("RGB", "RGB", "RGB", "L", "CMYK"))
    options = {"quality": draw.randint(20, 100), "progressive": draw.random() < 0.3, "optimize": draw.random() < 0.3}
    if mode == "RGB":
        options |= {"keep_rgb": True} if draw.random() < 0.1 else {"subsampling": draw.choice((0, 1, 2))}
    if draw.random() < 0.2:
        options["restart_marker_blocks"] = draw.randint(1, 5)
    data = saved(image.convert(mode), "JPEG", **options)
    metadata = Metadata(draw)
    segments = [] if metadata.profile is None else [segment(0xe2, b"ICC_PROFILE\0\1\1" + metadata.profile)]
    if metadata.exif:
        segments.append(segment(0xe1, b"Exif\0\0" + metadata.exif))
    if metadata.xmp:
        segments.append(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0" + metadata.xmp))
    if draw.random() < 0.15:
        segments[:0] = [segment(0xed, bytes(65000))] * 3  # what editors put first: more than 64 KB before the orientation
    variant = draw.choice(("", "", "", "", "", "no marker of JFIF", "components R, G and B"))
    if variant == "no marker of JFIF" and data[2:4] == b"\xff\xe0":
        data = data[:2] + data[20:]
    elif variant == "components R, G and B" and mode == "RGB":
        frame = next(data.index(bytes([0xff, m])) for m in (0xc0, 0xc1, 0xc2) if bytes([0xff, m]) in data)
        changed = bytearray(data[20:] if data[2:4] == b"\xff\xe0" else data[2:])
        data = renamed(b"\xff\xd8" + bytes(changed))
    else:
        variant = ""
    kind = f"{mode}{' RGB stored' if options.get('keep_rgb') else ''}{', progressive' if options['progressive'] else ''}{', ' + variant if variant else ''}"
    return kind, data[:2] + b"".join(segments) + data[2:], metadata


def renamed(data):
    """Gives the components the ids R, G and B, in the frame and in every scan."""
    out, at, ids = bytearray(data), 2, {}
    while at < len(out) - 4:
        if out[at] != 0xff or out[at + 1] in (0, 0xff) or 0xd0 <= out[at + 1] <= 0xd8:
            at += 1
            continue
        marker, length = out[at + 1], struct.unpack(">H", out[at + 2:at + 4])[0]
        if marker in (0xc0, 0xc1, 0xc2):
            for i in range(3):
                ids[out[at + 10 + 3 * i]] = b"RGB"[i]
                out[at + 10 + 3 * i] = b"RGB"[i]
        elif marker == 0xda:
            for i in range(out[at + 4]):
                out[at + 5 + 2 * i] = ids[out[at + 5 + 2 * i]]
        elif marker == 0xd9:
            break
        at += 2 + length
    return bytes(out)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_file(draw, width, height, depth, colour, interlaced, between):
    """Any depth, colour type and filters; random content over a gradient."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    generator = numpy.random.default_rng(draw.getrandbits(64))
    base = numpy.linspace(0, 2 ** depth - 1, width * height * channels).reshape(height, width, channels)
    values = (base + generator.integers(0, 2 ** depth, base.shape) / 4).astype(numpy.int64) % (2 ** depth)
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    raw = bytearray()
    step = max(1, channels * depth // 8)
    for x0, y0, dx, dy in passes:
        part = values[y0::dy, x0::dx]
        if part.size == 0:
            continue
        if depth == 16:
            rows = part.astype(">u2").reshape(part.shape[0], -1).view(numpy.uint8)
        elif depth == 8:
            rows = part.astype(numpy.uint8).reshape(part.shape[0], -1)
        else:
            shifts = numpy.arange(depth)[::-1]
            rows = numpy.packbits((part.reshape(part.shape[0], -1)[..., None] >> shifts & 1).reshape(part.shape[0], -1).astype(numpy.uint8), axis=1)
        above = bytes(rows.shape[1])
        for row in rows:
            row, kind = row.tobytes(), draw.randrange(5)
            raw.append(kind)
            raw += filtered(row, above, step, kind)
            above = row
    data = zlib.compress(bytes(raw))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(*pair) for pair in between[0])
            + chunk(b"IDAT", data[:len(data) // 2]) + chunk(b"IDAT", data[len(data) // 2:]) + b"".join(chunk(*pair) for pair in between[1])
            + chunk(b"IEND", b""))


def filtered(row, above, step, kind):
    out = bytearray()
    for i, value in enumerate(row):
        a = row[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        p = a + b - c
        paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        out.append((value - (0, a, b, (a + b) // 2, paeth)[kind]) & 255)
    return out


def png(draw):
    colour, depth = draw.choice([(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 8), (6, 16)])
    interlaced, metadata = draw.random() < 0.3, Metadata(draw, raw=True)
    before, after = [], []
    if metadata.profile:
        before.append((b"iCCP", b"icc\0\0" + zlib.compress(metadata.profile)))
    if draw.random() < 0.2:
        before.append((b"gAMA", struct.pack(">I", draw.choice((45455, 100000, 22727)))))
    if colour == 3:
        before.append((b"PLTE", bytes(draw.randrange(256) for _ in range(3 * 2 ** depth))))
    transparent = colour in (0, 2, 3) and draw.random() < 0.3
    if transparent:
        values = {0: struct.pack(">H", draw.randrange(2 ** depth)), 2: struct.pack(">HHH", *(draw.randrange(2 ** depth) for _ in range(3))),
                  3: bytes(draw.randrange(256) for _ in range(draw.randint(1, 2 ** depth)))}
        before.append((b"tRNS", values[colour]))
    place = after if draw.random() < 0.3 else before
    if metadata.exif:
        place.append((b"eXIf", metadata.exif))
    if metadata.xmp:
        compressed = draw.random() < 0.5
        packet = zlib.compress(metadata.xmp) if compressed else metadata.xmp
        place.append((b"iTXt", b"XML:com.adobe.xmp\0" + bytes([compressed, 0]) + b"\0\0" + packet))
    if metadata.raw:
        which, text = draw.choice(("tEXt", "zTXt", "iTXt")), metadata.raw
        key = b"Raw profile type exif\0"
        place.append((which.encode(), key + {"tEXt": text, "zTXt": b"\0" + zlib.compress(text), "iTXt": b"\0\0\0\0" + text}[which]))
    kind = f"{ {0: 'grey', 2: 'RGB', 3: 'palette', 4: 'grey and alpha', 6: 'RGBA'}[colour]} of {depth} bits{', interlaced' if interlaced else ''}{', tRNS' if transparent else ''}"
    return kind, png_file(draw, *size(draw, 40), depth, colour, interlaced, (before, after)), metadata


def with_alpha(draw, image):
    alpha = numpy.random.default_rng(draw.getrandbits(64)).integers(0, 256, image.size[::-1], dtype=numpy.uint8)
    alpha[: alpha.shape[0] // 2] = draw.choice((0, 255))
    result = image.convert("RGBA")
    result.putalpha(Image.fromarray(alpha))
    return result


def riff(*chunks):
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def webp(draw):
    lossless, alpha, metadata = draw.random() < 0.5, draw.random() < 0.3, Metadata(draw)
    image = content(draw, *size(draw))
    image = with_alpha(draw, image) if alpha else image
    options = {"exact": True} if draw.random() < 0.5 else {}
    still = {"lossless": lossless, "quality": draw.randint(10, 100), "method": draw.choice((0, 1, 4, 6)), **options}
    if draw.random() < 0.25:
        inner = saved(image, "WEBP", **still)
        chunks = list(riff_chunks(inner))
        x, y, (width, height) = 2 * draw.randrange(12), 2 * draw.randrange(12), image.size
        canvas = (x + width + draw.randrange(9), y + height + draw.randrange(9))
        frame = b"".join(number.to_bytes(3, "little") for number in (x // 2, y // 2, width - 1, height - 1, 100)) + b"\0"
        frame += b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1) for name, data in chunks if name in (b"ALPH", b"VP8 ", b"VP8L"))
        flags = 2 | 16 | (8 if metadata.exif else 0) | (4 if metadata.xmp else 0)
        parts = [(b"VP8X", bytes([flags, 0, 0, 0]) + b"".join((side - 1).to_bytes(3, "little") for side in canvas)),
                 (b"ANIM", bytes(draw.randrange(256) for _ in range(4)) + b"\0\0"), (b"ANMF", frame), (b"ANMF", frame)]
        parts += [(b"EXIF", metadata.exif)] if metadata.exif else []
        parts += [(b"XMP ", metadata.xmp)] if metadata.xmp else []
        return f"{'lossless' if lossless else 'lossy'}{', alpha' if alpha else ''}, first frame on a larger canvas", riff(*parts), metadata
    if metadata.exif:
        still["exif"] = metadata.exif
    if metadata.xmp:
        still["xmp"] = metadata.xmp
    if metadata.profile:
        still["icc_profile"] = metadata.profile
    return f"{'lossless' if lossless else 'lossy'}{', alpha' if alpha else ''}", saved(image, "WEBP", **still), metadata


def riff_chunks(data):
    at = 12
    while at + 8 <= len(data):
        length = struct.unpack("<I", data[at + 4:at + 8])[0]
        yield data[at:at + 4], data[at + 8:at + 8 + length]
        at += 8 + length + (length & 1)


def gif(draw):
    image = content(draw, *size(draw)).quantize(draw.choice((2, 5, 16, 200, 256)))
    interlaced = draw.random() < 0.4
    alone = saved(image, "GIF", interlace=int(interlaced), optimize=False)
    colours = 2 << (alone[10] & 7)
    palette, at = alone[13:13 + 3 * colours], 13 + 3 * colours
    while alone[at:at + 1] != b",":
        at += 2
        while alone[at]:
            at += 1 + alone[at]
        at += 1
    interlaced = bool(alone[at + 9] & 0x40)
    pixels = alone[at + 10 + (3 * (2 << (alone[at + 9] & 7)) if alone[at + 9] & 0x80 else 0):]
    if alone[at + 9] & 0x80:
        palette = alone[at + 10:at + 10 + 3 * (2 << (alone[at + 9] & 7))]
    bits = (len(palette) // 3).bit_length() - 2
    smaller, local, transparent = draw.random() < 0.4, draw.random() < 0.3, draw.random() < 0.4
    x, y = (draw.randrange(20), draw.randrange(20)) if smaller else (0, 0)
    width, height = x + image.width + (draw.randrange(20) if smaller else 0), y + image.height + (draw.randrange(20) if smaller else 0)
    out = b"GIF89a" + struct.pack("<HHBBB", width, height, 0 if local else 0x80 | bits, draw.randrange(256), 0) + (b"" if local else palette)
    if transparent:
        out += b"!\xf9\4" + bytes([draw.choice((1, 5, 9)), 10, 0, draw.randrange(len(palette) // 3)]) + b"\0"
    out += b"," + struct.pack("<HHHHB", x, y, *image.size, (0x80 | bits if local else 0) | (0x40 if interlaced else 0)) + (palette if local else b"") + pixels
    kind = "".join(word for word, true in (("local palette, ", local), ("interlaced, ", interlaced), ("transparent, ", transparent), ("smaller than its canvas, ", smaller)) if true)
    return kind[:-2] or "plain", out, None


def tiff(draw):
    metadata = Metadata(draw)
    image = content(draw, *size(draw))
    array = numpy.asarray(image)
    if draw.random() < 0.5:
        mode = draw.choice(("1", "L", "LA", "P", "RGB", "RGB", "RGBA", "CMYK", "I;16", "YCbCr"))
        compressions = ["raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits"]
        if mode == "1":
            compressions += ["group3", "group4", "tiff_ccitt"]
        if mode in ("L", "RGB", "CMYK", "YCbCr"):
            compressions += ["jpeg", "jpeg"]
        compression = draw.choice(compressions)
        picture = {"LA": lambda: with_alpha(draw, image).convert("LA"), "RGBA": lambda: with_alpha(draw, image), "P": lambda: image.quantize(200),
                   "I;16": lambda: Image.fromarray((array[..., 0].astype(numpy.uint16) * 257))}.get(mode, lambda: image.convert(mode))()
        options = {}
        if metadata.exif:
            options["tiffinfo"] = {274: struct.unpack(metadata.exif[:1].replace(b"I", b"<").replace(b"M", b">").decode() + "H", metadata.exif[18:20])[0] or 1}
        if metadata.xmp and not metadata.exif:
            options["tiffinfo"] = {700: metadata.xmp}
        if metadata.profile:
            options["icc_profile"] = metadata.profile
        return f"{mode}, {compression}", saved(picture, "TIFF", compression=compression, **options), metadata
    order, planar, predictor = draw.choice("<>"), draw.random() < 0.3, draw.random() < 0.4
    mode = draw.choice(("rgb", "rgb", "minisblack", "miniswhite", "rgb16", "minisblack16", "palette", "separated"))
    compression = draw.choice((None, "zlib", "lzw", "packbits"))
    options = {"photometric": mode.rstrip("16"), "byteorder": order, "compression": compression}
    data = array if mode in ("rgb", "rgb16") else array[..., 0]
    if mode == "separated":
        data = numpy.asarray(image.convert("CMYK"))
    if mode.endswith("16"):
        data = data.astype(numpy.uint16) * 257
        options["photometric"] = mode[:-2]
    if mode == "palette":
        options["colormap"] = numpy.random.default_rng(draw.getrandbits(64)).integers(0, 256, (3, 256)).astype(numpy.uint16) * 257
    if predictor and compression in ("zlib", "lzw") and mode != "palette":
        options["predictor"] = True
    else:
        predictor = False
    if mode.startswith("rgb") and planar:
        data, options["planarconfig"] = numpy.moveaxis(data, -1, 0), "separate"
    else:
        planar = False
    tiles = draw.random() < 0.4
    if tiles:
        options["tile"] = (16, 32)
    else:
        options["rowsperstrip"] = draw.randint(1, array.shape[0])
    extra = []
    if metadata.exif:
        extra.append((274, 3, 1, draw.randint(1, 8), True))
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, numpy.ascontiguousarray(data), metadata=None, extratags=extra, **options)
    kind = f"{mode}, {compression}{', planes' if planar else ''}{', predictor' if predictor else ''}{', tiles' if tiles else ', strips'}{', big-endian' if order == '>' else ''}"
    return kind, buffer.getvalue(), metadata


def bmp(draw):
    image = content(draw, *size(draw))
    kind = draw.choice(("1", "4", "8", "8 RLE", "4 RLE", "16", "16 565", "24", "24 top-down", "32", "32 masks", "32 V4 alpha", "OS/2 24", "OS/2 8"))
    width, height = image.size
    array = numpy.asarray(image)
    bits = int(kind.replace("OS/2 ", "").split()[0])
    palette, compression, masks = b"", 0, b""
    if bits <= 8:
        indexed = image.quantize(2 ** bits)
        colours = (indexed.getpalette("RGB") + [0] * 768)[: 3 * 2 ** bits]
        indices = numpy.asarray(indexed)
        entry = 3 if kind.startswith("OS/2") else 4
        palette = b"".join(bytes(colours[3 * i:3 * i + 3][::-1]) + b"\0" * (entry - 3) for i in range(2 ** bits))
        rows = [row.tolist() for row in indices]
        if "RLE" in kind:
            compression = 1 if bits == 8 else 2
            lines = [run_lengths(draw, row, bits) for row in reversed(rows)]
            pixels = b"\0\0".join(lines) + b"\0\1"
        else:
            packed = [numpy.packbits((numpy.array(row)[:, None] >> numpy.arange(bits)[::-1] & 1).astype(numpy.uint8).ravel()).tobytes() for row in rows]
            pixels = b"".join(row + bytes(-len(row) % 4) for row in reversed(packed))
    elif bits == 16:
        r, g, b = (array[..., i].astype(numpy.uint16) for i in range(3))
        if kind == "16 565":
            values, compression, masks = (r >> 3) << 11 | (g >> 2) << 5 | b >> 3, 3, struct.pack("<LLL", 0xf800, 0x7e0, 0x1f)
        else:
            values = (r >> 3) << 10 | (g >> 3) << 5 | b >> 3
        pixels = b"".join(row.astype("<u2").tobytes() + bytes(-2 * width % 4) for row in values[::-1])
    elif bits == 24:
        rows = array[..., ::-1] if "top-down" in kind else array[::-1, :, ::-1]
        pixels = b"".join(row.tobytes() + bytes(-3 * width % 4) for row in rows)
    else:
        alpha = numpy.random.default_rng(draw.getrandbits(64)).integers(0, 256, (height, width, 1), dtype=numpy.uint8)
        if kind == "32 masks":
            values, compression, masks = numpy.concatenate([array, alpha], -1), 3, struct.pack("<LLL", 0xff, 0xff00, 0xff0000)
        else:
            values = numpy.concatenate([array[..., ::-1], alpha], -1)
        pixels = numpy.ascontiguousarray(values[::-1]).tobytes()
    if kind.startswith("OS/2"):
        header = struct.pack("<LHHHH", 12, width, height, 1, bits)
    else:
        rows = -height if "top-down" in kind else height
        header = struct.pack("<LllHHLLllLL", 40, width, rows, 1, bits, compression, len(pixels), 2835, 2835, 0, 0)
        if "V4" in kind:
            header = struct.pack("<LllHHLLllLL", 108, width, height, 1, 32, 3, len(pixels), 2835, 2835, 0, 0)
            header += struct.pack("<LLLLL", 0xff0000, 0xff00, 0xff, 0xff000000, 0x73524742) + bytes(48)
    offset = 14 + len(header) + len(masks) + len(palette)
    return f"{kind} bits", b"BM" + struct.pack("<LHHL", offset + len(pixels), 0, 0, offset) + header + masks + palette + pixels, None


def run_lengths(draw, row, bits):
    """A row in runs, and where four or more pixels differ, sometimes literally."""
    out, at = bytearray(), 0
    while at < len(row):
        end = at
        while end < len(row) and row[end] == row[at] and end - at < 255:
            end += 1
        literal = min(len(row) - at, draw.randint(3, 20))
        if end - at == 1 and literal >= 3 and draw.random() < 0.5:
            values = row[at:at + literal]
            packed = bytes(values) if bits == 8 else bytes((values + [0])[i] << 4 | (values + [0])[i + 1] for i in range(0, len(values), 2))
            out += bytes([0, literal]) + packed + bytes(len(packed) & 1)
            at += literal
        else:
            out += bytes([end - at, row[at] if bits == 8 else row[at] << 4 | row[at]])
            at = end
    return bytes(out)


MAKERS = {"jpeg": (jpeg, 500), "png": (png, 500), "webp": (webp, 350), "gif": (gif, 200), "tiff": (tiff, 350), "bmp": (bmp, 100)}


def pictures(count, seed):
    """Yields name, format, kind and encoded bytes, in the proportions of MAKERS."""
    total = sum(weight for _, weight in MAKERS.values())
    for form, (make, weight) in MAKERS.items():
        for number in range(round(count * weight / total)):
            draw = random.Random(f"{seed}:{form}:{number}")
            kind, data, metadata = make(draw)
            turned = "" if metadata is None else f" turned by {metadata.where}" if metadata.where != "none" else ""
            profile = ", profile" if metadata is not None and metadata.profile else ""
            yield f"{form}-{number:04d}.{form}", form, kind, turned + profile, data
