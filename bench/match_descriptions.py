#!/usr/bin/env python3
"""How often the verdict of `crystalgan match` depends on how two crystals are described.

    bench/match_descriptions.py --program build/ci/app/crystalgan [--crystals 200] [--seed 0]

Each crystal is one of data/binaries.txt; its partner is the same with every atom displaced, in its own cell or a supercell
of 2 or 3, half of them with the lattice strained. Both are then described in eight random ways: a unimodular matrix with
entries up to 3, every other time a supercell of 2 or 3, another origin, orientation and order of the atoms; every other
description has the partner first. Prints a Markdown table: for how many pairs all eight verdicts are the same, and all
eight times an rms or none. Needs numpy.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy

BINARIES = pathlib.Path(__file__).resolve().parent.parent / "data" / "binaries.txt"
WAYS = 8
# Å per axis: from what makes no difference to what is beyond stol
DISPLACEMENTS = (0.03, 0.1, 0.2, 0.3, 0.5, 0.8)
STRAIN = 0.05


def basis_of(lengths, angles):
    a, b, c = lengths
    cos_alpha, cos_beta, cos_gamma = numpy.cos(numpy.radians(angles))
    sin_gamma = numpy.sqrt(1 - cos_gamma**2)
    y = (cos_alpha - cos_beta * cos_gamma) / sin_gamma
    return numpy.array([[a, 0, 0], [b * cos_gamma, b * sin_gamma, 0],
                        [c * cos_beta, c * y, c * numpy.sqrt(1 - cos_beta**2 - y**2)]])


def binaries():
    """(basis, symbols, fractional coordinates)"""
    crystals = []
    for line in BINARIES.read_text().splitlines():
        if line.startswith("#"):
            continue
        words = line.split()
        numbers = [float(word) for word in words[2:8]]
        symbols = [words[8]] * int(words[9]) + [words[10]] * int(words[11])
        sites = numpy.array([float(word) for word in words[12:]]).reshape(-1, 3)
        crystals.append((basis_of(numbers[:3], numbers[3:]), symbols, sites))
    return crystals


def supercell(crystal, copies):
    basis, symbols, sites = crystal
    cells = [(i, j, k) for i in range(copies[0]) for j in range(copies[1]) for k in range(copies[2])]
    return (basis * numpy.array(copies)[:, None], [s for _ in cells for s in symbols],
            numpy.concatenate([(sites + cell) / copies for cell in cells]))


def some_copies(rng):
    copies = [1, 1, 1]
    if rng.integers(2):
        copies[rng.integers(3)] = int(rng.integers(2, 4))
    return copies


def partner_of(crystal, rng):
    basis, symbols, sites = supercell(crystal, some_copies(rng))
    by = rng.choice(DISPLACEMENTS)
    sites = sites + rng.uniform(-by, by, sites.shape) @ numpy.linalg.inv(basis)
    if rng.integers(2):
        strain = rng.uniform(-STRAIN, STRAIN, (3, 3))
        basis = basis @ (numpy.eye(3) + 0.5 * (strain + strain.T))
    return basis, symbols, sites


def unimodular(rng):
    while True:
        change = rng.integers(-3, 4, (3, 3))
        if round(abs(numpy.linalg.det(change))) == 1:
            return change


def described(crystal, rng):
    basis, symbols, sites = supercell(crystal, some_copies(rng))
    change = unimodular(rng)
    turn, _ = numpy.linalg.qr(rng.normal(size=(3, 3)))
    sites = (sites @ numpy.linalg.inv(change) + rng.random(3)) % 1
    order = rng.permutation(len(symbols))
    return change @ basis @ turn, [symbols[i] for i in order], sites[order]


def poscar(crystal):
    basis, symbols, sites = crystal
    names = sorted(set(symbols))
    rows = [sites[i] for name in names for i in range(len(symbols)) if symbols[i] == name]
    numbers = "\n".join(" ".join(repr(float(x)) for x in row) for row in [*basis])
    return (f"x\n1\n{numbers}\n{' '.join(names)}\n{' '.join(str(symbols.count(name)) for name in names)}\nDirect\n"
            + "\n".join(" ".join(repr(float(x)) for x in row) for row in rows) + "\n")


def verdicts(program, listing, options):
    output = subprocess.run([program, "match", "--pairs", str(listing), "--threads", "1", *options], check=True,
                            capture_output=True, text=True).stdout
    answers = [json.loads(line) for line in output.splitlines()]
    return [answers[i:i + WAYS] for i in range(0, len(answers), WAYS)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="crystalgan")
    parser.add_argument("--crystals", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = numpy.random.default_rng(options.seed)
    crystals = binaries()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        listing = folder / "pairs.txt"
        with listing.open("w") as lines:
            for pair in range(options.crystals):
                crystal = crystals[rng.integers(len(crystals))]
                partner = partner_of(crystal, rng)
                for way in range(WAYS):
                    names = [folder / f"{pair}-{way}-{which}.vasp" for which in "ab"]
                    for name, one in zip(names, (crystal, partner)):
                        name.write_text(poscar(described(one, rng)))
                    first, second = names if way % 2 == 0 else reversed(names)
                    lines.write(f"{first}\t{second}\n")
        print("| verdict | pairs | matches | the same verdict 8 of 8 times | an rms or none 8 of 8 times |")
        print("| --- | --- | --- | --- | --- |")
        for name, words in ("crystalgan", []), ("`--as-pymatgen`", ["--as-pymatgen"]):
            all_answers = verdicts(options.program, listing, words)
            fits = [sum(answer["match"] for answer in answers) for answers in all_answers]
            rms = [sum(answer["rms"] is not None for answer in answers) for answers in all_answers]
            constant = [sum(count in (0, WAYS) for count in counts) for counts in (fits, rms)]
            print(f"| {name} | {len(fits)} | {fits.count(WAYS)} | {constant[0]} | {constant[1]} |")


if __name__ == "__main__":
    main()
