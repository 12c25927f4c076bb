"""Writes binaries.txt: binary structures of the Materials Project as one line each.

    python data/make_binaries.py BINARIES.jsonl.gz

reads OPTIMADE JSON Lines with the energy above the hull as _mp_e_above_hull (eV/atom). Each structure becomes its primitive
cell (spglib, tolerance 0.01 A) with Niggli-reduced vectors. Needs numpy and spglib.
"""

import gzip
import hashlib
import itertools
import json
import pathlib
import sys

import numpy
import spglib

SYMMETRY_TOLERANCE = 0.01  # A
NIGGLI_TOLERANCE = 1e-4

HEADER = """\
# Binary crystals of the Materials Project (CC BY 4.0), see README.md in this folder. One structure a line:
# identifier, energy above the hull (eV/atom, - if unknown), a b c (A), alpha beta gamma (degrees), element and number of
# atoms twice, then the fractional coordinates x y z of every atom in that order, without the zero before the point.
"""


def primitive(lattice, positions, numbers):
    found = spglib.find_primitive((lattice, positions, numbers), symprec=SYMMETRY_TOLERANCE)
    lattice, positions, numbers = found if found is not None else (lattice, positions, numbers)
    reduced = spglib.niggli_reduce(lattice, NIGGLI_TOLERANCE)
    if reduced is not None:
        positions = positions @ lattice @ numpy.linalg.inv(reduced)
        lattice = reduced
    return lattice, positions, numbers


def parameters(lattice):
    lengths = numpy.linalg.norm(lattice, axis=1)
    pairs = ((1, 2), (0, 2), (0, 1))
    cosines = [lattice[i] @ lattice[j] / lengths[i] / lengths[j] for i, j in pairs]
    return lengths, numpy.degrees(numpy.arccos(cosines))


def shortest(number, digits):
    """The number rounded, without trailing zeros."""
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def coordinate(number):
    text = shortest(number % 1.0, 5)
    return "0" if text == "1" else text.removeprefix("0") or "0"


def line(entry):
    attributes = entry["attributes"]
    lattice = numpy.array(attributes["lattice_vectors"])
    positions = numpy.array(attributes["cartesian_site_positions"]) @ numpy.linalg.inv(lattice)
    elements = sorted(set(attributes["species_at_sites"]))
    numbers = [elements.index(symbol) for symbol in attributes["species_at_sites"]]
    lattice, positions, numbers = primitive(lattice, positions, numbers)
    order = numpy.argsort(numbers, kind="stable")
    lengths, angles = parameters(lattice)
    hull = attributes.get("_mp_e_above_hull")
    words = [entry["id"], "-" if hull is None else shortest(hull, 4)]
    words += [shortest(length, 5) for length in lengths] + [shortest(angle, 4) for angle in angles]
    for index, symbol in enumerate(elements):
        words += [symbol, str(int((numpy.array(numbers) == index).sum()))]
    words += [coordinate(x) for x in itertools.chain.from_iterable(positions[order])]
    return (elements, int(entry["id"].split("-")[1])), " ".join(words)


def main(source):
    with gzip.open(source, "rt") as lines:
        entries = [entry for entry in map(json.loads, lines) if "attributes" in entry]
    rows = sorted((line(entry) for entry in entries if len(set(entry["attributes"]["elements"])) == 2), key=lambda r: r[0])
    text = HEADER + "".join(row + "\n" for _, row in rows)
    pathlib.Path(__file__).with_name("binaries.txt").write_text(text)
    print(f"{len(rows)} structures, {len(text)} bytes, SHA-256 {hashlib.sha256(text.encode()).hexdigest()}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
