"""Writes matcher.json: which pairs of crystals pymatgen's StructureMatcher takes for the same, and how well they match.

Run from the root of the project: build/python/bin/python tests/reference/make_matcher_reference.py

pymatgen's answer can depend on how a crystal lies in space: where several Niggli cells have the same parameters it
takes the one that its neighbour search meets first. Every pair is therefore asked again in other orientations and
cells, and set aside when the answers differ; how many were is in the file.
"""

import json
import pathlib
import warnings

import numpy
import pymatgen.core
from pymatgen.analysis.structure_matcher import StructureMatcher
from pymatgen.core import Lattice, Structure

warnings.simplefilter("ignore")

DESCRIPTIONS = 8  # in which every pair is asked again
SAME = 2e-5  # two rms distances are the same
SETTINGS = [
    {},
    {"scale": False},
    {"primitive_cell": False},
    {"ltol": 0.08, "stol": 0.15, "angle_tol": 3.0},
]

# name, space group, a b c alpha beta gamma, [(element, position), ...]. Rounded from the usual handbooks; the elements
# are renamed where that makes relatives comparable.
CRYSTALS = [
    ("rocksalt", "Fm-3m", (4.09, 4.09, 4.09, 90, 90, 90), [("Pd", (0, 0, 0)), ("H", (0.5, 0.5, 0.5))]),
    ("caesium chloride", "Pm-3m", (2.95, 2.95, 2.95, 90, 90, 90), [("Pd", (0, 0, 0)), ("H", (0.5, 0.5, 0.5))]),
    ("zinc blende", "F-43m", (4.5, 4.5, 4.5, 90, 90, 90), [("Pd", (0, 0, 0)), ("H", (0.25, 0.25, 0.25))]),
    ("wurtzite", "P6_3mc", (3.2, 3.2, 5.2, 90, 90, 120), [("Pd", (1 / 3, 2 / 3, 0)), ("H", (1 / 3, 2 / 3, 0.375))]),
    ("nickel arsenide", "P6_3/mmc", (3.0, 3.0, 4.6, 90, 90, 120),
     [("Pd", (0, 0, 0)), ("H", (1 / 3, 2 / 3, 0.25))]),
    ("iron silicide", "P2_13", (4.2, 4.2, 4.2, 90, 90, 90), [("Pd", (0.137,) * 3), ("H", (0.842,) * 3)]),
    ("fluorite", "Fm-3m", (4.45, 4.45, 4.45, 90, 90, 90), [("Ti", (0, 0, 0)), ("H", (0.25, 0.25, 0.25))]),
    ("rutile", "P4_2/mnm", (4.517, 4.517, 3.021, 90, 90, 90), [("Ti", (0, 0, 0)), ("H", (0.306, 0.306, 0))]),
    ("rutile, further", "P4_2/mnm", (4.4, 4.4, 3.2, 90, 90, 90), [("Ti", (0, 0, 0)), ("H", (0.27, 0.27, 0))]),
    ("marcasite", "Pnnm", (4.44, 5.42, 3.39, 90, 90, 90), [("Ti", (0, 0, 0)), ("H", (0.2, 0.378, 0))]),
    ("cadmium iodide", "P-3m1", (3.4, 3.4, 5.1, 90, 90, 120), [("Ti", (0, 0, 0)), ("H", (1 / 3, 2 / 3, 0.25))]),
    ("aluminium boride", "P6/mmm", (3.0, 3.0, 3.25, 90, 90, 120), [("Ti", (0, 0, 0)), ("H", (1 / 3, 2 / 3, 0.5))]),
    ("perovskite", "Pm-3m", (3.8, 3.8, 3.8, 90, 90, 90),
     [("Mg", (0, 0, 0)), ("Ni", (0.5, 0.5, 0.5)), ("H", (0.5, 0.5, 0))]),
    ("half-Heusler", "F-43m", (5.5, 5.5, 5.5, 90, 90, 90),
     [("Mg", (0, 0, 0)), ("Ni", (0.25,) * 3), ("H", (0.5,) * 3)]),
    ("half-Heusler, other", "F-43m", (5.5, 5.5, 5.5, 90, 90, 90),
     [("Ni", (0, 0, 0)), ("Mg", (0.25,) * 3), ("H", (0.5,) * 3)]),
    ("layered", "P4/mmm", (2.9, 2.9, 3.9, 90, 90, 90), [("Pd", (0, 0, 0)), ("Ni", (0.5,) * 3), ("H", (0, 0, 0.5))]),
    ("monoclinic", "P2_1", (3.1, 4.2, 5.3, 90, 104, 90),
     [("Pd", (0.1, 0.2, 0.3)), ("Ni", (0.6, 0.41, 0.12)), ("H", (0.4, 0.31, 0.73))]),
    ("triclinic", "P-1", (3.4, 4.5, 6.1, 104, 76, 78),
     [("Pd", (0.13, 0.27, 0.31)), ("Ni", (0.61, 0.72, 0.11)), ("H", (0, 0.5, 0.5))]),
]


class Variations:
    """Other crystals made of one, and other descriptions of one crystal."""

    def __init__(self, seed):
        self.rng = numpy.random.default_rng(seed)

    def shaken(self, structure, amplitude):
        """Every coordinate moved by a normal deviate (A)."""
        moved = structure.cart_coords + amplitude * self.rng.normal(size=(len(structure), 3))
        return Structure(structure.lattice, structure.species, moved, coords_are_cartesian=True)

    def strained(self, structure, amplitude):
        """A symmetric strain with entries up to `amplitude`."""
        strain = self.rng.uniform(-amplitude, amplitude, size=(3, 3))
        matrix = structure.lattice.matrix @ (numpy.eye(3) + 0.5 * (strain + strain.T))
        return Structure(Lattice(matrix), structure.species, structure.frac_coords)

    def scaled(self, structure):
        matrix = structure.lattice.matrix * self.rng.uniform(0.8, 1.3)
        return Structure(Lattice(matrix), structure.species, structure.frac_coords)

    def doubled(self, structure):
        copy = structure.copy()
        copy.make_supercell([int(n) for n in self.rng.permutation([2, 1, 1])])
        return copy

    def moved(self, structure):
        """Rotated or mirrored, translated, in another cell; the sites in their order."""
        turn, _ = numpy.linalg.qr(self.rng.normal(size=(3, 3)))
        copy = Structure(Lattice(structure.lattice.matrix @ turn), structure.species,
                         structure.frac_coords + self.rng.random(3))
        change = numpy.eye(3, dtype=int)
        for _ in range(2):
            i, j = self.rng.choice(3, 2, replace=False)
            change[i] += self.rng.integers(-1, 2) * change[j]
        copy.make_supercell(change)
        return copy

    def random(self, symbols):
        angles = self.rng.uniform(70, 110, 3)
        lattice = Lattice.from_parameters(*self.rng.uniform(3.0, 4.5, 3), *angles)
        return Structure(lattice, symbols, self.rng.random((len(symbols), 3)))


def candidates(make):
    """(name, first, second)"""
    crystals = {name: Structure.from_spacegroup(group, Lattice.from_parameters(*cell), [s[0] for s in sites],
                                                [s[1] for s in sites]).get_primitive_structure()
                for name, group, cell, sites in CRYSTALS}
    for name, crystal in crystals.items():
        yield name + ", scaled", crystal, make.scaled(crystal)
        if len(crystal) <= 4:
            yield name + ", doubled", crystal, make.doubled(crystal)
            yield name + ", doubled, then shaken", crystal, make.shaken(make.doubled(crystal), 0.06)
        for amplitude in (0.1, 0.4):
            yield f"{name}, shaken by {amplitude}", crystal, make.shaken(crystal, amplitude)
        yield f"{name}, strained by 0.1", make.shaken(crystal, 0.05), make.strained(crystal, 0.1)
        yield f"{name}, strained by 0.3", make.strained(crystal, 0.3), make.shaken(crystal, 0.05)
    names = list(crystals)
    for i, one in enumerate(names):
        for other in names[i + 1:]:
            if crystals[one].composition.reduced_formula == crystals[other].composition.reduced_formula:
                yield f"{one} and {other}", crystals[one], crystals[other]
    for number in range(20):
        symbols = ["Pd"] * (1 + number % 3) + ["Ni"] * (1 + number % 2) + ["H"] * (1 + number % 4)
        first = make.random(symbols)
        second = make.shaken(make.strained(first, 0.02 * (number % 5)), 0.1 + 0.02 * number)
        yield f"random {number}", first, second


def rounded(structure):
    """As it is written: pymatgen judges the very numbers of the file."""
    return Structure(Lattice(numpy.round(structure.lattice.matrix, 6)), structure.species,
                     numpy.round(structure.frac_coords, 6))


def verdict(settings, first, second):
    matcher = StructureMatcher(**settings)
    best = matcher.get_rms_dist(first, second)
    return {"fit": bool(matcher.fit(first, second)), "rms": round(float(best[0]), 7) if best else None,
            "largest": round(float(best[1]), 7) if best else None}


def same(one, other):
    if one["fit"] != other["fit"] or (one["rms"] is None) != (other["rms"] is None):
        return False
    return one["rms"] is None or abs(one["rms"] - other["rms"]) < SAME


def cell(structure):
    return {"rows": structure.lattice.matrix.tolist(),
            "sites": [[site.specie.symbol, site.frac_coords.tolist()] for site in structure]}


def main():
    make = Variations(20221107)
    pairs = []
    set_aside = 0
    for name, first, second in candidates(make):
        first = rounded(make.moved(first))
        second = rounded(make.moved(second))
        verdicts = [verdict(settings, first, second) for settings in SETTINGS]
        again = [[verdict(settings, make.moved(first), make.moved(second)) for settings in SETTINGS]
                 for _ in range(DESCRIPTIONS)]
        if all(same(*each) for other in again for each in zip(verdicts, other)):
            pairs.append({"name": name, "first": cell(first), "second": cell(second), "verdicts": verdicts})
        else:
            set_aside += 1
    header = {
        "command": "build/python/bin/python tests/reference/make_matcher_reference.py",
        "versions": {"pymatgen-core": pymatgen.core.__version__, "numpy": numpy.__version__},
        "settings": [{"ltol": 0.2, "stol": 0.3, "angle_tol": 5.0, "primitive_cell": True, "scale": True, **settings}
                     for settings in SETTINGS],
        "set_aside": set_aside,
    }
    lines = [f' "{key}": {json.dumps(value)}' for key, value in header.items()]
    rows = ",\n".join("  " + json.dumps(pair) for pair in pairs)
    lines.append(f' "pairs": [\n{rows}\n ]')
    pathlib.Path(__file__).with_name("matcher.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
