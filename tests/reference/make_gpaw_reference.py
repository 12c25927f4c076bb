"""Writes gpaw.json: what GPAW finds by another way than the program: equations of state and bond lengths by energies
alone, with GPAW's own mixers and tight tolerances.

Run from the root of the project: OMP_NUM_THREADS=1 /usr/bin/python3 tests/reference/make_gpaw_reference.py
Needs the Debian packages gpaw, gpaw-data, python3-ase.
"""

import json

import ase
import ase.build
import gpaw
import numpy

CUTOFF = 300.0  # eV: low, so that Pulay stress matters
K_POINTS = (4, 4, 4)


def energy(atoms, k_points):
    atoms.calc = gpaw.GPAW(mode=gpaw.PW(CUTOFF), xc="PBE", kpts={"size": k_points, "gamma": True},
                           occupations=gpaw.FermiDirac(0.1), txt=None,
                           convergence={"energy": 1e-6, "density": 1e-6, "eigenstates": 1e-9})
    # what forces and stresses are derivatives of, and what is reported: the same extrapolated to no smearing
    return atoms.get_potential_energy(force_consistent=True), atoms.get_potential_energy()


def least(lengths, energies):
    """Where a cubic through the energies is lowest."""
    cubic = numpy.polynomial.Polynomial.fit(lengths, energies, 3)
    return min((root.real for root in cubic.deriv().roots() if lengths[0] <= root.real <= lengths[-1]), key=cubic)


def palladium():
    lengths = numpy.linspace(3.86, 4.02, 5)
    energies = [energy(ase.build.bulk("Pd", "fcc", a=a), K_POINTS) for a in lengths]
    # At so low a cut-off energies jump by some meV where plane waves come in: an energy is compared at the same length.
    return {"a": least(lengths, [free for free, _ in energies]), "a_of_energy": lengths[2], "energy": energies[2][1]}


def hydrogen():
    lengths = numpy.linspace(0.71, 0.79, 5)
    energies = [energy(ase.Atoms("H2", positions=[(0, 0, 0), (x, 0, 0)], cell=(6, 6, 6), pbc=True), (1, 1, 1))
                for x in lengths]
    bond = least(lengths, [free for free, _ in energies])
    return {"bond": bond, "energy": numpy.polynomial.Polynomial.fit(lengths, [e for _, e in energies], 3)(bond)}


def main():
    reference = {
        "command": "OMP_NUM_THREADS=1 /usr/bin/python3 tests/reference/make_gpaw_reference.py",
        "versions": {"gpaw": gpaw.__version__, "gpaw-data": "0.9.20000", "ase": ase.__version__},
        "cutoff": CUTOFF, "k_points": K_POINTS, "Pd": palladium(), "H2": hydrogen(),
    }
    with open("tests/reference/gpaw.json", "w") as file:
        json.dump(reference, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
