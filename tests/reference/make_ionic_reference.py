"""Writes ionic.json: Coulomb energies and forces of periodic point charges, by pymatgen's Ewald sum.

Energies in e²/Å, forces in e²/Å²: pymatgen's constant is divided out.
Run from the root of the project: build/python/bin/python tests/reference/make_ionic_reference.py
"""

import json
import pathlib

import numpy
import pymatgen.core
from pymatgen.analysis import ewald
from pymatgen.core import Lattice, Structure

# name, cell (a b c alpha beta gamma), [(charge, position), ...]
CRYSTALS = [
    ("rocksalt", (3.988, 3.988, 3.988, 60, 60, 60), [(1, (0, 0, 0)), (-1, (0.5, 0.5, 0.5))]),
    ("fluorite", (3.862, 3.862, 3.862, 60, 60, 60),
     [(2, (0, 0, 0)), (-1, (0.25, 0.25, 0.25)), (-1, (0.75, 0.75, 0.75))]),
    ("perovskite", (3.9, 3.9, 3.9, 90, 90, 90),
     [(2, (0, 0, 0)), (4, (0.5, 0.5, 0.5)), (-2, (0.5, 0.5, 0)), (-2, (0.5, 0, 0.5)), (-2, (0, 0.5, 0.5))]),
    ("wurtzite", (3.25, 3.25, 5.2, 90, 90, 120),
     [(2, (1 / 3, 2 / 3, 0)), (2, (2 / 3, 1 / 3, 0.5)), (-2, (1 / 3, 2 / 3, 0.382)), (-2, (2 / 3, 1 / 3, 0.882))]),
    ("skewed", (4.1, 7.3, 5.2, 53, 71, 98),
     [(3, (0.11, 0.27, 0.08)), (1, (0.62, 0.71, 0.55)), (-2, (0.4, 0.05, 0.6)), (-2, (0.9, 0.46, 0.33))]),
    ("flat", (9.7, 8.9, 2.6, 88, 76, 103),
     [(2, (0.1, 0.2, 0.3)), (1.5, (0.55, 0.61, 0.8)), (-1.75, (0.31, 0.42, 0.1)), (-1.75, (0.82, 0.13, 0.66))]),
]


def crystal(name, parameters, sites):
    structure = Structure(Lattice.from_parameters(*parameters), ["Na"] * len(sites), [s[1] for s in sites])
    structure.add_oxidation_state_by_site([s[0] for s in sites])
    total = ewald.EwaldSummation(structure, acc_factor=24, compute_forces=True)
    scale = ewald.EwaldSummation.CONV_FACT
    return {"name": name, "rows": structure.lattice.matrix.tolist(), "charges": [s[0] for s in sites],
            "positions": structure.cart_coords.tolist(), "energy": total.total_energy / scale,
            "forces": (numpy.array(total.forces) / scale).tolist()}


def main():
    content = {"command": "build/python/bin/python tests/reference/make_ionic_reference.py",
               "versions": {"pymatgen-core": pymatgen.core.__version__, "numpy": numpy.__version__}}
    rows = ",\n".join("  " + json.dumps(crystal(*each)) for each in CRYSTALS)
    head = "".join(f' "{key}": {json.dumps(value)},\n' for key, value in content.items())
    text = "{\n" + head + ' "crystals": [\n' + rows + "\n ]\n}\n"
    pathlib.Path(__file__).with_name("ionic.json").write_text(text)


if __name__ == "__main__":
    main()
