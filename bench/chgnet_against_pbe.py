"""CHGNet beside PBE: chgnet_against_pbe.py RUN... prints Markdown tables of the candidates that `crystalgan dft` computed
in runs that `crystalgan discover --relax chgnet` ranked.

Both hulls are drawn from the same phases, those that both relaxed: the elements, H2, and the phases of RUN/dft. Needs
pymatgen (PhaseDiagram) and scipy."""
import csv
import json
import statistics
import sys
from pathlib import Path

from pymatgen.analysis.phase_diagram import PDEntry, PhaseDiagram
from pymatgen.core import Composition, Element, Structure
from scipy.stats import kendalltau


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def formation_entry(row):
    """The formation energy (eV per cell) of a row of phases.csv or ranking.csv, elements at 0."""
    composition = Composition(row["formula"])
    return PDEntry(composition, float(row["formation_energy_ev_per_atom"]) * composition.num_atoms, name=row["name"])


def hull_of(phases, symbols):
    elements = [PDEntry(Composition(symbol), 0.0) for symbol in symbols]
    return PhaseDiagram(elements + phases, [Element(symbol) for symbol in symbols])


def volume_per_atom(path):
    structure = Structure.from_file(path)
    return structure.volume / len(structure)


def above(hull, row):
    return hull.get_e_above_hull(formation_entry(row), allow_negative=True)


def compared(run):
    """The rows of one run: dictionaries of both results of each candidate, and the number of common phases."""
    candidates = {row["id"]: dict(row, name=row["id"]) for row in rows_of(run / "ranking.csv")}
    pbe = {row["id"]: dict(row, name=row["id"]) for row in rows_of(run / "dft" / "ranking.csv")}
    ends = {row["id"]: row["end"] for row in rows_of(run / "dft" / "relaxation.csv")}
    by_chgnet = {row["name"]: row for row in rows_of(run / "phases.csv")}
    by_pbe = {row["name"]: row for row in rows_of(run / "dft" / "phases.csv")}
    common = sorted(by_chgnet.keys() & by_pbe.keys())
    symbols = json.loads((run / "ranking.json").read_text())["system"].split("-")
    hulls = [hull_of([formation_entry(phases[name]) for name in common], symbols) for phases in (by_chgnet, by_pbe)]
    rows = []
    for name in pbe.keys() & candidates.keys():
        rows.append({
            "id": name, "formula": candidates[name]["formula"], "group": pbe[name]["space_group_symbol"],
            "volumes": [volume_per_atom(folder / "relaxed" / f"{name}.vasp") for folder in (run, run / "dft")],
            "formation": [float(row["formation_energy_ev_per_atom"]) for row in (candidates[name], pbe[name])],
            "above": [above(hulls[0], candidates[name]), above(hulls[1], pbe[name])], "end": ends[name]})
    return symbols, sorted(rows, key=lambda row: row["above"][1]), len(common)


def meV(value):
    return f"{1000 * value:.0f}"


def difference(row, key):
    return row[key][0] - row[key][1]


def print_run(symbols, rows, phases):
    print(f"\n{'-'.join(symbols)}, {phases} common phases:\n")
    print("| id | formula | space group | volume, CHGNet | PBE | % | formation, CHGNet | PBE | above hull, CHGNet | PBE | end of PBE |")
    print("| --- | --- | --- | --: | --: | --: | --: | --: | --: | --: | --- |")
    for row in rows:
        chgnet, pbe = row["volumes"]
        print(f"| {row['id']} | {row['formula']} | {row['group']} | {chgnet:.2f} | {pbe:.2f} | {100 * (chgnet / pbe - 1):+.1f} | "
              + " | ".join(meV(value) for value in row["formation"] + row["above"]) + f" | {row['end']} |")


def print_summary(runs):
    print("\n| system | crystals | mean volume difference, % | mean formation difference | its deviation | mean above-hull difference | "
          "its deviation | Kendall's tau of the order |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: |")
    every = [row for _, rows, _ in runs for row in rows]
    for name, rows in [*(("-".join(symbols), rows) for symbols, rows, _ in runs), ("all", every)]:
        volume = statistics.mean(100 * (row["volumes"][0] / row["volumes"][1] - 1) for row in rows)
        cells = [f"{volume:+.1f}"]
        for key in ("formation", "above"):
            differences = [difference(row, key) for row in rows]
            cells += [f"{1000 * statistics.mean(differences):+.0f}", meV(statistics.stdev(differences))]
        order = kendalltau([row["above"][0] for row in rows], [row["above"][1] for row in rows]).statistic
        print(f"| {name} | {len(rows)} | " + " | ".join(cells) + f" | {order:.2f} |")


results = [compared(Path(path)) for path in sys.argv[1:]]
print("Volumes in Å³ per atom, energies in meV per atom.")
for result in results:
    print_run(*result)
print_summary(results)
