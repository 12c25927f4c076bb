"""Random symmetric crystals by PyXtal, with the formulas and sizes that the method random-symmetric draws: a folder for
crystalgan compare --structures.

Run as: python3 pyxtal_crystals.py A-X B-X FOLDER --count N [--seed S] [--program crystalgan]
A-X and B-X are files or folders of binaries. A formula has the metals of one of each, X of either, and is reduced in half of the
draws; the space group is one of 2 to 230, another if PyXtal finds no crystal there. Volume and distances are PyXtal's own.
Needs the package pyxtal (PyPI).
"""

import argparse
import json
import pathlib
import random
import re
import subprocess
from math import gcd

GROUP_TRIES = 500  # as random-symmetric


def binaries(program, path):
    """The compositions of the cells."""
    listed = subprocess.run([program, "inspect", "--json", path], check=True, capture_output=True, text=True).stdout
    formulas = [json.loads(line)["formula"] for line in listed.splitlines()]
    return [{symbol: int(count or 1) for symbol, count in re.findall("([A-Z][a-z]?)([0-9]*)", formula)}
            for formula in formulas]


def drawn_composition(of_a, of_b, draws):
    a, b = draws.choice(of_a), draws.choice(of_b)
    (x,) = set(a) & set(b)
    host = draws.choice([a, b])
    composition = {**a, **b, x: host[x]}
    if draws.random() < 0.5:
        divisor = gcd(*composition.values())
        composition = {symbol: count // divisor for symbol, count in composition.items()}
    return composition


def drawn_crystal(composition, draws):
    """The primitive cell, or nothing."""
    from pyxtal import pyxtal

    for _ in range(GROUP_TRIES):
        crystal = pyxtal(random_state=draws.randrange(2**31))
        try:
            crystal.from_random(3, draws.randint(2, 230), list(composition), list(composition.values()),
                                conventional=False)
        except Exception:  # of many kinds, where the counts fit no Wyckoff positions
            continue
        if crystal.valid:
            return crystal.to_pymatgen().get_primitive_structure(tolerance=1e-3)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("of_a")
    parser.add_argument("of_b")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--program", default="crystalgan")
    arguments = parser.parse_args()
    draws = random.Random(arguments.seed)
    of_a, of_b = (binaries(arguments.program, path) for path in (arguments.of_a, arguments.of_b))
    arguments.folder.mkdir(parents=True)
    made = 0
    while made < arguments.count:
        crystal = drawn_crystal(drawn_composition(of_a, of_b, draws), draws)
        if crystal is None:
            continue
        made += 1
        crystal.get_sorted_structure().to(str(arguments.folder / f"{made:04}.vasp"), fmt="poscar")


main()
