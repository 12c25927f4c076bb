"""An independent look at what `crystalgan export` wrote: pymatgen reads the inputs of VASP, ASE those of Quantum ESPRESSO
and GPAW, and both must find the structures of the run, in the order of index.csv, with the meshes that |b_i| and the
spacing ask for and moments on the right atoms. Exit code 0: all agree; 1: something differs; 77: pymatgen or ASE is not
installed.

    build/python/bin/python tests/end_to_end/verify_export.py RUN EXPORT vasp|qe|gpaw SPACING
"""
import ast
import csv
import math
import pathlib
import re
import sys
import warnings

try:
    import ase.io
    import numpy
    from pymatgen.core import Structure
    from pymatgen.io.vasp import Incar, Kpoints, Poscar
    from pymatgen.io.vasp.sets import MPRelaxSet
except ImportError as error:
    print(f"skipped: {error}", file=sys.stderr)
    sys.exit(77)

warnings.filterwarnings("ignore")
TOLERANCE = 1e-12  # Å and fractions: pw.in has 16 decimals
MOMENTS = {symbol: MPRelaxSet.CONFIG["INCAR"]["MAGMOM"][symbol] for symbol in ("V", "Cr", "Mn", "Fe", "Co", "Ni")}
OTHER = 0.6  # Bohr magnetons of every other atom beside magnetic ones, in MPRelaxSet
VALENCE = {"V": 5, "Cr": 6, "Mn": 7, "Fe": 8, "Co": 9, "Ni": 10}  # 3d and 4s electrons


def of_atoms(atoms):
    return Structure(atoms.cell.array, atoms.get_chemical_symbols(), atoms.get_scaled_positions(wrap=False))


def by_element(structure):
    """Sites in the order of first appearance of their elements: what every format is written in."""
    order = list(dict.fromkeys(str(site.specie) for site in structure))
    return sorted(structure, key=lambda site: order.index(str(site.specie)))


def faults_of_structure(expected, got):
    expected, got_sites = by_element(expected), list(got)
    if [str(site.specie) for site in expected] != [str(site.specie) for site in got_sites]:
        return [f"expected {[str(s.specie) for s in expected]}, got {[str(s.specie) for s in got_sites]}"]
    faults = []
    if not numpy.allclose(expected[0].lattice.matrix, got.lattice.matrix, atol=TOLERANCE):
        faults.append("another cell")
    if not numpy.allclose([s.frac_coords for s in expected], [s.frac_coords for s in got_sites], atol=TOLERANCE):
        faults.append("other positions")
    return faults


def mesh_of(structure, spacing):
    return [max(1, math.ceil(length / spacing - 1e-6)) for length in structure.lattice.reciprocal_lattice.abc]


def moments_of(structure):
    return [MOMENTS.get(str(site.specie), 0) for site in structure]


def faults_of_vasp(folder, expected, spacing):
    poscar = Poscar.from_file(str(folder / "POSCAR"), check_for_POTCAR=False)
    kpoints = Kpoints.from_file(str(folder / "KPOINTS"))
    incar = Incar.from_file(str(folder / "INCAR"))
    faults = faults_of_structure(expected, poscar.structure)
    if kpoints.style != Kpoints.supported_modes.Gamma or list(kpoints.kpts[0]) != mesh_of(expected, spacing):
        faults.append(f"mesh {kpoints.style} {kpoints.kpts}, expected {mesh_of(expected, spacing)}")
    moments = moments_of(poscar.structure)
    if any(moments):
        moments = [moment or OTHER for moment in moments]
    if incar["ISPIN"] != (2 if any(moments) else 1) or incar.get("MAGMOM", moments) != moments:
        faults.append(f"ISPIN {incar['ISPIN']}, MAGMOM {incar.get('MAGMOM')}, expected {moments}")
    for key, value in (("ISIF", 3), ("IBRION", 2), ("ENCUT", 520), ("EDIFFG", -0.01), ("ISMEAR", 1), ("SIGMA", 0.2)):
        if incar[key] != value:
            faults.append(f"{key} {incar[key]}, expected {value}")
    unknown = incar.check_params() if hasattr(incar, "check_params") else None
    if unknown:
        faults.append(f"unknown to pymatgen: {unknown}")
    setups = (folder / "POTCAR.spec").read_text().split()
    table = MPRelaxSet.CONFIG["POTCAR"]
    if setups != [table[symbol] for symbol in poscar.site_symbols]:
        faults.append(f"set-ups {setups} for {poscar.site_symbols}")
    return faults


def faults_of_qe(folder, expected, spacing):
    atoms = ase.io.read(folder / "pw.in", format="espresso-in")
    text = (folder / "pw.in").read_text()
    faults = faults_of_structure(expected, of_atoms(atoms))
    mesh = [int(word) for word in re.search(r"K_POINTS automatic\n(.*)", text).group(1).split()]
    if mesh != mesh_of(expected, spacing) + [0, 0, 0]:
        faults.append(f"mesh {mesh}, expected {mesh_of(expected, spacing)}")
    symbols = atoms.get_chemical_symbols()
    species = list(dict.fromkeys(symbols))
    shares = {int(i): float(share) for i, share in re.findall(r"starting_magnetization\((\d+)\) = (\S+)", text)}
    wanted = {i + 1: round(min(1, MOMENTS[s] / VALENCE[s]), 3) for i, s in enumerate(species) if s in MOMENTS}
    if shares != wanted or (" nspin = 2" in text) != bool(wanted):
        faults.append(f"starting magnetisation {shares}, expected {wanted}")
    return faults


def faults_of_gpaw(folder, expected, spacing):
    script = ast.parse((folder / "relax.py").read_text())
    settings = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in script.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").isupper()
    }
    structure = of_atoms(ase.io.read(folder / "structure.vasp", format="vasp"))
    faults = faults_of_structure(expected, structure)
    if list(settings["K_POINTS"]) != mesh_of(expected, spacing):
        faults.append(f"mesh {settings['K_POINTS']}, expected {mesh_of(expected, spacing)}")
    if [settings["MOMENTS"].get(str(site.specie), 0) for site in structure] != moments_of(structure):
        faults.append(f"moments {settings['MOMENTS']}")
    return faults


def main():
    run, export, program, spacing = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], float(sys.argv[4])
    faults_of = {"vasp": faults_of_vasp, "qe": faults_of_qe, "gpaw": faults_of_gpaw}[program]
    rows = list(csv.DictReader((export / "index.csv").open(newline="")))
    candidates = list(csv.DictReader((run / "candidates.csv").open(newline="")))[: len(rows)]
    faults = []
    if [row["id"] for row in rows] != [row["id"] for row in candidates]:
        faults.append("index.csv has another order than candidates.csv")
    for number, (row, candidate) in enumerate(zip(rows, candidates), start=1):
        file = run / "candidates" / f"{row['id']}.vasp"
        expected = Poscar.from_file(str(file), check_for_POTCAR=False).structure
        found = faults_of(export / row["folder"], expected, spacing)
        told = (row["task"], row["formula"], row["space_group"], row["atoms"], row["k_points"])
        true = (str(number), candidate["formula"], candidate["space_group"], str(len(expected)),
                "x".join(map(str, mesh_of(expected, spacing))))
        if told != true:
            found.append(f"index.csv has {told}, expected {true}")
        faults += [f"{row['id']}: {fault}" for fault in found]
    for fault in faults:
        print(fault)
    print(f"{len(rows)} structures read as {program}'s")
    sys.exit(1 if faults or not rows else 0)


if __name__ == "__main__":
    main()
