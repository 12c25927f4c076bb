"""Reads and writes safetensors files with numpy alone: eight bytes with the length of a JSON header, the header, the
numbers of every tensor, all little-endian. The header has {name: {dtype, shape, data_offsets}}, and in "__metadata__"
strings by name."""

import json
import struct

import numpy

DTYPES = {"F64": "<f8", "F32": "<f4", "I64": "<i8", "I32": "<i4", "U8": "|u1", "BOOL": "|b1"}


def read(path):
    """({name: array}, {name: string})"""
    with open(path, "rb") as file:
        content = file.read()
    if len(content) < 8:
        raise ValueError(f"{path}: expected a safetensors file, got {len(content)} bytes")
    start = 8 + struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (start + offset for offset in entry["data_offsets"])
        if end > len(content):
            raise ValueError(f"{path}: {name}: expected bytes up to {end}, got {len(content)}")
        tensors[name] = numpy.frombuffer(content[begin:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def write(path, tensors, metadata):
    names = {numpy.dtype(code): name for name, code in DTYPES.items()}
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        tensor = numpy.asarray(tensor)
        data += numpy.ascontiguousarray(tensor).tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data) - tensor.nbytes, len(data)]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
