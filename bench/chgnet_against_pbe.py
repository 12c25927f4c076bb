"""CHGNet beside PBE: chgnet_against_pbe.py RUN... prints Markdown tables of the candidates that `crystalgan dft` computed
in runs that `crystalgan discover --relax chgnet` ranked.

All hulls are drawn from the same phases, those that both relaxed: the elements, H2, and the phases of RUN/dft. "corrected" is
PBE with what MaterialsProject2020Compatibility adds to hydrides, which CHGNet was trained on. Needs pymatgen and scipy."""
import csv
import json
import statistics
import sys
from pathlib import Path

from pymatgen.analysis.phase_diagram import PDEntry, PhaseDiagram
from pymatgen.core import Composition, Element, Structure
from scipy.stats import kendalltau


CORRECTION = -0.179  # eV per H of a hydride (Wang et al., Scientific Reports 11, 15496, 2021); H2 has none


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def formation(row, correction=0.0):
    """eV per atom, of a row of phases.csv or ranking.csv; elements are at 0. `correction`: eV per H."""
    composition = Composition(row["formula"])
    return float(row["formation_energy_ev_per_atom"]) + correction * composition.get_atomic_fraction("H")


def formation_entry(row, correction=0.0):
    composition = Composition(row["formula"])
    return PDEntry(composition, formation(row, correction) * composition.num_atoms, name=row["name"])


def hull_of(phases, symbols):
    elements = [PDEntry(Composition(symbol), 0.0) for symbol in symbols]
    return PhaseDiagram(elements + phases, [Element(symbol) for symbol in symbols])


def volume_per_atom(path):
    structure = Structure.from_file(path)
    return structure.volume / len(structure)


def above(hull, row, correction):
    return hull.get_e_above_hull(formation_entry(row, correction), allow_negative=True)


def compared(run):
    """The rows of one run: dictionaries of both results of each candidate, and the number of common phases."""
    candidates = {row["id"]: dict(row, name=row["id"]) for row in rows_of(run / "ranking.csv")}
    pbe = {row["id"]: dict(row, name=row["id"]) for row in rows_of(run / "dft" / "ranking.csv")}
    ends = {row["id"]: row["end"] for row in rows_of(run / "dft" / "relaxation.csv")}
    by_chgnet = {row["name"]: row for row in rows_of(run / "phases.csv")}
    by_pbe = {row["name"]: row for row in rows_of(run / "dft" / "phases.csv")}
    common = sorted(by_chgnet.keys() & by_pbe.keys())
    symbols = json.loads((run / "ranking.json").read_text())["system"].split("-")
    kinds = [(by_chgnet, candidates, 0.0), (by_pbe, pbe, 0.0), (by_pbe, pbe, CORRECTION)]
    hulls = [hull_of([formation_entry(phases[name], added) for name in common], symbols) for phases, _, added in kinds]
    rows = []
    for name in pbe.keys() & candidates.keys():
        rows.append({
            "id": name, "formula": candidates[name]["formula"], "group": pbe[name]["space_group_symbol"],
            "volumes": [volume_per_atom(folder / "relaxed" / f"{name}.vasp") for folder in (run, run / "dft")],
            "formation": [formation(crystals[name], added) for _, crystals, added in kinds],
            "above": [above(hull, crystals[name], added) for hull, (_, crystals, added) in zip(hulls, kinds)],
            "end": ends[name]})
    return symbols, sorted(rows, key=lambda row: row["above"][2]), len(common)


def meV(value):
    return f"{1000 * value:.0f}"


def difference(row, key):
    return row[key][0] - row[key][2]


def print_run(symbols, rows, phases):
    print(f"\n{'-'.join(symbols)}, {phases} common phases:\n")
    print("| id | formula | space group | volume: CHGNet | PBE | % | formation: CHGNet | PBE | corrected | above hull: CHGNet | PBE | "
          "corrected | end of PBE |")
    print("| --- | --- | --- |" + " --: |" * 9 + " --- |")
    for row in rows:
        chgnet, pbe = row["volumes"]
        print(f"| {row['id']} | {row['formula']} | {row['group']} | {chgnet:.2f} | {pbe:.2f} | {100 * (chgnet / pbe - 1):+.1f} | "
              + " | ".join(meV(value) for value in row["formation"] + row["above"]) + f" | {row['end']} |")


def print_summary(runs):
    print("\nCHGNet less corrected PBE, over the crystals of a system:\n")
    print("| system | crystals | volume, % | formation: mean | deviation | above hull: mean | deviation | "
          "median size | Kendall's tau of the order |")
    print("| --- |" + " --: |" * 8)
    every = [row for _, rows, _ in runs for row in rows]
    for name, rows in [*(("-".join(symbols), rows) for symbols, rows, _ in runs), ("all", every)]:
        volume = statistics.mean(100 * (row["volumes"][0] / row["volumes"][1] - 1) for row in rows)
        cells = [f"{volume:+.1f}"]
        for key in ("formation", "above"):
            differences = [difference(row, key) for row in rows]
            cells += [f"{1000 * statistics.mean(differences):+.0f}", meV(statistics.stdev(differences))]
        cells.append(meV(statistics.median(abs(one) for one in differences)))
        order = kendalltau([row["above"][0] for row in rows], [row["above"][2] for row in rows]).statistic
        print(f"| {name} | {len(rows)} | " + " | ".join(cells) + f" | {order:.2f} |")


results = [compared(Path(path)) for path in sys.argv[1:]]
print("Volumes in Å³ per atom, energies in meV per atom.")
for result in results:
    print_run(*result)
print_summary(results)
