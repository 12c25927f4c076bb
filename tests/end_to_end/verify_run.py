#!/usr/bin/python3
"""An independent look at a run directory: ASE and pymatgen read every candidate, and pymatgen recomputes every number of
its certificate with periodic images. Exit code 0: all agree; 1: something differs; 77: pymatgen or ASE is not installed.

    verify_run.py RUN
"""
import itertools
import json
import pathlib
import sys
import warnings

try:
    import ase.io
    import numpy
    from pymatgen.core import Structure
    from pymatgen.io.vasp import Poscar
except ImportError as error:
    print(f"skipped: {error}", file=sys.stderr)
    sys.exit(77)

warnings.filterwarnings("ignore")
TOLERANCE = 1e-8  # Å; both sides are double precision


def shortest_by_pair(structure):
    """Shortest periodic distance per element pair, own images included."""
    reach = 4.0
    symbols = [str(site.specie) for site in structure]
    wanted = {tuple(sorted(p)) for p in itertools.combinations_with_replacement(set(symbols), 2)}
    while True:
        first, second, _, distance = structure.get_neighbor_list(reach)
        found = {}
        for i, j, d in zip(first, second, distance):
            pair = tuple(sorted((symbols[i], symbols[j])))
            found[pair] = min(d, found.get(pair, d))
        # a pair of one atom each has itself as own image, so every pair is found when the reach is long enough
        if wanted <= set(found):
            return found
        reach *= 1.5


def nearest_metal(structure, x):
    """The nearest-metal distance of every metal."""
    metals = Structure(structure.lattice, *zip(*[(s.specie, s.frac_coords) for s in structure if str(s.specie) != x]))
    reach = 4.0
    while True:
        first, _, _, distance = metals.get_neighbor_list(reach)
        if len(set(first)) == len(metals):
            return [min(d for i, d in zip(first, distance) if i == atom) for atom in range(len(metals))]
        reach *= 1.5


def faults_of(run, candidate, x):
    structure = Poscar.from_file(str(candidate), check_for_POTCAR=False).structure
    atoms = ase.io.read(candidate, format="vasp")
    faults = []
    if sorted(atoms.get_chemical_symbols()) != sorted(str(s.specie) for s in structure):
        faults.append("ASE and pymatgen read different atoms")
    if not numpy.allclose(atoms.cell.array, structure.lattice.matrix, atol=1e-12):
        faults.append("ASE and pymatgen read different cells")
    certificate = json.loads((run / "certificates" / f"{candidate.stem}.json").read_text())
    found = shortest_by_pair(structure)
    if len(certificate["pairs"]) != len(found):
        faults.append(f"{len(certificate['pairs'])} pairs certified, {len(found)} present")
    for row in certificate["pairs"]:
        true = found[tuple(sorted(row["pair"].split("-")))]
        if abs(true - row["shortest"]) > TOLERANCE:
            faults.append(f"{row['pair']}: certified {row['shortest']}, pymatgen {true}")
        if row["least"] is not None and not true >= row["least"] - TOLERANCE:
            faults.append(f"{row['pair']}: {true} breaks the limit {row['least']}")
    window = certificate.get("nearest_metal")
    if window:
        distances = nearest_metal(structure, x)
        if abs(max(distances) - window["longest"]) > TOLERANCE or abs(min(distances) - window["shortest"]) > TOLERANCE:
            faults.append(f"nearest metals: certified {window}, pymatgen {min(distances)} to {max(distances)}")
        if not (window["least"] - TOLERANCE <= min(distances) and max(distances) <= window["most"] + TOLERANCE):
            faults.append(f"nearest metals {min(distances)} to {max(distances)} break the window")
    return faults


def main():
    run = pathlib.Path(sys.argv[1])
    summary = json.loads((run / "summary.json").read_text())
    a, b, x = summary["system"].split("-")
    candidates = sorted((run / "candidates").glob("*.vasp"))
    failed = False
    if len(candidates) != summary["certified"]:
        print(f"{summary['certified']} certified, {len(candidates)} files")
        failed = True
    frames = ase.io.read(run / "candidates.extxyz", index=":") if candidates else []
    if len(frames) != len(candidates):
        print(f"{len(frames)} frames in candidates.extxyz, {len(candidates)} files")
        failed = True
    for candidate, frame in zip(candidates, frames):
        faults = faults_of(run, candidate, x)
        if set(frame.get_chemical_symbols()) != {a, b, x}:
            faults.append(f"expected {a}, {b} and {x}, got {frame.get_chemical_formula()}")
        for fault in faults:
            print(f"{candidate}: {fault}")
            failed = True
    print(f"{len(candidates)} candidates read by ASE and pymatgen, certificates recomputed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
