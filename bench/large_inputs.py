#!/usr/bin/env python3
"""How long `crystalgan` takes for large inputs: supercells, many equal names, many operators.

    bench/large_inputs.py --program build/release/app/crystalgan [--only "1,000 operators"] [--max-seconds 10]

Prints a Markdown table: processor seconds of the whole program, once for each command. Ends with exit code 1 if the
program fails, if one takes longer than allowed, or if `inspect` gives another space group than the one that was built in.
"""

import argparse
import itertools
import pathlib
import random
import resource
import subprocess
import tempfile

# name, lattice vectors (A), atoms, cells along each vector, displacement (A), atoms left out, space group
CUBE = ([[4, 0, 0], [0, 4, 0], [0, 0, 4]], [("Pd", (0, 0, 0))])
HEXAGON = ([[3, 0, 0], [-1.5, 2.598076211353316, 0], [0, 0, 4.9]],
           [("Co", (1 / 3, 2 / 3, 0.25)), ("Co", (2 / 3, 1 / 3, 0.75))])
ROCK_SALT = ([[0, 2.8, 2.8], [2.8, 0, 2.8], [2.8, 2.8, 0]], [("Na", (0, 0, 0)), ("Cl", (0.5, 0.5, 0.5))])
SUPERCELLS = [
    ("simple cubic, 343 atoms", CUBE, (7, 7, 7), 0, 0, 221),
    ("simple cubic, 729 atoms", CUBE, (9, 9, 9), 0, 0, 221),
    ("simple cubic, 4,913 atoms", CUBE, (17, 17, 17), 0, 0, 221),
    ("hexagonal close-packed, 5,096 atoms", HEXAGON, (14, 14, 13), 0, 0, 194),
    ("rock salt, 4,732 atoms", ROCK_SALT, (13, 13, 14), 0, 0, 225),
    ("4,913 atoms, each off by up to 0.0001 Å", CUBE, (17, 17, 17), 1e-4, 0, 221),
    ("4,913 atoms, each off by up to 0.05 Å", CUBE, (17, 17, 17), 0.05, 0, None),
    ("4,913 atoms, each off by up to 0.1 Å", CUBE, (17, 17, 17), 0.1, 0, 1),
    ("4,913 atoms, each off by up to 0.3 Å", CUBE, (17, 17, 17), 0.3, 0, 1),
    ("4,912 atoms and a vacancy", CUBE, (17, 17, 17), 0, 1, 221),
    ("4,613 atoms and 300 vacancies", CUBE, (17, 17, 17), 0, 300, 1),
]


def supercell(cell, multiples, off, left_out, rng):
    """A POSCAR."""
    vectors, atoms = cell
    lines = ["supercell", "1.0"]
    lines += [" ".join(f"{n * x:.10f}" for x in vector) for n, vector in zip(multiples, vectors)]
    sites = []
    for element, position in atoms:
        for copy in itertools.product(*map(range, multiples)):
            # along the vectors instead of the axes: near enough for a time
            moved = [(x + n + rng.uniform(-off, off) / sum(y * y for y in v)**0.5) / m
                     for x, n, m, v in zip(position, copy, multiples, vectors)]
            sites.append((element, moved))
    for gone in sorted(rng.sample(range(len(sites)), left_out), reverse=True):
        del sites[gone]
    elements = list(dict.fromkeys(element for element, _ in sites))
    lines += [" ".join(elements), " ".join(str(sum(e == element for e, _ in sites)) for element in elements), "Direct"]
    lines += [" ".join(f"{x:.12f}" for x in position) for _, position in sites]
    return "\n".join(lines) + "\n"


def equal_names(lengths):
    """CIF blocks, all of one name, of simple cubic Pd with these lattice parameters (A)."""
    sites = "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nPd 0 0 0\n"
    return "".join("data_x\n" + "".join(f"_cell_length_{axis} {a:.4f}\n" for axis in "abc") + sites for a in lengths)


def many_operators(operators, sites):
    """A CIF whose operators are translations along a."""
    lines = ["data_x", "_cell_length_a 1000", "_cell_length_b 50", "_cell_length_c 50", "loop_",
             "_symmetry_equiv_pos_as_xyz", "'x,y,z'"]
    lines += [f"'x+{n}/{operators},y,z'" for n in range(1, operators)]
    lines += ["loop_", "_atom_site_label", "_atom_site_fract_x", "_atom_site_fract_y", "_atom_site_fract_z"]
    lines += [f"Pd{n + 1} 0.0001 {n % 10 / 10 + 0.05:.2f} {n // 10 / 10 + 0.05:.2f}" for n in range(sites)]
    return "\n".join(lines) + "\n"


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measured(command, codes):
    start = processor_seconds()
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode not in codes:
        raise SystemExit(f"{' '.join(map(str, command))}: exit code {run.returncode}\n{run.stderr}")
    return processor_seconds() - start, run.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="crystalgan")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="the input of this name")
    parser.add_argument("--max-seconds", type=float, default=10.0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    inputs = [(name, "POSCAR", supercell(*parts, rng), group) for name, *parts, group in SUPERCELLS]
    inputs += [("20,000 equal CIF blocks of one name", "x.cif", equal_names([4.0] * 20_000), None),
               ("20,000 CIF blocks of one name, no two equal", "x.cif",
                equal_names(4 + n * 1e-4 for n in range(20_000)), None),
               ("1,000 operators on 100 sites", "x.cif", many_operators(1000, 100), None)]
    slow = []
    print("| input | `inspect` | `evaluate` | `match` |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as scratch:
        for name, file_name, text, group in inputs:
            if options.only not in (None, name):
                continue
            path = pathlib.Path(scratch) / file_name
            path.write_text(text)
            # 3: what passes a limit is refused
            seconds, listing = measured([options.program, "inspect", path], (0, 3) if file_name == "x.cif" else (0,))
            if group and f"({group})" not in listing:
                raise SystemExit(f"{name}: expected space group {group}, got {listing}")
            times = [seconds]
            if file_name == "POSCAR":
                times += [measured([options.program, "evaluate", path], (0,))[0],
                          measured([options.program, "match", path, path], (0, 4))[0]]
            print(f"| {' | '.join([name, *(f'{t:.2f}' for t in times), *['-'] * (3 - len(times))])} |", flush=True)
            if max(times) > options.max_seconds:
                slow.append(name)
    if slow:
        raise SystemExit(f"longer than {options.max_seconds:g} s: {'; '.join(slow)}")


if __name__ == "__main__":
    main()
