"""Means over seeds of what bench/energies.sh left: energies_table.py FOLDER prints a Markdown table."""
import json
import statistics
import sys
from pathlib import Path

KEYS = ["relaxed", "distinct", "within_0.05_ev_per_atom", "within_0.10_ev_per_atom", "alone_within_0.10_ev_per_atom",
        "lowest_above_known_ev_per_atom"]


def cell(values, digits):
    if any(value is None for value in values):
        return "none"
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):.{digits}f} ± {deviation:.{digits}f}"


seeds = [json.loads(path.read_text()) for path in sorted(Path(sys.argv[1]).glob("*.json"))]
names = [Path(row["run"]).name for row in seeds[0]]
print(f"{len(seeds)} seeds: mean ± deviation")
print("| | relaxed | distinct | within 0.05 | within 0.10 | of these alone | lowest, eV/atom | mean lowest after "
      + ", ".join(str(n) for n in seeds[0][0]["relaxations"]) + " |")
print("| --- | --- | --- | --- | --- | --- | --- | --- |")
for i, name in enumerate(names):
    rows = [seed[i] for seed in seeds]
    cells = [cell([row[key] for row in rows], 3 if "lowest" in key else 1) for key in KEYS]
    curves = [row["expected_lowest_ev_per_atom"] for row in rows]
    length = min(len(curve) for curve in curves)
    curve = ", ".join(f"{statistics.mean(c[k] for c in curves):.3f}" for k in range(length))
    print("| " + " | ".join([name, *cells, curve or "none"]) + " |")
