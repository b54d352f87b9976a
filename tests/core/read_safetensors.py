"""Reads safetensors files on its own, from the format's text, and prints what it found.

usage: read_safetensors.py FILE...
One JSON line a file: metadata, and for each tensor its dtype, shape and bytes in hex; whether the checksum of
Affetto's own matches.
"""

import hashlib
import json
import math
import struct
import sys

SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}


def read(path):
    with open(path, "rb") as file:
        raw = file.read()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length].decode("utf-8"))
    data = raw[8 + length :]
    metadata = header.pop("__metadata__", {})
    end = 0
    tensors = {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        first, last = entry["data_offsets"]
        assert first == end and last - first == math.prod(entry["shape"]) * SIZES[entry["dtype"]], name
        tensors[name] = {"dtype": entry["dtype"], "shape": entry["shape"], "hex": data[first:last].hex()}
        end = last
    assert end == len(data)
    stated = metadata["affetto.sha256"]
    blank = raw.replace(stated.encode(), b"0" * 64, 1)
    matches = hashlib.sha256(blank).hexdigest() == stated
    return {"metadata": metadata, "tensors": tensors, "aligned": length % 8 == 0, "checksum_matches": matches}


for argument in sys.argv[1:]:
    print(json.dumps(read(argument), sort_keys=True))
