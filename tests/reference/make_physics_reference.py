"""Writes physics.json: what LAMMPS finds with models of the KIM API: energies and forces of shaken ternaries.

Run from the root of the project: build/python/bin/python tests/reference/make_physics_reference.py
Needs the Debian packages lammps, openkim-models.
"""

import json
import os
import pathlib
import subprocess
import tempfile

import ase
import numpy
from ase.geometry import cellpar_to_cell

MODELS = [
    ("EAM_Dynamo_HaleWongZimmerman_2008PairHybrid_PdAgH__MO_104806802344_005", ("Pd", "Ag", "H")),
    ("EAM_Dynamo_ZhouZimmermanWong_2008_PdH__MO_114797992931_000", ("Pd", "Pd", "H")),
    ("EAM_Dynamo_AngeloMoodyBaskes_1995_NiAlH__MO_418978237058_005", ("Ni", "Al", "H")),
    ("MEAM_LAMMPS_ShimKoKim_2013_NiVH__MO_612225165948_000", ("Ni", "V", "H")),
    ("MEAM_LAMMPS_ShimKoKim_2013_AlVH__MO_344724145339_000", ("Al", "V", "H")),
]

# name, a b c alpha beta gamma, A, angstrom and degrees; sites of metals and of hydrogen in turn
CELLS = [
    ("cubic", (4.0, 4.0, 4.0, 90, 90, 90),
     [(0, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)], [(0.5, 0.5, 0.5), (0.5, 0, 0)]),
    ("hexagonal", (3.1, 3.1, 5.0, 90, 90, 120), [(1 / 3, 2 / 3, 0), (2 / 3, 1 / 3, 0.5)], [(0, 0, 0.25)]),
    ("skewed", (3.0, 7.4, 9.1, 47, 31, 24), [(0, 0, 0), (0.5, 0.5, 0.52)], [(0.26, 0.24, 0.25)]),
]

SHAKE = 0.15  # A, along each axis

INPUT = """
units metal
atom_style atomic
atom_modify map array sort 0 0.0
boundary p p p
box tilt large
read_data cell.txt
pair_style kim {model}
pair_coeff * * {species}
thermo_style custom pe
thermo_modify format float %.17g
dump forces all custom 1 forces.txt id fx fy fz
dump_modify forces sort id format float %.17g
run 0
"""


def lammps(model, rows, symbols, positions):
    species = sorted(set(symbols))
    lines = ["cell", "", f"{len(symbols)} atoms", f"{len(species)} atom types", ""]
    lines += [f"0 {rows[i][i]!r} {'xyz'[i]}lo {'xyz'[i]}hi" for i in range(3)]
    lines += [f"{rows[1][0]!r} {rows[2][0]!r} {rows[2][1]!r} xy xz yz", "", "Masses", ""]
    lines += [f"{i + 1} 1.0" for i in range(len(species))] + ["", "Atoms", ""]
    for number, (symbol, position) in enumerate(zip(symbols, positions), 1):
        lines.append(" ".join([str(number), str(species.index(symbol) + 1)] + [repr(float(x)) for x in position]))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "cell.txt").write_text("\n".join(lines) + "\n")
        (folder / "in.txt").write_text(INPUT.format(model=model, species=" ".join(species)))
        ran = subprocess.run(["lmp", "-in", "in.txt", "-log", "log.txt"], cwd=folder, text=True,
                             env=dict(os.environ, HOME=str(folder)), capture_output=True)
        if ran.returncode != 0:
            raise SystemExit(ran.stdout + ran.stderr)
        log = (folder / "log.txt").read_text().splitlines()
        energy = float(log[[line.strip() for line in log].index("PotEng") + 1])
        forces = [[float(x) for x in line.split()[1:]] for line in (folder / "forces.txt").read_text().splitlines()[9:]]
    return energy, forces


def main():
    random = numpy.random.default_rng(7)
    crystals = []
    for model, (one, other, hydrogen) in MODELS:
        for name, parameters, metals, hydrogens in CELLS:
            # a along x, b in the plane of x and y, as LAMMPS wants it
            rows = numpy.array(cellpar_to_cell(parameters))
            symbols = [one if i % 2 == 0 else other for i in range(len(metals))] + [hydrogen] * len(hydrogens)
            positions = numpy.array(metals + hydrogens) @ rows + random.uniform(-SHAKE, SHAKE, (len(symbols), 3))
            fractions = positions @ numpy.linalg.inv(rows)
            energy, forces = lammps(model, rows.tolist(), symbols, positions)
            crystals.append({"model": model, "name": name, "rows": rows.tolist(),
                             "sites": [[s, f] for s, f in zip(symbols, fractions.tolist())],
                             "energy": energy, "forces": forces})
    help_text = subprocess.run(["lmp", "-h"], text=True, capture_output=True).stdout
    reference = {
        "command": "build/python/bin/python tests/reference/make_physics_reference.py",
        "versions": {"LAMMPS": next(line for line in help_text.splitlines() if line.strip()).strip(),
                     "ase": ase.__version__, "openkim-models": "2021.01.28"},
        "crystals": crystals,
    }
    path = pathlib.Path("tests/reference/physics.json")
    path.write_text(json.dumps(reference, indent=1) + "\n")


main()
