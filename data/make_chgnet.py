"""Writes chgnet-0.3.0.safetensors: the weights of CHGNet 0.3.0, from the package chgnet.

    pip download --no-deps chgnet==0.4.2
    python data/make_chgnet.py chgnet-0.4.2-*.whl [OUTPUT]

reads the checkpoint out of the wheel and writes all its numbers, unchanged, in the format of core/checkpoint.hpp. Needs
numpy; neither torch nor the package. Of the pickle only tensors are built, so nothing in it is run.
"""

import collections
import hashlib
import io
import json
import pathlib
import pickle
import struct
import sys
import zipfile

import numpy

CHECKPOINT = "chgnet/pretrained/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar"
CHECKPOINT_SHA256 = "d14ab7c0f093efe64b60a7bcd540bca10e74fb7f46c86108a079af60524659d1"
PARAMETERS = 412_525


class Ignored:
    """Stands for every class that is not needed."""

    def __init__(self, *arguments, **named):
        pass

    def __setstate__(self, state):
        pass


def tensor(storage, offset, shape, strides, *rest):
    bytes_per_number = storage.itemsize
    view = numpy.lib.stride_tricks.as_strided(
        storage[offset:], shape, [bytes_per_number * stride for stride in strides]
    )
    return numpy.array(view)


class Tensors(pickle.Unpickler):
    def __init__(self, archive):
        self.archive = archive
        self.folder = archive.namelist()[0].split("/")[0]
        super().__init__(io.BytesIO(archive.read(self.folder + "/data.pkl")))

    def find_class(self, module, name):
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return tensor
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        return name if name.endswith("Storage") else Ignored

    def persistent_load(self, identity):
        _, kind, key, _, _ = identity
        numbers = self.archive.read(f"{self.folder}/data/{key}")
        return numpy.frombuffer(numbers, {"FloatStorage": "<f4"}.get(kind, "<i8" if kind == "LongStorage" else "u1"))


def compact(header):
    return json.dumps(header, sort_keys=True, separators=(",", ":"))


def safetensors(arrays):
    header, numbers = {}, b""
    for name in sorted(arrays):
        array = arrays[name]
        if array.dtype != numpy.float32 or not numpy.isfinite(array).all():
            sys.exit(f"{name}: expected finite float32, got {array.dtype}")
        begin = len(numbers)
        numbers += numpy.ascontiguousarray(array, "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [begin, len(numbers)]}
    checksum = hashlib.sha256(compact(header).encode() + numbers).hexdigest()
    header["__metadata__"] = {"sha256": checksum}
    text = compact(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + numbers


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    checkpoint = zipfile.ZipFile(sys.argv[1]).read(CHECKPOINT)
    found = hashlib.sha256(checkpoint).hexdigest()
    if found != CHECKPOINT_SHA256:
        sys.exit(f"{sys.argv[1]}: expected a checkpoint of SHA-256 {CHECKPOINT_SHA256}, got {found}")
    arrays = Tensors(zipfile.ZipFile(io.BytesIO(checkpoint))).load()["model"]["state_dict"]
    count = sum(array.size for array in arrays.values())
    if count != PARAMETERS:
        sys.exit(f"expected {PARAMETERS} numbers, got {count}")
    beside = pathlib.Path(__file__).with_name("chgnet-0.3.0.safetensors")
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else beside
    target.write_bytes(safetensors(arrays))
    print(f"{len(arrays)} arrays, {count} numbers, SHA-256 {hashlib.sha256(target.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
