"""Images of every kind that ImageDecoder reads, small, and their pixels as Pillow decodes them.

Each case is a file NAME.EXT and, gzipped, NAME.EXT.rgb.gz: width and height as big-endian int32, then
ImageOps.exif_transpose(image).convert("RGB"). Only 16-bit grey differs from Pillow, which clips it: there the high byte.
Written with Pillow 13.0.0 (libjpeg-turbo 3.2.0). Regenerate:
python3 decode_goldens.py PHOTOGRAPH.jpg ../resources/image/decode
The photograph committed here is clothing-dataset-small's test/hat/2a12baab-f020-42e3-8e6b-5d82e3ed0b55.jpg (CC0).
"""
import gzip
import io
import struct
import sys
import zlib

from PIL import Image, ImageOps

photograph, out = Image.open(sys.argv[1]).convert("RGB"), sys.argv[2]
side = min(photograph.size)
square = photograph.crop((0, 0, side, side))
large = square.resize((47, 35), Image.BICUBIC)
small = square.resize((23, 17), Image.BICUBIC)
aligned = square.resize((32, 32), Image.BICUBIC)


def keep(name, data, rgb=None):
    if rgb is None:
        rgb = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    with open(f"{out}/{name}", "wb") as file:
        file.write(data)
    with open(f"{out}/{name}.rgb.gz", "wb") as file:
        file.write(gzip.compress(struct.pack(">ii", *rgb.size) + rgb.tobytes(), mtime=0))


def save(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def jpegs():
    for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
        for progressive in (False, True):
            name = f"jpeg-{subsampling.replace(':', '')}{'-progressive' if progressive else ''}.jpg"
            keep(name, save(large, "JPEG", quality=88, subsampling=subsampling, progressive=progressive))
    keep("jpeg-worst-quality.jpg", save(large, "JPEG", quality=2))
    keep("jpeg-best-quality-progressive.jpg", save(large, "JPEG", quality=100, progressive=True))
    keep("jpeg-restart-intervals.jpg", save(large, "JPEG", quality=80, restart_marker_blocks=2))
    keep("jpeg-restart-intervals-progressive.jpg",
         save(large, "JPEG", quality=80, restart_marker_blocks=2, progressive=True))
    keep("jpeg-optimised-tables.jpg", save(large, "JPEG", quality=60, optimize=True))
    keep("jpeg-grey.jpg", save(large.convert("L"), "JPEG"))
    keep("jpeg-grey-progressive.jpg", save(large.convert("L"), "JPEG", progressive=True))
    keep("jpeg-stored-rgb.jpg", save(large, "JPEG", keep_rgb=True))
    for width, height in ((1, 1), (1, 16), (2, 2), (3, 5), (8, 8), (17, 1), (5, 33)):
        for subsampling in ("4:2:0", "4:2:2"):
            image = square.resize((width, height), Image.BICUBIC)
            keep(f"jpeg-{width}x{height}-{subsampling.replace(':', '')}.jpg",
                 save(image, "JPEG", subsampling=subsampling))
    cmyk = save(large.convert("CMYK"), "JPEG")
    keep("jpeg-cmyk-adobe.jpg", cmyk)
    adobe = cmyk.index(b"Adobe")
    keep("jpeg-ycck.jpg", cmyk[:adobe + 11] + b"\2" + cmyk[adobe + 12:])  # read as YCCK: odd colours, same work
    keep("jpeg-cmyk-no-adobe.jpg", cmyk[:adobe - 4] + cmyk[adobe + 12:])
    wide = save(aligned, "JPEG", subsampling="4:2:2")
    frame = wide.index(b"\xff\xc0")
    assert wide[frame + 11] == 0x21
    keep("jpeg-440.jpg", wide[:frame + 11] + b"\x12" + wide[frame + 12:])  # blocks garbled: upsampling is what counts
    exif = Image.Exif()
    for orientation in range(1, 9):
        exif[0x0112] = orientation
        keep(f"orientation-{orientation}.jpg", save(large, "JPEG", quality=50, exif=exif.tobytes()))
    exif[0x0112] = 6
    keep("orientation-6.png", save(small, "PNG", exif=exif.tobytes()))
    keep("orientation-6.webp", save(small, "WEBP", lossless=True, exif=exif.tobytes()))
    exif[0x0112] = 77
    keep("orientation-unknown.jpg", save(large, "JPEG", quality=50, exif=exif.tobytes()))


def png(width, height, depth, colour, samples, interlaced, *chunks):
    """samples: rows of integers, channels interleaved. Filters 0 to 4 take turns."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]

    def packed(row):
        bits = "".join(format(value, f"0{depth}b") for value in row)
        bits += "0" * (-len(bits) % 8)
        return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))

    def filtered(rows):
        step, result, above = max(1, channels * depth // 8), b"", None
        for number, row in enumerate(rows):
            row = packed(row)
            above = above or bytes(len(row))
            kind = number % 5
            result += bytes([kind])
            for i, value in enumerate(row):
                a = row[i - step] if i >= step else 0
                b = above[i]
                c = above[i - step] if i >= step else 0
                p = a + b - c
                paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                result += bytes([(value - (0, a, b, (a + b) // 2, paeth)[kind]) & 255])
            above = row
        return result

    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = b""
    for x0, y0, dx, dy in passes:
        rows = [[v for x in range(x0, width, dx) for v in samples[y][x * channels:(x + 1) * channels]]
                for y in range(y0, height, dy)]
        if rows and rows[0]:
            data += filtered(rows)

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    compressed = zlib.compress(data)
    half = len(compressed) // 2
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced)))
            + b"".join(chunk(name, content) for name, content in chunks)
            + chunk(b"IDAT", compressed[:half]) + chunk(b"IDAT", compressed[half:]) + chunk(b"IEND", b""))


def pngs():
    width, height = small.size
    grey, rgba = small.convert("L"), small.convert("RGBA")
    rgba.putalpha(grey)
    for colour, name, depths in ((0, "grey", (1, 2, 4, 8, 16)), (2, "rgb", (8, 16)), (3, "palette", (1, 2, 4, 8)),
                                 (4, "grey-alpha", (8, 16)), (6, "rgba", (8, 16))):
        source = {0: grey, 2: small, 3: grey, 4: rgba.convert("LA"), 6: rgba}[colour].tobytes()
        length = len(source) // height
        for depth in depths:
            scaled = [[(v * 257 + i * 7) % 65536 if depth == 16 else v >> (8 - depth)
                       for i, v in enumerate(source[y * length:(y + 1) * length])] for y in range(height)]
            chunks = []
            if colour == 3:
                colours = bytes((i * k + 40) & 255 for i in range(1 << depth) for k in (7, 31, 57))
                chunks = [(b"PLTE", colours), (b"tRNS", b"\0\x80")]
            if colour == 0:
                chunks = [(b"tRNS", b"\0\1")]
            if colour == 2:
                chunks = [(b"tRNS", b"\0\1\0\1\0\1")]
            for interlaced in (False, True):
                data = png(width, height, depth, colour, scaled, interlaced, *chunks)
                expected = None
                if depth == 16 and colour == 0:
                    high = bytes(v >> 8 for row in scaled for v in row)
                    expected = Image.frombytes("L", (width, height), high).convert("RGB")
                keep(f"png-{name}-{depth}{'-interlaced' if interlaced else ''}.png", data, expected)


def others():
    grey, rgba, palette = small.convert("L"), small.convert("RGBA"), small.quantize(37)
    rgba.putalpha(grey)
    keep("gif-palette.gif", save(palette, "GIF"))
    keep("gif-not-interlaced.gif", save(palette, "GIF", interlace=0))
    keep("gif-grey.gif", save(grey, "GIF"))
    keep("gif-two-colours.gif", save(small.convert("1"), "GIF"))
    keep("gif-noise-256.gif", save(Image.effect_noise((90, 70), 90), "GIF"))  # fills the table of codes
    keep("gif-transparent.gif", save(palette, "GIF", transparency=3))
    keep("gif-animated.gif", save(palette, "GIF", save_all=True, append_images=[palette.rotate(180)]))
    data = bytearray(save(palette, "GIF", transparency=3, interlace=0))
    struct.pack_into("<HH", data, 6, 31, 29)  # a screen larger than its frame
    frame = data.index(b"\x2c\0\0\0\0" + struct.pack("<HH", *small.size))
    struct.pack_into("<HH", data, frame + 1, 5, 7)
    keep("gif-frame-within-screen.gif", bytes(data))
    keep("webp-lossy.webp", save(large, "WEBP", quality=80))
    keep("webp-lossless.webp", save(small, "WEBP", lossless=True))
    keep("webp-alpha.webp", save(rgba, "WEBP", quality=80))
    keep("webp-alpha-lossless.webp", save(rgba, "WEBP", lossless=True, exact=True))
    keep("webp-animated.webp", save(small, "WEBP", save_all=True, append_images=[small.rotate(180)], lossless=True))
    for compression in ("raw", "tiff_lzw", "tiff_deflate", "tiff_adobe_deflate", "packbits"):
        keep(f"tiff-rgb-{compression}.tiff", save(small, "TIFF", compression=compression))
    keep("tiff-rgb-jpeg.tiff", save(aligned, "TIFF", compression="jpeg", quality=95))
    for mode in ("1", "L", "P", "RGBA", "CMYK", "LA"):
        image = palette if mode == "P" else (rgba.convert(mode) if mode == "LA" else (rgba if mode == "RGBA" else
                                                                                      small.convert(mode)))
        keep(f"tiff-{mode.lower()}.tiff", save(image, "TIFF"))
    keep("tiff-fax-g4.tiff", save(small.convert("1"), "TIFF", compression="group4"))
    keep("tiff-predictor.tiff", save(small, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}))
    keep("tiff-orientation-8.tiff", save(small, "TIFF", tiffinfo={274: 8}))
    values = [(v * 257 + i * 7) % 65536 for i, v in enumerate(grey.tobytes())]
    sixteen = Image.frombytes("I;16", small.size, struct.pack(f"<{len(values)}H", *values))
    keep("tiff-grey-16.tiff", save(sixteen, "TIFF"),
         Image.frombytes("L", small.size, bytes(v >> 8 for v in values)).convert("RGB"))
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        image = palette if mode == "P" else (rgba if mode == "RGBA" else small.convert(mode))
        keep(f"bmp-{mode.lower()}.bmp", save(image, "BMP"))
    keep("bmp-top-down.bmp", top_down(save(small, "BMP")))


def top_down(bmp):
    """The same rows with a negative height: the image upside down."""
    height = struct.unpack_from("<i", bmp, 22)[0]
    return bmp[:22] + struct.pack("<i", -height) + bmp[26:]


jpegs()
pngs()
others()
