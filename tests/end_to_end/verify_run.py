"""An independent look at a run directory: ASE and pymatgen read every candidate, and pymatgen recomputes every number of
its certificate with periodic images, the limits of the radii policy from its own radii and from the inputs, and which
candidates are unique and novel. Exit code 0: all agree; 1: something differs; 77: pymatgen or ASE is not installed.

    build/python/bin/python tests/end_to_end/verify_run.py RUN
"""
import csv
import itertools
import json
import pathlib
import sys
import warnings

try:
    import ase.io
    import numpy
    from pymatgen.analysis.structure_matcher import StructureMatcher
    from pymatgen.core import Element, Structure
    from pymatgen.io.vasp import Poscar
except ImportError as error:
    print(f"skipped: {error}", file=sys.stderr)
    sys.exit(77)

warnings.filterwarnings("ignore")
TOLERANCE = 1e-8  # Å; both sides are double precision
RADII_TOLERANCE = 0.03  # Å; tables of metallic radii differ by 0.01
TRANSLATED = {"AHB1", "BHA1"}  # what only translates binaries makes no ternaries


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


def read_structure(file):
    return Poscar.from_file(str(file), check_for_POTCAR=False).structure


def faults_of(run, candidate, x, inputs):
    structure = read_structure(candidate)
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
    return faults + faults_of_limits(certificate, x, inputs)


def radii_limit(pair):
    """0.8 (r_i + r_j) with pymatgen's metallic radii; for hydrogen 0.37 Å, and the floors of 1.2 and 1.0 Å."""
    first, second = pair.split("-")
    if first == second == "H":
        return 1.0
    radius = [0.37 if symbol == "H" else Element(symbol).metallic_radius for symbol in (first, second)]
    return max(0.8 * sum(radius), 1.2 if "H" in (first, second) else 0.0)


def faults_of_limits(certificate, x, inputs):
    """What differs between the limits of a certificate and those that its policy says."""
    faults = []
    if certificate["policy"] == "radii" and x == "H":
        for row in certificate["pairs"]:
            if row["least"] is None or abs(row["least"] - radii_limit(row["pair"])) > RADII_TOLERANCE:
                faults.append(f"{row['pair']}: limit {row['least']}, from pymatgen's radii {radii_limit(row['pair'])}")
        most = 1.15 * max(max(nearest_metal(structure, x)) for structure in inputs)
        if abs(certificate["nearest_metal"]["most"] - most) > TOLERANCE:
            faults.append(f"nearest metal: at most {certificate['nearest_metal']['most']}, from the inputs {most}")
    if certificate["policy"] == "published":
        free = [row["pair"] for row in certificate["pairs"] if row["least"] is None]
        if any(x not in pair.split("-") for pair in free):
            faults.append(f"free under the published policy: {free}")
    return faults


def with_one_metal(structure, a, b):
    renamed = structure.copy()
    renamed.replace_species({b: a})
    return renamed


def faults_of_likeness(rows, structures, inputs, a, b):
    """What pymatgen's StructureMatcher says otherwise of who is unique and who is novel."""
    matcher = StructureMatcher()
    known = [with_one_metal(structure, a, b) for structure in inputs]
    faults, firsts = [], []
    for row, structure in zip(rows, structures):
        if row["good"] != "yes":
            continue
        unique = not any(matcher.fit(first, structure) for first in firsts)
        if unique:
            firsts.append(structure)
        novel = not any(matcher.fit(other, with_one_metal(structure, a, b)) for other in known)
        for name, verdict in (("unique", unique), ("novel", novel)):
            if (row[name] == "yes") != verdict:
                faults.append(f"{row['id']}: {name} {row[name]}, pymatgen {verdict}")
    return faults


def faults_of_counts(summary, rows):
    """Whether the counts are those of the rows and each kind is part of the one before."""
    faults = []
    for name in ("good", "strict", "unique", "novel", "symmetric"):
        if summary[name] != sum(row[name] == "yes" for row in rows):
            faults.append(f"{name}: {summary[name]} in summary.json, others in candidates.csv")
    new = sum(row["unique"] == row["novel"] == row["symmetric"] == "yes" for row in rows)
    if summary["new_and_symmetric"] != new:
        faults.append(f"new_and_symmetric: {summary['new_and_symmetric']}, {new} in candidates.csv")
    for larger, smaller in (
        ("generated", "decoded"),
        ("decoded", "certified"),
        ("decoded", "paper_rule"),
        ("decoded", "paper_rule_in_cell"),
        ("certified", "good"),
        ("certified", "symmetric"),
        ("good", "strict"),
        ("good", "unique"),
        ("good", "novel"),
        ("certified", "compositions"),
        ("certified", "space_groups"),
    ):
        if summary[larger] < summary[smaller]:
            faults.append(f"{larger} {summary[larger]} is less than {smaller} {summary[smaller]}")
    rejected = sum(row["count"] for row in summary["rejected"])
    if summary["certified"] + rejected != summary["generated"]:
        faults.append(f"{summary['certified']} certified and {rejected} rejected of {summary['generated']}")
    for row in rows:
        if row["good"] == "yes" and not 0.7 <= float(row["volume_over_rule"]) <= 1.4:
            faults.append(f"{row['id']}: good with {row['volume_over_rule']} of the rule's volume")
        if row["strict"] == "yes" and float(row["tightness"]) < 1:
            faults.append(f"{row['id']}: strict with tightness {row['tightness']}")
    return faults


def main():
    run = pathlib.Path(sys.argv[1])
    summary = json.loads((run / "summary.json").read_text())
    a, b, x = summary["system"].split("-")
    candidates = sorted((run / "candidates").glob("*.vasp"))
    inputs = [read_structure(file) for file in sorted((run / "inputs").glob("*/*.vasp"))]
    rows = list(csv.DictReader((run / "candidates.csv").open(newline="")))
    structures = [read_structure(candidate) for candidate in candidates]
    failed = False
    if [row["id"] for row in rows] != [candidate.stem for candidate in candidates]:
        print("candidates.csv and candidates/ hold different candidates")
        failed = True
    for fault in faults_of_counts(summary, rows) + faults_of_likeness(rows, structures, inputs, a, b):
        print(fault)
        failed = True
    if len(candidates) != summary["certified"]:
        print(f"{summary['certified']} certified, {len(candidates)} files")
        failed = True
    frames = ase.io.read(run / "candidates.extxyz", index=":") if candidates else []
    if len(frames) != len(candidates):
        print(f"{len(frames)} frames in candidates.extxyz, {len(candidates)} files")
        failed = True
    for candidate, frame, row in zip(candidates, frames, rows):
        faults = faults_of(run, candidate, x, inputs)
        symbols = set(frame.get_chemical_symbols())
        if symbols != {a, b, x} and (row["origin"] not in TRANSLATED or row["good"] == "yes"):
            faults.append(f"expected {a}, {b} and {x}, got {frame.get_chemical_formula()}")
        if abs(float(row["volume_angstrom3"]) - frame.get_volume()) > 1e-6:
            faults.append(f"volume {row['volume_angstrom3']}, ASE {frame.get_volume()}")
        for fault in faults:
            print(f"{candidate}: {fault}")
            failed = True
    print(f"{len(candidates)} candidates read by ASE and pymatgen, certificates, likeness and counts recomputed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
