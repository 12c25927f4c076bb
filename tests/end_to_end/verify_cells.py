"""An independent look at the cells of a run in the mode symmetry: spglib finds every POSCAR primitive, in its own standard
cell, and in the space group of candidates.csv at any tolerance; special coordinates are exact; elements are in blocks;
pymatgen and ASE read the CIF of every candidate as the crystal of its POSCAR. Exit code 0: all agree; 1: something
differs; 77: pymatgen, ASE or spglib is not installed.

    build/python/bin/python tests/end_to_end/verify_cells.py RUN
"""
import csv
import json
import pathlib
import sys
import warnings

try:
    import ase.io
    import numpy
    import spglib
    from pymatgen.analysis.structure_matcher import StructureMatcher
    from pymatgen.core import Lattice, Structure
    from pymatgen.io.vasp import Poscar
except ImportError as error:
    print(f"skipped: {error}", file=sys.stderr)
    sys.exit(77)

warnings.filterwarnings("ignore")
TOLERANCES = (1e-5, 1e-3, 0.1)  # Å
READER_TOLERANCE = 1e-3  # of (V/N)^(1/3); pymatgen takes coordinates within 1e-4 of a sixth for the sixth
TRICLINIC = ("1", "2")  # several Niggli cells may be equal within the rounding


def cell_of(structure):
    return structure.lattice.matrix, structure.frac_coords, structure.atomic_numbers


def group_of(structure, tolerance):
    found = spglib.get_symmetry_dataset(cell_of(structure), tolerance)
    return found.number if found else 0


def faults_of_poscar(file, row, roles):
    poscar = Poscar.from_file(str(file), check_for_POTCAR=False)
    structure = poscar.structure
    faults = []
    for tolerance in TOLERANCES:
        if group_of(structure, tolerance) != int(row["space_group"]):
            faults.append(f"group {group_of(structure, tolerance)} at {tolerance}, the table has {row['space_group']}")
    lattice, _, numbers = spglib.standardize_cell(cell_of(structure), to_primitive=True, symprec=1e-3)
    if len(numbers) != len(structure):
        faults.append(f"{len(structure)} atoms, spglib's primitive cell has {len(numbers)}")
    if row["space_group"] not in TRICLINIC and not numpy.allclose(lattice, structure.lattice.matrix, atol=1e-6):
        faults.append("not the lattice of spglib's standard primitive cell")
    for x in structure.frac_coords.flatten():
        if x != round(24 * x) / 24 and abs(x - round(24 * x) / 24) < 1e-10 or not 0 <= x < 1:
            faults.append(f"coordinate {x!r}")
    if poscar.site_symbols != roles:
        faults.append(f"elements {poscar.site_symbols}, expected {roles}")
    return structure, faults


def same_shape(lattice, read, row):
    return row["space_group"] in TRICLINIC or numpy.allclose(Lattice(lattice).parameters, read.lattice.parameters, atol=1e-6)


def faults_of_cif(file, candidate, row):
    by_ase = ase.io.read(file)
    faults = []
    for reader, read in (
        ("pymatgen", Structure.from_file(file)),
        ("ASE", Structure(by_ase.cell.array, by_ase.get_chemical_symbols(), by_ase.get_scaled_positions())),
    ):
        if group_of(read, 1e-3) != int(row["space_group"]):
            faults.append(f"{reader}: group {group_of(read, 1e-3)}")
        if abs(read.volume / len(read) - candidate.volume / len(candidate)) > 1e-6:
            faults.append(f"{reader}: another volume per atom")
        rms = StructureMatcher(scale=False, attempt_supercell=False).get_rms_dist(candidate, read)
        if rms is None or rms[1] > READER_TOLERANCE:
            faults.append(f"{reader}: another crystal, {rms}")
        lattice, _, numbers = spglib.standardize_cell(cell_of(read), to_primitive=False, symprec=1e-3)
        if len(numbers) != len(read) or not same_shape(lattice, read, row):
            faults.append(f"{reader}: not the conventional standard cell")
    return faults


def main():
    run = pathlib.Path(sys.argv[1])
    rows = list(csv.DictReader((run / "candidates.csv").open(newline="")))
    roles = json.loads((run / "summary.json").read_text())["system"].split("-")
    faults = []
    for row in rows:
        structure, found = faults_of_poscar(run / "candidates" / f"{row['id']}.vasp", row, roles)
        found += faults_of_cif(run / "conventional" / f"{row['id']}.cif", structure, row)
        faults += [f"{row['id']}: {fault}" for fault in found]
    for fault in faults:
        print(fault)
    print(f"{len(rows)} candidates")
    sys.exit(1 if faults or not rows else 0)


if __name__ == "__main__":
    main()
