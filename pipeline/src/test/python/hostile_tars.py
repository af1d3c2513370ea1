"""Tars as they come from crawls and accidents, at random, with what Python's tarfile reads of each.

Oracle of HostileTarsTest. Regenerate: python3 hostile_tars.py 0 48 ../resources/source/hostile-tars.zip
Many: python3 hostile_tars.py 1000 500 many.zip, then the test with -Dgleaner.test.hostileTars=PATH/many.zip
Needs zstandard 0.25 for .tar.zst. A tar is a list of pieces; each piece may be damaged. expected.json holds, for each
tar, the digests of all contents that were written, and of what tarfile (ignore_zeros=True) reads: name, kind, digest.
"""
import bz2
import gzip
import hashlib
import io
import json
import random
import sys
import tarfile
import zipfile

import zstandard

BLOCK = 512
FORMATS = [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]


def digest(content):
    return hashlib.sha256(content).hexdigest()[:32]


def padded(content):
    return content + bytes(-len(content) % BLOCK)


def with_checksum(header):
    header = header[:148] + b" " * 8 + header[156:]
    return header[:148] + b"%06o\0 " % sum(header) + header[156:]


def random_name(draw, number):
    base = f"{number:03d}"
    kind = draw.random()
    if kind < 0.2:
        return f"{'long-' * draw.randint(15, 60)}/{base}.jpg"
    if kind < 0.3:
        return f"größe/写真/{base}.jpg"
    if kind < 0.4:
        return f"v1.{base}.jpg"
    if kind < 0.5:
        return f"./dir/{base}.JPG"
    if kind < 0.55:
        return f"dir/{base}"
    return f"dir/{base}.png"


def header(draw, member, dialect):
    if dialect == "v7":
        buffer = member.tobuf(tarfile.USTAR_FORMAT, "utf-8", "surrogateescape")
        return with_checksum(buffer[:257] + bytes(255))
    return member.tobuf(dialect, "utf-8", "surrogateescape")


def random_member(draw, number, names):
    """Returns (bytes, where its last header begins, its content or None)."""
    member = tarfile.TarInfo(random_name(draw, number))
    dialect = draw.choice(FORMATS)
    if dialect == tarfile.USTAR_FORMAT and len(member.name.encode()) > 90:
        member.name = f"{number:03d}.jpg"
    if len(member.name) < 90 and member.name.isascii() and draw.random() < 0.15:
        dialect = "v7"
    if names and draw.random() < 0.04:
        member.name = draw.choice(names)
        dialect = tarfile.PAX_FORMAT
    kind = draw.random()
    content = None
    if kind < 0.1:
        member.type = draw.choice([tarfile.LNKTYPE, tarfile.SYMTYPE])
        target = draw.choice(names) if names and draw.random() < 0.8 else "dir/nowhere.jpg"
        if member.type == tarfile.SYMTYPE and "/" in member.name:
            target = "../" * (len([s for s in member.name.split("/") if s != "."]) - 1) + target
        member.linkname = target
        dialect = tarfile.PAX_FORMAT
    elif kind < 0.13:
        member.type = draw.choice([tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE])
    elif kind < 0.17:
        member.type = tarfile.DIRTYPE
    else:
        content = draw.randbytes(draw.choice([0, 1, 40, 300, 511, 512, 513, 1024, draw.randint(1, 1500)]))
        member.size = len(content)
        if draw.random() < 0.05:
            member.type = tarfile.CONTTYPE
    head = header(draw, member, dialect)
    names.append(member.name)
    return head + padded(content or b""), len(head) - BLOCK, content


def random_archive(draw, numbers, names, written):
    """Returns the bytes of one archive, perhaps damaged."""
    pieces = []
    for _ in range(draw.randint(0, 10)):
        piece, last, content = random_member(draw, next(numbers), names)
        if content is not None:
            written.append(digest(content))
        fault = draw.random()
        block = piece[last : last + BLOCK]
        if fault < 0.05:  # a bit of the header flips
            at = last + draw.randrange(BLOCK)
            piece = piece[:at] + bytes([piece[at] ^ 1 << draw.randrange(8)]) + piece[at + 1 :]
        elif fault < 0.07:  # a header of noise
            piece = piece[:last] + draw.randbytes(BLOCK) + piece[last + BLOCK :]
        elif fault < 0.09:  # a size beyond the end, with a right checksum
            size = draw.choice([b"77777777777\0", b"\x80" + bytes(3) + b"\x7f" + bytes(7), b"00007777777\0"])
            piece = piece[:last] + with_checksum(block[:124] + size + block[136:]) + piece[last + BLOCK :]
        elif fault < 0.10:  # a negative size
            piece = piece[:last] + with_checksum(block[:124] + b"\xff" * 12 + block[136:]) + piece[last + BLOCK :]
        elif fault < 0.11:  # a size that is no number
            piece = piece[:last] + with_checksum(block[:124] + b"12x4\0\0\0\0\0\0\0\0" + block[136:]) + piece[last + BLOCK :]
        elif fault < 0.14:  # zero blocks between members
            piece += bytes(BLOCK * draw.randint(1, 3))
        elif fault < 0.16:  # noise between members
            piece += draw.randbytes(BLOCK * draw.randint(1, 3))
        pieces.append(piece)
    end = draw.choice([BLOCK * 2, BLOCK * 2, BLOCK * 20, BLOCK, 0])
    return b"".join(pieces) + bytes(end)


def random_tar(seed):
    draw = random.Random(seed)
    numbers = iter(range(1000))
    names, written = [], []
    tar = b"".join(random_archive(draw, numbers, names, written) for _ in range(draw.choice([1, 1, 1, 2, 3])))
    fault = draw.random()
    if fault < 0.2 and tar:
        tar = tar[: draw.randrange(len(tar))]
    elif fault < 0.3:
        tar += draw.randbytes(draw.randint(1, 3000))
    elif fault < 0.33:
        tar = draw.randbytes(draw.randint(0, 3000))
        written = []
    elif fault < 0.35:
        tar, written = b"", []
    return tar, written


def read(tar):
    """What tarfile reads: for each member its name, kind and digest (None where it has no content or none is found)."""
    found = []
    try:
        with tarfile.open(fileobj=io.BytesIO(tar), ignore_zeros=True, encoding="utf-8") as archive:
            try:
                for member in archive:
                    found.append(member)
            except tarfile.TarError:
                pass
            rows = []
            for member in found:
                content = None
                if member.isreg() or member.islnk() or member.issym():
                    try:
                        content = archive.extractfile(member).read()
                    except (KeyError, tarfile.TarError, AttributeError, RecursionError):
                        pass
                if member.size < 0 or member.isreg() and (content is None or len(content) < member.size):
                    continue  # cut short, or of a negative size, which tarfile passes over as if it were 0
                kind = "file" if member.isreg() else "link" if member.islnk() or member.issym() else "other"
                if not member.isdir():
                    rows.append([member.name, kind, None if content is None else digest(content)])
            return rows
    except (tarfile.TarError, EOFError):
        return []


def main(first, count, target):
    expected = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for seed in range(first, first + count):
            tar, written = random_tar(seed)
            draw = random.Random(-seed - 1)
            packing = draw.choice(["tar", "tar", "tar", "tgz", "tar.gz", "tar.bz2", "tar.zst", "gzip.tar"])
            packed = tar
            if packing in ("tgz", "tar.gz", "gzip.tar"):
                packed = gzip.compress(tar, mtime=0)
            elif packing == "tar.bz2":
                packed = bz2.compress(tar)
            elif packing == "tar.zst":
                packed = zstandard.compress(tar)
            cut = packing != "tar" and draw.random() < 0.15
            if cut:
                packed = packed[: draw.randrange(len(packed))]
            name = f"{seed:04d}.{packing}"
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, packed)
            expected[name] = {"written": sorted(set(written)), "read": [] if cut else read(tar)}
        entry = zipfile.ZipInfo("expected.json")
        entry.compress_type = zipfile.ZIP_DEFLATED
        out.writestr(entry, json.dumps(expected, ensure_ascii=True))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
