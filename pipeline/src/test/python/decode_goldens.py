"""Images of every kind that ImageDecoder reads, small, and their pixels as Pillow decodes them.

Each case is a file NAME.EXT and, gzipped, NAME.EXT.rgb.gz: width and height as big-endian int32, then
ImageOps.exif_transpose(image).convert("RGB"). Only 16-bit grey differs from Pillow, which clips it: there the high byte, where a sample exceeds 255.
Written with Pillow 13.0.0 (libjpeg-turbo 3.2.0) and tifffile 2026.3.3. Regenerate:
python3 decode_goldens.py PHOTOGRAPH.jpg ../resources/image/decode
The photograph committed here is clothing-dataset-small's test/hat/2a12baab-f020-42e3-8e6b-5d82e3ed0b55.jpg (CC0).
"""
import gzip
import io
import pathlib
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
    wide = Image.open(pathlib.Path(__file__).parent.parent / "resources/faults/icc-display-p3.jpg").info["icc_profile"]
    keep("tiff-rgb-jpeg-with-profile.tiff", save(aligned, "TIFF", compression="jpeg", quality=95, icc_profile=wide))
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


def app1(data):
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def exif(orientation, kind=3, byte_order="<"):
    value = {1: bytes([orientation]), 3: struct.pack(byte_order + "H", orientation), 4: struct.pack(byte_order + "L", orientation)}[kind]
    head = b"II*\0" if byte_order == "<" else b"MM\0*"
    return head + struct.pack(byte_order + "LHHHL", 8, 1, 274, kind, 1) + value.ljust(4, b"\0") + bytes(4)


def turned():
    jpeg = save(large, "JPEG", quality=50)
    mark, packet = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
    for name, segments in {
        "behind-64k": [app1(bytes(65000)), app1(bytes(65000)), app1(mark + exif(6))],
        "of-type-byte": [app1(mark + exif(6, kind=1))],
        "of-type-byte-and-xmp": [app1(mark + exif(6, kind=1)), app1(packet + b'<a tiff:Orientation="8"/>')],
        "big-endian": [app1(mark + exif(5, 4, ">"))],
        "two-segments": [app1(mark + exif(6)[:20]), app1(mark + exif(6)[20:])],
        "two-exifs": [app1(mark + exif(6)), app1(mark + exif(3))],
        "xmp-attribute": [app1(packet + b'<a tiff:Orientation="7"/>')],
        "xmp-element": [app1(packet + b"<tiff:Orientation>3</tiff:Orientation>")],
        "xmp-twice": [app1(packet + b'<a tiff:Orientation="7"/>'), app1(packet + b'<a tiff:Orientation="4"/>')],
        "exif-before-xmp": [app1(packet + b'<a tiff:Orientation="7"/>'), app1(mark + exif(2))],
        "invalid-before-xmp": [app1(packet + b'<a tiff:Orientation="7"/>'), app1(mark + exif(0))],
        "without-header-and-xmp": [app1(packet + b'<a tiff:Orientation="7"/>'), app1(mark + b"XX" + exif(6)[2:])],
    }.items():
        keep(f"turned-{name}.jpg", jpeg[:2] + b"".join(segments) + jpeg[2:])
    rows = [list(small.tobytes()[3 * small.width * y:3 * small.width * (y + 1)]) for y in range(small.height)]

    def with_chunks(*chunks):
        return png(*small.size, 8, 2, rows, False, *chunks)

    def after_pixels(*chunks):
        plain = with_chunks()
        added = b"".join(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)
        return plain[:-12] + added + plain[-12:]

    block = b"Exif\0\0" + exif(6)
    profile = f"\nexif\n{len(block):8}\n{block.hex()}\n".encode()
    key, xmp = b"Raw profile type exif\0", b"XML:com.adobe.xmp\0"
    keep("turned-exif-after-pixels.png", after_pixels((b"eXIf", exif(8))))
    keep("turned-raw-profile-text.png", with_chunks((b"tEXt", key + profile)))
    keep("turned-raw-profile-compressed.png", after_pixels((b"zTXt", key + b"\0" + zlib.compress(profile))))
    keep("turned-raw-profile-international.png", with_chunks((b"iTXt", key + b"\0\0\0\0" + profile)))
    keep("turned-raw-profile-app1.png", with_chunks((b"tEXt", b"Raw profile type APP1\0" + profile)))
    keep("turned-exif-before-raw-profile.png", with_chunks((b"eXIf", exif(3)), (b"tEXt", key + profile)))
    keep("turned-xmp.png", with_chunks((b"iTXt", xmp + b"\0\0\0\0" + b'<a tiff:Orientation="5"/>')))
    keep("turned-xmp-compressed.png", after_pixels((b"iTXt", xmp + b"\1\0\0\0" + zlib.compress(b'<a tiff:Orientation="5"/>'))))
    keep("turned-xmp.webp", save(small, "WEBP", lossless=True, xmp=b'<a tiff:Orientation="6"/>'))
    keep("turned-exif-before-xmp.webp", save(small, "WEBP", lossless=True, xmp=b'<a tiff:Orientation="6"/>', exif=exif(3)))
    keep("turned-xmp.tiff", save(small, "TIFF", tiffinfo={700: b'<a tiff:Orientation="6"/>'}))


def first_frames():
    palette = small.quantize(37)
    data = save(palette, "GIF", interlace=0)
    colours = 2 << (data[10] & 7)
    table, descriptor = data[13:13 + 3 * colours], data.index(b"\x2c\0\0\0\0" + struct.pack("<HH", *small.size))
    pixels = data[descriptor + 10:]
    screen, bits = struct.pack("<HH", 31, 29), data[10] & 7

    def gif(place, local, control=b"", size=screen):
        head = b"GIF89a" + size + bytes([0 if local else 0x80 | bits, 9, 0]) + (b"" if local else table)
        return head + control + b"\x2c" + struct.pack("<HHHH", *place, *small.size) + (bytes([0x80 | bits]) + table if local else b"\0") + pixels

    keep("frame-local-palette.gif", gif((5, 7), True))
    keep("frame-local-palette-transparent.gif", gif((8, 0), True, b"!\xf9\4\x09\0\0\5\0"))
    keep("frame-beyond-screen.gif", gif((20, 19), False))
    keep("frame-on-screen-without-palette.gif", gif((5, 7), False).replace(table, b"", 1)[:10] + b"\0" + gif((5, 7), False).replace(table, b"", 1)[11:])
    still = save(small, "WEBP", lossless=True)

    def animation(flags, *frames):
        body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes([2 | flags, 0, 0, 0]) + (39).to_bytes(3, "little") + (29).to_bytes(3, "little")
        body += b"ANIM" + struct.pack("<I", 6) + b"\xff\x80\x40\xff\0\0" + b"".join(frames)
        return b"RIFF" + struct.pack("<I", len(body)) + body

    def frame(x, y):
        content = b"".join(n.to_bytes(3, "little") for n in (x // 2, y // 2, small.width - 1, small.height - 1, 100)) + b"\0" + still[12:]
        return b"ANMF" + struct.pack("<I", len(content)) + content

    keep("frame-on-canvas.webp", animation(0, frame(6, 4), frame(0, 0)))
    packet = b"EXIF" + struct.pack("<I", 26) + exif(6)
    keep("frame-on-canvas-turned.webp", animation(8, frame(16, 12), frame(0, 0), packet))


def more_layouts():
    import numpy
    import tifffile

    def tiff(data, **options):
        buffer = io.BytesIO()
        tifffile.imwrite(buffer, data, metadata=None, **options)
        return buffer.getvalue()

    array = numpy.asarray(small)
    alpha = array[..., 1:2]
    together = numpy.concatenate([numpy.minimum(array, alpha), alpha], -1)
    keep("layout-premultiplied.tiff", tiff(together, photometric="rgb", extrasamples=["assocalpha"]))
    keep("layout-premultiplied-16.tiff", tiff(together.astype(numpy.uint16) * 257, photometric="rgb", extrasamples=["assocalpha"]))
    keep("layout-planes-tiles-big-endian.tiff", tiff(numpy.moveaxis(array, -1, 0), photometric="rgb", planarconfig="separate",
                                                     byteorder=">", tile=(16, 16), compression="zlib", predictor=True))
    keep("layout-white-is-zero.tiff", tiff(array[..., 0], photometric="miniswhite"))
    keep("layout-cmyk-16.tiff", tiff(numpy.asarray(small.convert("CMYK")).astype(numpy.uint16) * 257, photometric="separated"))
    keep("layout-grey-16-below-256.tiff", tiff(array[..., 0].astype(numpy.uint16), photometric="minisblack"))
    keep("layout-pages.tiff", tiff(numpy.stack([array, 255 - array]), photometric="rgb"))
    width, height = small.size
    five = array.astype(numpy.uint16) >> 3
    for name, values, masks in (("555", five[..., 0] << 10 | five[..., 1] << 5 | five[..., 2], b""),
                                ("565", five[..., 0] << 11 | (array[..., 1].astype(numpy.uint16) >> 2) << 5 | five[..., 2],
                                 struct.pack("<LLL", 0xf800, 0x7e0, 0x1f))):
        rows = b"".join(row.astype("<u2").tobytes() + bytes(-2 * width % 4) for row in values[::-1])
        header = struct.pack("<LllHHLLllLL", 40, width, height, 1, 16, 3 if masks else 0, len(rows), 0, 0, 0, 0) + masks
        keep(f"layout-{name}.bmp", b"BM" + struct.pack("<LHHL", 14 + len(header) + len(rows), 0, 0, 14 + len(header)) + header + rows)


jpegs()
pngs()
others()
turned()
first_frames()
more_layouts()
