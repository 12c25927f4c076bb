"""Writes wyckoff.json: the Wyckoff positions of the 230 space groups in the table of PyXtal, which is independent of ours.

Run from the root of the project:
  python3 -m venv build/pyxtal && build/pyxtal/bin/pip install --no-deps pyxtal==1.1.5
  build/pyxtal/bin/python tests/reference/make_wyckoff_reference.py

PyXtal (MIT licence, Copyright (c) 2018 Qiang Zhu): S. Fredericks et al., Comput. Phys. Commun. 261, 107810 (2021). Its table
has all points of each position in the standard setting of the International Tables. Kept are multiplicity, letter and the
first point.
"""

import ast
import csv
import importlib.metadata
import importlib.util
import pathlib
import sys

LETTERS = "abcdefghijklmnopqrstuvwxyzA"


def table():
    """Number of the group -> positions, the general one first -> points as "x, y, z"."""
    package = pathlib.Path(importlib.util.find_spec("pyxtal").origin).parent
    csv.field_size_limit(sys.maxsize)
    with open(package / "database" / "wyckoff_list.csv", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] not in ("", "0")]
    return {int(number): ast.literal_eval(positions) for number, positions in rows}


def main():
    lines = []
    for number, positions in sorted(table().items()):
        words = []
        for index, points in enumerate(positions):
            letter = LETTERS[len(positions) - 1 - index]
            words.append(f'"{len(points)}{letter} {points[0].replace(" ", "")}"')
        lines.append(f'  "{number}": [{", ".join(words)}]')
    version = importlib.metadata.version("pyxtal")
    text = f'{{\n "source": "PyXtal {version}, wyckoff_list.csv (MIT licence)",\n "groups": {{\n' + ",\n".join(lines) + "\n }\n}\n"
    pathlib.Path(__file__).with_name("wyckoff.json").write_text(text)


if __name__ == "__main__":
    main()
