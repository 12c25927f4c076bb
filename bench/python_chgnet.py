"""Compares crystalgan.CHGNet with the calculator of the package chgnet, both through ASE: numbers, and the time of a relaxation
by ASE's FIRE. Needs a Python that has the package.

    PYTHONPATH=build/ci/python python bench/python_chgnet.py

Both get the same atoms: known crystals with all atoms displaced. One thread. Prints Markdown.
"""

import argparse
import os
import platform
import time
import warnings
from importlib.metadata import version

os.environ.setdefault("OMP_NUM_THREADS", "1")
warnings.simplefilter("ignore")

import numpy as np
import torch
from ase.build import bulk
from ase.calculators.calculator import Calculator
from ase.filters import FrechetCellFilter
from ase.optimize import FIRE
from ase.spacegroup import crystal
from chgnet.model import CHGNet as Package
from chgnet.model import CHGNetCalculator

import crystalgan

torch.set_num_threads(1)

DISPLACEMENT = 0.05  # Å, Gaussian
RELAXED = ("PdH", "BaTiO3", "TiH2, 12 atoms", "PdH, 54 atoms")


def structures():
    perovskite = crystal(("Ba", "Ti", "O"), [(0, 0, 0), (0.5, 0.5, 0.5), (0.5, 0.5, 0)], spacegroup=221, cellpar=[4.01] * 3 + [90] * 3)
    rutile = crystal(("Ti", "O"), [(0, 0, 0), (0.305, 0.305, 0)], spacegroup=136, cellpar=[4.6, 4.6, 2.96, 90, 90, 90])
    fluorite = crystal(("Ti", "H"), [(0, 0, 0), (0.25, 0.25, 0.25)], spacegroup=225, cellpar=[4.45] * 3 + [90] * 3)
    named = {
        "PdH": bulk("PdH", "rocksalt", a=4.09),
        "MgO": bulk("MgO", "rocksalt", a=4.22),
        "TiO2, rutile": rutile,
        "BaTiO3": perovskite,
        "TiH2, 12 atoms": fluorite,
        "BaTiO3, 40 atoms": perovskite * (2, 2, 2),
        "PdH, 54 atoms": bulk("PdH", "rocksalt", a=4.09) * (3, 3, 3),
    }
    for atoms in named.values():
        atoms.rattle(DISPLACEMENT, rng=np.random.default_rng(1))
    return named


def numbers(atoms, calculator):
    atoms = atoms.copy()
    atoms.calc = calculator
    return atoms.get_potential_energy() / len(atoms), atoms.get_forces(), atoms.get_stress(), atoms.get_magnetic_moments()


class Nothing(Calculator):
    """Forces and stress that cost nothing: what is left is ASE's own time."""

    implemented_properties = ["energy", "free_energy", "forces", "stress"]

    def calculate(self, atoms=None, properties=("energy",), system_changes=()):
        super().calculate(atoms, properties, system_changes)
        self.results = {"energy": 0.0, "free_energy": 0.0, "forces": np.full((len(self.atoms), 3), 0.1), "stress": np.zeros(6)}


def relaxation(atoms, calculator, steps, cell):
    """Wall seconds, processor seconds, steps taken, eV per atom at the end."""
    atoms = atoms.copy()
    atoms.calc = calculator
    optimizer = FIRE(FrechetCellFilter(atoms) if cell else atoms, logfile=None)
    start, busy = time.perf_counter(), time.process_time()
    optimizer.run(fmax=0.01, steps=steps)
    return time.perf_counter() - start, time.process_time() - busy, optimizer.nsteps, atoms.get_potential_energy() / len(atoms)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=30, help="of FIRE, at most")
    options = parser.parse_args()
    package = CHGNetCalculator(Package.load(verbose=False, use_device="cpu"), use_device="cpu")
    own = crystalgan.CHGNet()
    print(f"Python {platform.python_version()}, chgnet {version('chgnet')}, PyTorch {torch.__version__}, ASE {version('ase')}, numpy {np.__version__}\n")
    print("| displaced | atoms | energy, eV/atom | forces, eV/Å | stress, GPa | moments, µB |\n| --- | --- | --- | --- | --- | --- |")
    for name, atoms in structures().items():
        ours, theirs = numbers(atoms, own), numbers(atoms, package)
        off = [np.abs(np.subtract(one, two)).max() for one, two in zip(ours, theirs)]
        print(f"| {name} | {len(atoms)} | {off[0]:.1e} | {off[1]:.1e} | {160.21766 * off[2]:.1e} | {off[3]:.1e} |")
    print(f"\nASE's FIRE, fmax 0.01 eV/Å, {options.steps} steps at most: processor time per step in ms. ASE: with a calculator that costs nothing.\n")
    print("| displaced | atoms | | steps | crystalgan | chgnet | ASE | ratio | wall times | energies at the end, eV/atom |\n"
          "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, atoms in structures().items():
        if name not in RELAXED:
            continue
        for cell in (False, True):
            ours, theirs, none = (relaxation(atoms, one, options.steps, cell) for one in (own, package, Nothing()))
            each = [1e3 * one[1] / max(one[2], 1) for one in (ours, theirs, none)]
            print(f"| {name} | {len(atoms)} | {'atoms and cell' if cell else 'atoms'} | {ours[2]}, {theirs[2]} | {each[0]:.1f} | {each[1]:.1f} | "
                  f"{each[2]:.1f} | {each[1] / each[0]:.1f} | {theirs[0] / ours[0]:.1f} | {ours[3] - theirs[3]:+.1e} |")


if __name__ == "__main__":
    main()
