"""An independent look at the energies of a run: ASE and pymatgen read every relaxed structure and recompute its
certificate (verify_run.py); pymatgen's PhaseDiagram recomputes formation energies and energies above the hull from the
energies in phases.csv, ranking.csv and ranking.json, and the hull there. Exit code 0: all agree; 1: something differs; 77: pymatgen or ASE is
not installed.

    build/python/bin/python tests/end_to_end/verify_energies.py RUN
"""
import csv
import json
import pathlib
import sys

import numpy
import verify_run
from pymatgen.analysis.phase_diagram import PDEntry, PhaseDiagram
from pymatgen.core import Composition

TOLERANCE = 1e-6  # eV per atom
LEAST_FORMATION_ENERGY = -5  # eV per atom: what is below counts as unbelievable


def table(file):
    return list(csv.DictReader(file.open(newline="")))


def entry(row):
    composition = Composition(row["formula"])
    return PDEntry(composition, float(row["energy_ev_per_atom"]) * composition.num_atoms)


def faults_of_relaxed(run, x, inputs):
    """Which files are there, and what their certificates say."""
    rows = table(run / "relaxation.csv")
    record = json.loads((run / "relaxation.json").read_text())
    certified = [row["id"] for row in rows if row["certified"] == "yes"]
    files = sorted((run / "relaxed").glob("*.vasp"))
    certificates = sorted((run / "relaxed" / "certificates").glob("*.json"))
    faults = []
    chosen = [row["id"] for row in table(run / "candidates.csv")]
    if (run / "single-points.csv").exists():
        points = table(run / "single-points.csv")
        if [row["id"] for row in points] != chosen:
            faults.append("single-points.csv and candidates.csv hold different candidates")
        chosen = [row["id"] for row in points if row["relaxed"] == "yes"]
    if [row["id"] for row in rows] != chosen:
        faults.append("relaxation.csv holds other candidates than those that were chosen")
    if [file.stem for file in files] != sorted(certified) or [file.stem for file in certificates] != sorted(certified):
        faults.append(f"{len(certified)} certified, {len(files)} structures, {len(certificates)} certificates")
    if record["candidates"] != len(rows) or record["certified"] != len(certified):
        faults.append(f"relaxation.json counts {record['candidates']} and {record['certified']}")
    if sum(record["ends"].values()) != len(rows):
        faults.append(f"ends: {record['ends']} of {len(rows)}")
    for row in rows:
        if row["certified"] == "yes" and (row["end"] != "converged" or row["broken"]):
            faults.append(f"{row['id']}: certified, but {row['end']}, {row['broken']}")
    for file in files:
        faults += [f"{file}: {fault}" for fault in verify_run.faults_of(run / "relaxed", file, x, inputs)]
    for row in rows:
        if row["certified"] != "yes":
            continue
        volumes = [
            verify_run.read_structure(run / folder / f"{row['id']}.vasp").volume for folder in ("relaxed", "candidates")
        ]
        if abs(volumes[0] / volumes[1] - float(row["volume_over_start"])) > 1e-9:
            faults.append(f"{row['id']}: volume {volumes[0]} of {volumes[1]}, told {row['volume_over_start']}")
    return faults


def faults_of_hull(record, phases, relaxed, everything):
    """The centre of every triangle lies on the hull, and the triangles cover all compositions."""
    energies = {row["element"]: row["energy_ev_per_atom"] for row in record["elements"]}
    energies |= {row["name"]: float(row["energy_ev_per_atom"]) for row in phases}
    corners = []
    for phase in record["hull"]["phases"]:
        found = relaxed[phase["name"]]["energy_ev_per_atom"] if phase["kind"] == "candidate" else energies[phase["name"]]
        corners.append((Composition(phase["formula"]).fractional_composition, float(found)))
    elements = [row["element"] for row in record["elements"]]
    faults, area = [], 0.0
    for triangle in record["hull"]["triangles"]:
        shares = numpy.array([[corners[corner][0][element] for element in elements] for corner in triangle])
        area += abs(numpy.linalg.det(shares))
        centre = Composition(dict(zip(elements, shares.mean(axis=0))))
        mean = sum(corners[corner][1] for corner in triangle) / 3
        if abs(everything.get_hull_energy_per_atom(centre) - mean) > TOLERANCE:
            faults.append(f"hull: {triangle} is no triangle of it")
    if abs(area - 1) > TOLERANCE:
        faults.append(f"hull: triangles cover {area} of the compositions")
    return faults


def faults_of_ranking(run):
    """What PhaseDiagram says otherwise."""
    record = json.loads((run / "ranking.json").read_text())
    ranking, phases = table(run / "ranking.csv"), table(run / "phases.csv")
    relaxed = {row["id"]: row for row in table(run / "relaxation.csv")}
    elements = [PDEntry(Composition(row["element"]), row["energy_ev_per_atom"]) for row in record["elements"]]
    known = PhaseDiagram(elements + [entry(row) for row in phases])
    candidates = [entry(row) for row in relaxed.values() if row["certified"] == "yes"]
    believable = [one for one in candidates if known.get_form_energy_per_atom(one) >= LEAST_FORMATION_ENERGY]
    everything = PhaseDiagram(elements + [entry(row) for row in phases] + believable)
    faults = faults_of_hull(record, phases, relaxed, everything)

    def compare(row, column, true):
        if abs(float(row[column]) - true) > TOLERANCE:
            faults.append(f"{row['formula']} {row.get('id', '')}: {column} {row[column]}, pymatgen {true}")

    for row in ranking:
        compare(row, "formation_energy_ev_per_atom", known.get_form_energy_per_atom(entry(row)))
        compare(row, "above_hull_ev_per_atom", everything.get_e_above_hull(entry(row), allow_negative=True))
        compare(row, "above_known_ev_per_atom", known.get_e_above_hull(entry(row), allow_negative=True))
        found = [relaxed[name] for name in row["found_by"].split(" ")]
        if min(float(one["energy_ev_per_atom"]) for one in found) != float(row["energy_ev_per_atom"]):
            faults.append(f"{row['id']}: not the lowest of {row['found_by']}")
        if row["id"] not in row["found_by"].split(" ") or float(relaxed[row["id"]]["energy_ev_per_atom"]) != float(
            row["energy_ev_per_atom"]
        ):
            faults.append(f"{row['id']}: energy not that of relaxation.csv")
    for row in phases:
        compare(row, "formation_energy_ev_per_atom", known.get_form_energy_per_atom(entry(row)))
        compare(row, "above_hull_ev_per_atom", everything.get_e_above_hull(entry(row), allow_negative=True))
    order = [(float(r["above_hull_ev_per_atom"]), float(r["above_known_ev_per_atom"]), r["id"]) for r in ranking]
    if order != sorted(order) or [row["rank"] for row in ranking] != [str(i + 1) for i in range(len(ranking))]:
        faults.append("ranking.csv is not in order")
    names = sorted(name for row in ranking for name in row["found_by"].split(" "))
    ternary = [one for one in believable if len(one.composition) == 3]
    if len(names) != len(set(names)) or len(names) != len(ternary):
        faults.append(f"found_by holds {len(names)} of {len(ternary)} candidates")
    if record["unbelievable"] != len(candidates) - len(believable) or record["certified"] != len(candidates):
        faults.append(f"ranking.json counts {record['certified']} and {record['unbelievable']}")
    if record["distinct"] != len(ranking) or record["known_phases"] != len(phases):
        faults.append(f"ranking.json counts {record['distinct']} and {record['known_phases']}")
    return faults


def main():
    run = pathlib.Path(sys.argv[1])
    x = json.loads((run / "summary.json").read_text())["system"].split("-")[2]
    inputs = [verify_run.read_structure(file) for file in sorted((run / "inputs").glob("*/*.vasp"))]
    faults = faults_of_relaxed(run, x, inputs)
    if (run / "ranking.json").exists():
        faults += faults_of_ranking(run)
    print("\n".join(faults) if faults else "relaxed structures and energies recomputed by ASE and pymatgen")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
