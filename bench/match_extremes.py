"""How long `crystalgan match` takes for cells that no crystal has, and where it gives up.

    python3 bench/match_extremes.py --program build/ci/bench/crystalgan-bench

Every cell, filled at random, with itself and with the same cell filled otherwise, by `crystalgan-bench match`. Prints a
Markdown table of the latter; ends at once if a cell does not match itself.
"""

import argparse
import json
import pathlib
import random
import subprocess
import tempfile

# Å; along orthogonal axes
CELLS = [("needle", (1, 1, 1000)), ("plate", (0.5, 100, 100)), ("thin plate", (1, 1000, 1000)),
         ("wire", (1, 1, 900_000)), ("tiny", (0.05, 0.05, 0.05)), ("huge", (1e4, 1e4, 1e4)), ("cube", (10, 10, 10))]
# atoms of Pd, Ni, H
CONTENTS = [(1, 0, 1), (2, 2, 4), (52, 0, 0), (13, 0, 39)]


def sites(contents, rng):
    return [[rng.random() for _ in range(3)] for _ in range(sum(contents))]


def displaced_grid(rng, most):
    """52 of the 64 points of a grid, every coordinate off by up to `most` of the cell."""
    return [[place / 4 + rng.uniform(-most, most) for place in (i % 4, i // 4 % 4, i // 16)] for i in range(52)]


def poscar(lengths, contents, positions):
    vectors = "\n".join(" ".join(str(lengths[i]) if i == j else "0" for j in range(3)) for i in range(3))
    present = [(symbol, count) for symbol, count in zip(("Pd", "Ni", "H"), contents) if count]
    rows = "\n".join(" ".join(repr(x) for x in position) for position in positions)
    return (f"x\n1\n{vectors}\n{' '.join(s for s, _ in present)}\n{' '.join(str(n) for _, n in present)}\n"
            f"Direct\n{rows}\n")


def cases(rng):
    """(what, lengths, contents, positions of the one, positions of the other)"""
    for name, lengths in CELLS:
        for contents in CONTENTS:
            if name == "tiny" and sum(contents) > 2:  # atoms closer than 0.01 A are refused
                continue
            yield name, lengths, contents, sites(contents, rng), sites(contents, rng)
    for most in (0.01, 0.03, 0.06):
        yield (f"grid, displaced by up to {10 * most:g} A", (10, 10, 10), (52, 0, 0), displaced_grid(rng, most),
               displaced_grid(rng, most))


def measured(program, folder, lengths, contents, first, second):
    for name, positions in ("a.vasp", first), ("b.vasp", second):
        (folder / name).write_text(poscar(lengths, contents, positions))
    listing = folder / "pairs.txt"
    listing.write_text(f"{folder}/a.vasp\t{folder}/b.vasp\n")
    run = subprocess.run([program, "match", "--pairs", listing], check=True, capture_output=True, text=True)
    return json.loads(run.stdout)


def row(what, lengths, contents, figures):
    times = [f"{figures[f'microseconds_per_{step}'] / 1000:.3g}" for step in ("prepare", "fit", "rms")]
    return (what, " x ".join(f"{x:g}" for x in lengths), ", ".join(str(n) for n in contents),
            "yes" if figures["fits"] else "no", "yes" if figures["given_up"] else "no", f"{figures['max_steps']:.2g}",
            *times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="crystalgan-bench")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    head = ("cell", "Å", "Pd, Ni, H", "fits", "given up", "most steps", "prepare, ms", "fit, ms", "rms, ms")
    print(f"| {' | '.join(head)} |\n| {' | '.join('---' for _ in head)} |")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for what, lengths, contents, one, other in cases(random.Random(options.seed)):
            if not measured(options.program, folder, lengths, contents, one, one)["fits"]:
                raise SystemExit(f"{what}: does not match itself")
            figures = measured(options.program, folder, lengths, contents, one, other)
            print(f"| {' | '.join(row(what, lengths, contents, figures))} |", flush=True)


if __name__ == "__main__":
    main()
