"""Oracle of the safetensors reader: what the reference implementation accepts of hand-made edge cases.

Writes one JSON list of cases: name, bytes (base64), accepted, and the tensors that were read (type, shape,
bytes in hex). Made with safetensors 0.8.0.
Regenerate: python safetensors_goldens.py > ../resources/encoder/checkpoint/safetensors_cases.json
"""
import base64
import json
import struct
import sys

import safetensors


def file(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else header.encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def entry(name="a", dtype='"F32"', shape="[1]", offsets="[0,4]", more=""):
    return f'"{name}":{{"dtype":{dtype},"shape":{shape},"data_offsets":{offsets}{more}}}'


def header(*entries):
    return "{" + ",".join(entries) + "}"


FOUR = b"\x00\x00\x80\x3f"
EIGHT = FOUR + b"\x00\x00\x00\x40"
SIZES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "F8_E8M0": 1, "F8_E4M3FNUZ": 1, "F8_E5M2FNUZ": 1,
    "I16": 2, "U16": 2, "F16": 2, "BF16": 2, "I32": 4, "U32": 4, "F32": 4, "C64": 8, "F64": 8, "I64": 8, "U64": 8,
}
cases = {
    # the file and its length
    "empty file": b"",
    "seven bytes": b"\x02\x00\x00\x00\x00\x00\x00",
    "no header bytes": struct.pack("<Q", 0),
    "header length one": file("{"),
    "header beyond the file": file("{}", length=3),
    "header length 2^63": file("{}", length=1 << 63),
    "header length 2^64 - 1": file("{}", length=(1 << 64) - 1),
    "header length 100 MB and one": file("{}", length=100_000_001),
    "header shorter than its text": file(header(entry()), FOUR, length=20),
    "no tensors": file("{}"),
    "no tensors, one byte": file("{}", b"x"),
    # the JSON
    "spaces before": file("  \n{}"),
    "spaces after": file("{} \r\n\t "),
    "zeros after": file("{}\x00\x00"),
    "text after": file("{}{}"),
    "byte order mark": file("\ufeff{}"),
    "a list": file("[]"),
    "a string": file('"a"'),
    "null": file("null"),
    "comment": file("{/* */}"),
    "single quotes": file("{'a':1}"),
    "trailing comma": file("{" + entry() + ",}", FOUR),
    "not UTF-8": file(b'{"\xff":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', FOUR),
    "overlong UTF-8": file(b'{"\xc0\xaf":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', FOUR),
    "surrogate in UTF-8": file(b'{"\xed\xa0\x80":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', FOUR),
    "lone surrogate escape": file(header(entry("\\ud800")), FOUR),
    "surrogate pair escape": file(header(entry("\\ud83d\\ude00")), FOUR),
    "raw newline in a name": file(header(entry("a\nb")), FOUR),
    "escaped newline in a name": file(header(entry("a\\nb")), FOUR),
    "empty name": file(header(entry("")), FOUR),
    "UTF-16": file("{}".encode("utf-16-le")),
    "deep nesting": file("[" * 2000),
    "deep nesting in an entry": file(header(entry(more=',"x":' + "[" * 2000 + "]" * 2000)), FOUR),
    # names
    "name twice, same range": file(header(entry(), entry()), FOUR),
    "name twice, two ranges": file(header(entry(), entry(offsets="[4,8]")), EIGHT),
    "name twice, by an escape": file(header(entry(), entry("\\u0061")), FOUR),
    # __metadata__
    "metadata": file(header('"__metadata__":{"format":"pt"}', entry()), FOUR),
    "metadata empty": file(header('"__metadata__":{}')),
    "metadata null": file(header('"__metadata__":null')),
    "metadata a list": file(header('"__metadata__":[]')),
    "metadata a string": file(header('"__metadata__":"pt"')),
    "metadata of a number": file(header('"__metadata__":{"a":1}')),
    "metadata of an object": file(header('"__metadata__":{"a":{}}')),
    "metadata of null": file(header('"__metadata__":{"a":null}')),
    "metadata twice": file(header('"__metadata__":{}', '"__metadata__":{}')),
    "metadata lone surrogate": file(header('"__metadata__":{"a":"\\udc00"}')),
    # an entry
    "entry a number": file(header('"a":1')),
    "entry null": file(header('"a":null')),
    "entry a list": file(header('"a":["F32",[1],[0,4]]'), FOUR),
    "entry empty": file(header('"a":{}')),
    "no dtype": file(header('"a":{"shape":[1],"data_offsets":[0,4]}'), FOUR),
    "no shape": file(header('"a":{"dtype":"F32","data_offsets":[0,4]}'), FOUR),
    "no offsets": file(header('"a":{"dtype":"F32","shape":[1]}'), FOUR),
    "dtype twice": file(header(entry(more=',"dtype":"F32"')), FOUR),
    "shape twice": file(header(entry(more=',"shape":[1]')), FOUR),
    "another key": file(header(entry(more=',"order":"C"')), FOUR),
    # types
    "unknown type": file(header(entry(dtype='"F31"')), FOUR),
    "lower-case type": file(header(entry(dtype='"f32"')), FOUR),
    "type a number": file(header(entry(dtype="32")), FOUR),
    "type null": file(header(entry(dtype="null")), FOUR),
    "F4 pairs": file(header(entry(dtype='"F4"', shape="[2,4]")), FOUR),
    "F4 odd": file(header(entry(dtype='"F4"', shape="[7]")), FOUR),
    "F6 in whole bytes": file(header(entry(dtype='"F6_E2M3"', shape="[4]", offsets="[0,3]")), FOUR[:3]),
    "F6 in parts of a byte": file(header(entry(dtype='"F6_E3M2"', shape="[5]")), FOUR),
    # shapes
    "scalar": file(header(entry(shape="[]")), FOUR),
    "empty tensor": file(header(entry(shape="[3,0]", offsets="[0,0]"))),
    "empty tensor with bytes": file(header(entry(shape="[0]")), FOUR),
    "shape a number": file(header(entry(shape="1")), FOUR),
    "shape null": file(header(entry(shape="null")), FOUR),
    "shape of strings": file(header(entry(shape='["1"]')), FOUR),
    "shape of fractions": file(header(entry(shape="[1.0]")), FOUR),
    "shape by exponent": file(header(entry(shape="[1e0]")), FOUR),
    "shape minus one": file(header(entry(shape="[-1]")), FOUR),
    "shape minus zero": file(header(entry(shape="[-0]", offsets="[0,0]"))),
    "shape leading zero": file(header(entry(shape="[01]")), FOUR),
    "shape of true": file(header(entry(shape="[true]")), FOUR),
    "shape nested": file(header(entry(shape="[[1]]")), FOUR),
    "shape too large": file(header(entry(shape="[2]")), FOUR),
    "shape too small": file(header(entry(shape="[1]", offsets="[0,8]")), EIGHT),
    "shape 2^64": file(header(entry(shape="[18446744073709551616]")), FOUR),
    "shape wraps to one": file(header(entry(shape="[4294967296,4294967296,1]")), FOUR),
    "shape wraps in bytes": file(header(entry(shape="[4611686018427387905]")), FOUR),
    "shape huge times zero": file(header(entry(shape="[4294967296,4294967296,0]", offsets="[0,0]"))),
    "shape zero times huge": file(header(entry(shape="[0,4294967296,4294967296]", offsets="[0,0]"))),
    "shape of sixty-five ones": file(header(entry(shape="[" + ",".join("1" * 65) + "]")), FOUR),
    # offsets
    "one offset": file(header(entry(offsets="[4]")), FOUR),
    "three offsets": file(header(entry(offsets="[0,4,4]")), FOUR),
    "offsets a string": file(header(entry(offsets='"0,4"')), FOUR),
    "offsets of strings": file(header(entry(offsets='["0","4"]')), FOUR),
    "offsets of fractions": file(header(entry(offsets="[0.0,4.0]")), FOUR),
    "offset below zero": file(header(entry(offsets="[-4,0]")), FOUR),
    "offsets swapped": file(header(entry(offsets="[4,0]")), FOUR),
    "offsets beyond the file": file(header(entry(shape="[2]", offsets="[0,8]")), FOUR),
    "offsets near 2^63": file(header(entry(offsets="[9223372036854775804,9223372036854775808]")), FOUR),
    "offsets near 2^64": file(header(entry(offsets="[18446744073709551612,18446744073709551616]")), FOUR),
    "two tensors": file(header(entry(), entry("b", offsets="[4,8]")), EIGHT),
    "two tensors, last first": file(header(entry(offsets="[4,8]"), entry("b")), EIGHT),
    "same range": file(header(entry(), entry("b")), FOUR),
    "same range of another type": file(header(entry(), entry("b", dtype='"I32"')), FOUR),
    "overlap of types": file(header(entry("b", '"U8"', "[3]", "[0,3]"), entry("c", '"U8"', "[3]", "[2,5]")), FOUR + b"x"),
    "hole before": file(header(entry(offsets="[4,8]")), EIGHT),
    "hole between": file(header(entry(), entry("b", offsets="[8,12]")), EIGHT + FOUR),
    "hole after": file(header(entry()), EIGHT),
    "empty tensor at the start": file(header(entry(shape="[0]", offsets="[0,0]"), entry("b")), FOUR),
    "empty tensor at the end": file(header(entry(shape="[0]", offsets="[4,4]"), entry("b")), FOUR),
    "empty tensor at a seam": file(
        header(entry(shape="[0]", offsets="[4,4]"), entry("b"), entry("c", offsets="[4,8]")), EIGHT),
    "empty tensor inside another": file(header(entry(shape="[0]", offsets="[2,2]"), entry("b")), FOUR),
    "empty tensor beyond the file": file(header(entry(shape="[0]", offsets="[8,8]"), entry("b")), FOUR),
    "two empty tensors at one place": file(
        header(entry(shape="[0]", offsets="[4,4]"), entry("b"), entry("c", shape="[0]", offsets="[4,4]")), FOUR),
}
for dtype, size in SIZES.items():
    cases["type " + dtype] = file(header(entry(dtype=f'"{dtype}"', offsets=f"[0,{size}]")), EIGHT[:size])

golden = []
for name, content in cases.items():
    try:
        tensors = {
            key: {"dtype": value["dtype"], "shape": value["shape"], "hex": bytes(value["data"]).hex()}
            for key, value in sorted(safetensors.deserialize(content))
        }
    except safetensors.SafetensorError:
        tensors = None
    golden.append({
        "name": name, "bytes": base64.b64encode(content).decode(), "accepted": tensors is not None, "tensors": tensors})
sys.stdout.write("[\n" + ",\n".join(json.dumps(case) for case in golden) + "\n]\n")
