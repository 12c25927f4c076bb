"""Writes crystal.json: what other programs say about elements, neighbours, Niggli cells and space groups.

Run from the root of the project: build/python/bin/python tests/reference/make_crystal_reference.py
"""

import json
import math
import pathlib
import signal
import warnings

import ase
import ase.data
import numpy
import pymatgen.core
import spglib
from ase.neighborlist import neighbor_list
from pymatgen.core import Element, Lattice, Structure
from pymatgen.io.ase import AseAtomsAdaptor

warnings.simplefilter("ignore")

NEIGHBOR_CUTOFF = 4.0  # A
SYMMETRY_TOLERANCE = 0.01  # A

# name, space group, a b c alpha beta gamma, [(element, position), ...]. Lattice constants and coordinates rounded from
# the usual handbooks; only their symmetry matters here.
CRYSTALS = [
    ("triclinic AB", "P1", (3.1, 4.2, 5.3, 71, 83, 97), [("Pd", (0.1, 0.2, 0.3)), ("H", (0.46, 0.61, 0.82))]),
    ("triclinic centric", "P-1", (3.4, 4.5, 6.1, 104, 66, 58), [("Ni", (0.13, 0.27, 0.31)), ("H", (0, 0.5, 0.5))]),
    ("baddeleyite", "P2_1/c", (5.15, 5.21, 5.32, 90, 99.2, 90),
     [("Zr", (0.275, 0.04, 0.208)), ("O", (0.07, 0.332, 0.345)), ("O", (0.45, 0.757, 0.479))]),
    ("monoclinic CoGe type", "C2/m", (11.65, 3.81, 4.95, 90, 101.1, 90),
     [("Co", (0, 0, 0)), ("Co", (0.1827, 0, 0.2082)), ("Ge", (0.1976, 0, 0.7116)), ("Ge", (0.4289, 0, 0.2836))]),
    ("acentric monoclinic", "P2_1", (4.1, 5.2, 6.3, 90, 112, 90), [("Ti", (0.1, 0.2, 0.3)), ("H", (0.4, 0.31, 0.73))]),
    ("FeB type", "Pnma", (5.49, 2.95, 4.06, 90, 90, 90), [("Fe", (0.18, 0.25, 0.12)), ("B", (0.04, 0.25, 0.61))]),
    ("CrB type", "Cmcm", (2.97, 7.86, 2.93, 90, 90, 90), [("Cr", (0, 0.146, 0.25)), ("B", (0, 0.436, 0.25))]),
    ("marcasite", "Pnnm", (4.44, 5.42, 3.39, 90, 90, 90), [("Fe", (0, 0, 0)), ("S", (0.2, 0.378, 0))]),
    ("rutile MgH2", "P4_2/mnm", (4.517, 4.517, 3.021, 90, 90, 90), [("Mg", (0, 0, 0)), ("H", (0.306, 0.306, 0))]),
    ("MoSi2 type", "I4/mmm", (3.2, 3.2, 7.85, 90, 90, 90), [("Mo", (0, 0, 0)), ("Si", (0, 0, 0.333))]),
    ("PdS type", "P4_2/m", (6.43, 6.43, 6.61, 90, 90, 90),
     [("Pd", (0, 0, 0.25)), ("Pd", (0, 0.5, 0)), ("Pd", (0.465, 0.25, 0)), ("S", (0.19, 0.32, 0.23))]),
    ("CdI2 type", "P-3m1", (4.24, 4.24, 6.84, 90, 90, 120), [("Cd", (0, 0, 0)), ("I", (1 / 3, 2 / 3, 0.2492))]),
    ("quartz, one hand", "P3_121", (4.913, 4.913, 5.405, 90, 90, 120),
     [("Si", (0.4697, 0, 1 / 3)), ("O", (0.4135, 0.2669, 0.4524))]),
    ("quartz, other hand", "P3_221", (4.913, 4.913, 5.405, 90, 90, 120),
     [("Si", (0.4697, 0, 2 / 3)), ("O", (0.4135, 0.2669, 0.7858))]),
    ("CdCl2 type", "R-3m", (3.85, 3.85, 17.46, 90, 90, 120), [("Cd", (0, 0, 0)), ("Cl", (0, 0, 0.252))]),
    ("NiAs type", "P6_3/mmc", (3.62, 3.62, 5.03, 90, 90, 120), [("Ni", (0, 0, 0)), ("As", (1 / 3, 2 / 3, 0.25))]),
    ("wurtzite", "P6_3mc", (3.82, 3.82, 6.26, 90, 90, 120),
     [("Zn", (1 / 3, 2 / 3, 0)), ("S", (1 / 3, 2 / 3, 0.3748))]),
    ("AlB2 type", "P6/mmm", (3.0, 3.0, 3.25, 90, 90, 120), [("Al", (0, 0, 0)), ("B", (1 / 3, 2 / 3, 0.5))]),
    ("FeSi type", "P2_13", (4.49,) * 3 + (90,) * 3, [("Fe", (0.137,) * 3), ("Si", (0.842,) * 3)]),
    ("pyrite", "Pa-3", (5.42,) * 3 + (90,) * 3, [("Fe", (0, 0, 0)), ("S", (0.385,) * 3)]),
    ("zinc blende", "F-43m", (5.41,) * 3 + (90,) * 3, [("Zn", (0, 0, 0)), ("S", (0.25,) * 3)]),
    ("caesium chloride", "Pm-3m", (2.95,) * 3 + (90,) * 3, [("Pd", (0, 0, 0)), ("H", (0.5,) * 3)]),
    ("A15", "Pm-3n", (4.99,) * 3 + (90,) * 3, [("Ti", (0.25, 0, 0.5)), ("Au", (0, 0, 0))]),
    ("rocksalt PdH", "Fm-3m", (4.09,) * 3 + (90,) * 3, [("Pd", (0, 0, 0)), ("H", (0.5,) * 3)]),
    ("fluorite TiH2", "Fm-3m", (4.45,) * 3 + (90,) * 3, [("Ti", (0, 0, 0)), ("H", (0.25,) * 3)]),
    ("Mg2FeH6", "Fm-3m", (6.443,) * 3 + (90,) * 3, [("Fe", (0, 0, 0)), ("Mg", (0.25,) * 3), ("H", (0.242, 0, 0))]),
]


def element_row(number):
    """The element as ASE and pymatgen know it; null for what they do not."""
    element = Element.from_Z(number)

    def known(key):
        value = element.data.get(key)
        try:
            value = float(str(value).split()[0])
        except ValueError:
            return None
        return value if math.isfinite(value) else None

    state = ase.data.reference_states[number] or {}
    a = state.get("a")
    volume = None
    if state.get("symmetry") == "fcc":
        volume = a**3 / 4
    elif state.get("symmetry") == "bcc":
        volume = a**3 / 2
    elif state.get("symmetry") == "diamond":
        volume = a**3 / 8
    elif state.get("symmetry") == "hcp" and element.symbol not in ("Se", "Te"):  # ASE means the trigonal chains there
        volume = math.sqrt(3) / 4 * a**3 * state["c/a"]
    elif known("Molar volume"):
        volume = known("Molar volume") / 0.602214076  # cm^3/mol to A^3
    if element.symbol in ("Se", "Te"):
        volume = known("Molar volume") / 0.602214076
    return {
        "symbol": element.symbol,
        "mass": float(ase.data.atomic_masses[number]),
        "covalent_radius": float(ase.data.covalent_radii[number]) if number <= 96 else None,
        "metallic_radius": known("Metallic radius"),
        "electronegativity": known("X"),
        "oxidation_states": sorted(element.data.get("Oxidation states") or []),
        "atomic_volume": volume,
        "common_positive_states": [s for s in sorted(element.common_oxidation_states) if s > 0],
        "atomic_radius": known("Atomic radius"),
        "group": element.group,
        "period": element.row,
    }


def crystal(name, group, parameters, sites):
    structure = Structure.from_spacegroup(group, Lattice.from_parameters(*parameters), [s[0] for s in sites],
                                          [s[1] for s in sites])
    cell = (structure.lattice.matrix, structure.frac_coords, structure.atomic_numbers)
    found = spglib.get_symmetry_dataset(cell, symprec=SYMMETRY_TOLERANCE)
    primitive = spglib.standardize_cell(cell, to_primitive=True, no_idealize=True, symprec=SYMMETRY_TOLERANCE)
    first, distances = neighbor_list("id", AseAtomsAdaptor.get_atoms(structure), NEIGHBOR_CUTOFF)
    return {
        "name": name,
        "rows": structure.lattice.matrix.tolist(),
        "sites": [[site.specie.symbol, site.frac_coords.tolist()] for site in structure],
        "number": int(found["number"]),
        "symbol": found["international"],
        "primitive_atoms": len(primitive[2]),
        "primitive_volume": float(abs(numpy.linalg.det(primitive[0]))),
        "neighbors": [{"count": int((first == i).sum()), "nearest": float(distances[first == i].min()),
                       "sum": float(distances[first == i].sum())} for i in range(len(structure))],
    }


def niggli_cells():
    """Cells of every shape in a bad choice of vectors, with the parameters of their Niggli cells."""
    rng = numpy.random.default_rng(20181026)
    shapes = [("cubic P", (4.09, 4.09, 4.09, 90, 90, 90)), ("cubic F", (2.892, 2.892, 2.892, 60, 60, 60)),
              ("cubic I", (2.61, 2.61, 2.61, 109.4712206, 109.4712206, 109.4712206)),
              ("hexagonal", (3.62, 3.62, 5.03, 90, 90, 120)), ("rhombohedral", (6.2, 6.2, 6.2, 36.1, 36.1, 36.1)),
              ("tetragonal I", (3.2, 3.2, 4.53, 69.3, 69.3, 90)), ("orthorhombic", (2.95, 4.06, 5.49, 90, 90, 90)),
              ("monoclinic", (5.15, 5.21, 5.32, 90, 99.2, 90)), ("triclinic acute", (3.1, 4.2, 5.3, 71, 83, 77)),
              ("triclinic obtuse", (3.1, 4.2, 5.3, 101, 93, 97)), ("flat", (3.0, 3.3, 3.7, 119, 118, 122)),
              ("needle", (2.1, 2.3, 97.0, 95, 101, 83)), ("plate", (41.0, 37.0, 1.3, 88, 76, 103))]
    cells = []
    for name, parameters in shapes:
        # The parameters are those of the good choice: from a bad one pymatgen may find no end, or a cell within its
        # tolerance of Niggli's.
        signal.alarm(5)
        good = Lattice.from_parameters(*parameters)
        reduced = list(good.get_niggli_reduced_lattice().parameters)
        signal.alarm(0)
        for _ in range(3):
            change = numpy.eye(3, dtype=int)
            for _ in range(4):
                i, j = rng.choice(3, 2, replace=False)
                change[i] += rng.integers(-4, 5) * change[j]
            cells.append({"name": name, "rows": (change @ good.matrix).tolist(), "parameters": reduced})
    return cells


def main():
    content = {
        "command": "build/python/bin/python tests/reference/make_crystal_reference.py",
        "versions": {"ase": ase.__version__, "pymatgen-core": pymatgen.core.__version__, "spglib": spglib.__version__,
                     "numpy": numpy.__version__},
        "neighbor_cutoff": NEIGHBOR_CUTOFF,
        "symmetry_tolerance": SYMMETRY_TOLERANCE,
        "elements": [element_row(number) for number in range(1, 119)],
        "crystals": [crystal(*each) for each in CRYSTALS],
        "niggli": niggli_cells(),
    }

    def entry(key):
        if isinstance(content[key], list):
            return "[\n" + ",\n".join("  " + json.dumps(row) for row in content[key]) + "\n ]"
        return json.dumps(content[key])

    text = "{\n" + ",\n".join(f' "{key}": {entry(key)}' for key in content) + "\n}\n"
    pathlib.Path(__file__).with_name("crystal.json").write_text(text)


if __name__ == "__main__":
    main()
