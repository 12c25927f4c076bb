"""Writes tests/data/io/written/ and tests/reference/io.json: what pymatgen and ASE make of the files in tests/data/io.

Run from the root of the project: build/python/bin/python tests/reference/make_io_reference.py
"""

import json
import pathlib
import warnings

import ase
import ase.io
import ase.spacegroup
import numpy
from ase.calculators.singlepoint import SinglePointCalculator
from pymatgen.core import Lattice, Structure
from pymatgen.core import __version__ as pymatgen_version
from pymatgen.io.ase import AseAtomsAdaptor
from pymatgen.io.cif import CifParser, CifWriter
from pymatgen.io.vasp import Poscar
from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "io"
WRITTEN = DATA / "written"
COMMAND = "build/python/bin/python tests/reference/make_io_reference.py"
SYMPREC = 0.01  # A
REACH = 8.0  # A; every pair of elements of the files meets within it


def rocksalt():
    return Structure.from_spacegroup("Fm-3m", Lattice.cubic(4.09), ["Pd", "H"], [[0, 0, 0], [0.5, 0.5, 0.5]])


def wurtzite():
    return Structure.from_spacegroup(
        "P6_3mc", Lattice.hexagonal(3.2495, 5.2069), ["Zn", "O"], [[1 / 3, 2 / 3, 0], [1 / 3, 2 / 3, 0.345]]
    )


def rutile():
    return Structure.from_spacegroup(
        "P4_2/mnm", Lattice.tetragonal(4.517, 3.021), ["Mg", "H"], [[0, 0, 0], [0.306, 0.306, 0]]
    )


def skewed():
    lattice = Lattice([[3.1, 0.2, -0.1], [4.0, 2.6, 0.3], [-5.2, 3.9, 3.3]])
    positions = [[0.1, 0.2, 0.3], [0.8, 0.55, 0.12], [0.35, 0.75, 0.55], [0.6, 0.1, 0.8]]
    return Structure(lattice, ["Pd", "Ni", "H", "H"], positions)


def write_files():
    WRITTEN.mkdir(exist_ok=True)
    crystals = {"PdH": rocksalt(), "ZnO": wurtzite(), "MgH2": rutile(), "skewed": skewed()}
    frames = []
    for name, crystal in crystals.items():
        CifWriter(crystal, symprec=SYMPREC).write_file(WRITTEN / f"{name}-pymatgen.cif")
        Poscar(crystal).write_file(WRITTEN / f"{name}-pymatgen.vasp")
        atoms = AseAtomsAdaptor.get_atoms(crystal)
        ase.io.write(WRITTEN / f"{name}-ase.cif", atoms)
        ase.io.write(WRITTEN / f"{name}-ase.vasp", atoms, format="vasp", vasp5=True)
        ase.io.write(WRITTEN / f"{name}-ase4.vasp", atoms, format="vasp", vasp5=False)
        atoms.calc = SinglePointCalculator(atoms, energy=-1.5, forces=numpy.full((len(atoms), 3), 0.25))
        atoms.info["comment"] = 'quotes " and = signs'
        ase.io.write(WRITTEN / f"{name}-ase.extxyz", atoms)
        frames.append(atoms)
    ase.io.write(WRITTEN / "frames-ase.extxyz", frames)


def built(*arguments, **options):
    return [AseAtomsAdaptor.get_structure(ase.spacegroup.crystal(*arguments, **options))]


# Files whose dialect neither program reads right: pymatgen takes "F d -3 m Z" for P1 and leaves out "D1-".
BUILT = {
    "MgAl2O4-spinel.cif": lambda: built(
        ["Mg", "Al", "O"], [[0.125] * 3, [0.5] * 3, [0.2624] * 3], spacegroup=227, setting=2, cellpar=[8.083] * 3 + [90] * 3
    ),
    "PdD-rocksalt.cif": lambda: [rocksalt()],
}


def read_file(path):
    if path.name in BUILT:
        return BUILT[path.name]()
    if path.suffix == ".cif":
        return CifParser(path).get_structures(primitive=False)
    if path.suffix == ".extxyz":
        return [AseAtomsAdaptor.get_structure(atoms) for atoms in ase.io.read(path, index=":")]
    if "4.vasp" in path.name:  # VASP 4: pymatgen takes the elements for H, He, ...
        return [AseAtomsAdaptor.get_structure(ase.io.read(path, format="vasp"))]
    return [Poscar.from_file(path, check_for_POTCAR=False).structure]


def facts(crystal):
    crystal = crystal.copy()
    crystal.remove_oxidation_states()
    shortest = {}
    for site, neighbors in zip(crystal, crystal.get_all_neighbors(REACH)):
        for neighbor in neighbors:
            pair = "-".join(sorted([site.specie.symbol, neighbor.specie.symbol]))
            shortest[pair] = min(shortest.get(pair, REACH), float(neighbor.nn_distance))
    return {
        "composition": {symbol: int(count) for symbol, count in crystal.composition.get_el_amt_dict().items()},
        "volume": crystal.volume,
        "atoms": len(crystal),
        "space_group": SpacegroupAnalyzer(crystal, symprec=SYMPREC).get_space_group_number(),
        "shortest": dict(sorted(shortest.items())),
    }


def main():
    warnings.simplefilter("ignore")
    write_files()
    paths = sorted(path for path in DATA.rglob("*") if path.suffix in (".cif", ".vasp", ".extxyz"))
    reference = {
        "command": COMMAND,
        "versions": {"pymatgen-core": pymatgen_version, "ase": ase.__version__},
        "units": "A, A^3; symmetry within 0.01 A",
        "files": {str(path.relative_to(DATA)): [facts(crystal) for crystal in read_file(path)] for path in paths},
    }
    target = ROOT / "tests" / "reference" / "io.json"
    target.write_text(json.dumps(reference, indent=1) + "\n")


if __name__ == "__main__":
    main()
