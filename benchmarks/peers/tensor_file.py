"""safetensors files as dictionaries of numpy arrays."""
import json
import struct

import numpy as np

KINDS = {"F32": np.dtype("<f4"), "I64": np.dtype("<i8")}


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    size, = struct.unpack("<Q", data[:8])
    header, block = json.loads(data[8:8 + size]), memoryview(data)[8 + size:]
    return {name: np.frombuffer(block[slice(*t["data_offsets"])], KINDS[t["dtype"]]).reshape(t["shape"]).copy()
            for name, t in header.items() if name != "__metadata__"}


def write_safetensors(path, arrays):
    header, blocks, end = {}, [], 0
    for name, array in arrays.items():
        kind = next(kind for kind, dtype in KINDS.items() if dtype == array.dtype)
        begin, end = end, end + array.nbytes
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [begin, end]}
        blocks.append(array.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.writelines([struct.pack("<Q", len(text)), text, *blocks])
