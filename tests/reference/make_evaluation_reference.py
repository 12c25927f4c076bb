"""Writes evaluation.json: a small set of crystals beside a reference set, judged by pymatgen and scipy.

Run from the root of the project: build/python/bin/python tests/reference/make_evaluation_reference.py
"""

import json
import pathlib
import warnings

import numpy
import pymatgen.core
import scipy
from pymatgen.analysis.structure_matcher import StructureMatcher
from pymatgen.core import Lattice, Structure
from scipy.stats import wasserstein_distance

warnings.simplefilter("ignore")

PREDICTION = {"ltol": 0.3, "stol": 0.5, "angle_tol": 10.0}


class Crystals:
    """Random ternaries, whose Niggli cells are unambiguous, and others made of them."""

    def __init__(self, seed):
        self.rng = numpy.random.default_rng(seed)

    def random(self, symbols):
        lattice = Lattice.from_parameters(*self.rng.uniform(3.2, 5.0, 3), *self.rng.uniform(75, 105, 3))
        return Structure(lattice, symbols, self.rng.random((len(symbols), 3)))

    def shaken(self, structure, amplitude):
        moved = structure.cart_coords + amplitude * self.rng.normal(size=(len(structure), 3))
        lattice = Lattice(structure.lattice.matrix * self.rng.uniform(0.95, 1.05))
        return Structure(lattice, structure.species, structure.lattice.get_fractional_coords(moved))

    def doubled(self, structure):
        copy = structure.copy()
        copy.make_supercell([1, 2, 1])
        return copy


def rounded(structure):
    """As it is written: pymatgen judges the very numbers of the file."""
    return Structure(Lattice(numpy.round(structure.lattice.matrix, 6)), structure.species,
                     numpy.round(structure.frac_coords, 6))


def sets():
    make = Crystals(7)
    kinds = [make.random(symbols) for symbols in
             (["Pd", "Ni", "H", "H"], ["Pd", "Ni", "H", "H"], ["Pd", "Pd", "Ni", "H"], ["Mg", "H", "H"])]
    submitted = [kinds[0], make.shaken(kinds[1], 0.3), make.doubled(make.shaken(kinds[0], 0.05)), kinds[2],
                 make.shaken(kinds[0], 0.5), make.shaken(kinds[1], 0.1), make.shaken(kinds[2], 0.15),
                 make.random(["Pd", "Ni", "H", "H"]), make.shaken(kinds[1], 0.2), make.shaken(kinds[3], 0.05),
                 make.shaken(kinds[0], 0.1), make.shaken(kinds[2], 0.6)]
    reference = [make.doubled(make.shaken(kinds[1], 0.05)), make.shaken(kinds[2], 0.1), make.random(["Mg", "H", "H"]),
                 make.random(["Ti", "H"]), make.shaken(kinds[2], 0.4), make.shaken(kinds[1], 0.4)]
    return [rounded(each) for each in submitted], [rounded(each) for each in reference]


def groups(matcher, structures):
    """The first of each group, greedy in input order."""
    first_of = []
    for i, structure in enumerate(structures):
        founders = [j for j in range(i) if first_of[j] == j and matcher.fit(structures[j], structure)]
        first_of.append(founders[0] if founders else i)
    return first_of


def alike(matcher, structures):
    counts = [1] * len(structures)
    for j, later in enumerate(structures):
        for i in range(j):
            if matcher.fit(structures[i], later):
                counts[i] += 1
                counts[j] += 1
    return counts


def improvements(matcher, candidates, known):
    """Per known structure [candidate, rms] of the first match and of each better one."""
    found = []
    for structure in known:
        found.append([])
        for i, candidate in enumerate(candidates):
            best = matcher.get_rms_dist(candidate, structure)
            if best and (not found[-1] or best[0] < found[-1][-1][1]):
                found[-1].append([i, round(float(best[0]), 7)])
    return found


def cell(structure, name):
    return {"name": name, "rows": structure.lattice.matrix.tolist(),
            "sites": [[site.specie.symbol, site.frac_coords.tolist()] for site in structure]}


def main():
    submitted, reference = sets()
    default, prediction = StructureMatcher(), StructureMatcher(**PREDICTION)
    n, counts = len(submitted), alike(default, submitted)
    properties = {"density": lambda s: float(s.density), "volume_per_atom": lambda s: s.volume / len(s),
                  "elements": lambda s: len(s.composition)}
    content = {
        "command": "build/python/bin/python tests/reference/make_evaluation_reference.py",
        "versions": {"pymatgen-core": pymatgen.core.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__},
        "first_of": groups(default, submitted),
        "alike": counts,
        "pairwise_uniqueness": 1 - sum(count - 1 for count in counts) / (n * n - n),
        "reference_of": [next((i for i, known in enumerate(reference) if default.fit(structure, known)), None)
                         for structure in submitted],
        "covered": sum(any(default.fit(structure, known) for structure in submitted) for known in reference),
        "default": improvements(default, submitted, reference),
        "prediction": improvements(prediction, submitted, reference),
        "wasserstein": {name: wasserstein_distance([of(s) for s in submitted], [of(s) for s in reference])
                        for name, of in properties.items()},
        "submitted": [cell(structure, f"submitted {i}") for i, structure in enumerate(submitted)],
        "reference": [cell(structure, f"reference {i}") for i, structure in enumerate(reference)],
    }
    lines = [f' "{key}": {json.dumps(value)}' for key, value in content.items()]
    pathlib.Path(__file__).with_name("evaluation.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
