import _thread
import threading
import time

import numpy as np
import pytest
from ase.build import bulk
from ase.filters import FrechetCellFilter
from ase.optimize import BFGS

import crystalgan
from conftest import perovskite, rocksalt


def test_forces_and_stress_are_slopes_of_the_energy():
    atoms = bulk("MgO", "rocksalt", a=4.3) * (2, 1, 1)
    atoms.rattle(0.05, seed=3)
    atoms.calc = crystalgan.CHGNet()
    forces, stress = atoms.get_forces(), atoms.get_stress(voigt=False)

    def slope(moved, step):
        energies = []
        for sign in (1, -1):
            other = moved(sign * step)
            other.calc = crystalgan.CHGNet()
            energies.append(other.get_potential_energy())
        return (energies[0] - energies[1]) / (2 * step)

    def displaced(by):
        other = atoms.copy()
        other.positions[1, 2] += by
        return other

    def strained(by):
        other = atoms.copy()
        strain = np.eye(3)
        strain[0, 1] += by / 2
        strain[1, 0] += by / 2
        other.set_cell(atoms.cell.array @ strain, scale_atoms=True)
        return other

    assert slope(displaced, 0.01) == pytest.approx(-forces[1, 2], abs=2e-3)
    assert slope(strained, 0.005) == pytest.approx(stress[0, 1] * atoms.get_volume(), abs=2e-2)
    assert atoms.get_magnetic_moments().shape == (4,)
    assert atoms.get_potential_energy(force_consistent=True) == atoms.get_potential_energy()


def test_many_energies_are_those_of_one_by_one():
    structures = [rocksalt(), perovskite(), bulk("NaCl", "rocksalt", a=5.6)]
    many = crystalgan.energies(structures, threads=2)
    one_by_one = [crystalgan.energies([structure])[0] for structure in structures]
    assert many == pytest.approx(one_by_one, abs=1e-6)
    atoms = structures[2]
    atoms.calc = crystalgan.CHGNet()
    assert atoms.get_potential_energy() / len(atoms) == pytest.approx(many[2], abs=2e-6)


def test_relaxing_ends_where_ases_own_optimiser_does():
    start = bulk("MgO", "rocksalt", a=4.5)
    relaxed = crystalgan.relax(start, fmax=0.005)
    start.calc = crystalgan.CHGNet()
    BFGS(FrechetCellFilter(start), logfile=None).run(fmax=0.005, steps=100)
    assert relaxed.converged and relaxed.end == "converged"
    assert relaxed.structure.get_volume() == pytest.approx(start.get_volume(), rel=5e-3)
    assert relaxed.energy == pytest.approx(start.get_potential_energy(), abs=2e-3)
    assert relaxed.energy_per_atom == relaxed.energy / 2


def test_a_list_comes_back_as_a_list_in_its_types_and_does_not_depend_on_threads():
    structures = [rocksalt(), bulk("MgO", "rocksalt", a=4.3)]
    one = crystalgan.relax(structures, threads=1, rattle=0.02, seed=5)
    two = crystalgan.relax(structures, threads=2, rattle=0.02, seed=5)
    assert [type(r.structure) for r in one] == [type(s) for s in structures]
    assert [r.energy for r in one] == [r.energy for r in two]
    assert (one[0].structure.lattice.matrix == two[0].structure.lattice.matrix).all()
    other = crystalgan.relax(structures, rattle=0.02, seed=6)
    assert other[0].energy != one[0].energy


def test_what_is_not_known_is_refused_with_its_place():
    with pytest.raises(ValueError, match="structure 1: expected elements that CHGNet knows .*, got Po"):
        crystalgan.energies([rocksalt(), (np.eye(3) * 3.3, ["Po"], [[0, 0, 0]])])
    with pytest.raises(ValueError, match="threads: expected 1 or more, got 0"):
        crystalgan.energies([rocksalt()], threads=0)


def test_progress_is_told_up_to_the_end():
    seen = []
    crystalgan.energies([rocksalt()] * 20, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (20, 20)
    assert crystalgan.energies([rocksalt()], progress=True).shape == (1,)


def test_an_exception_of_the_callback_ends_the_work():
    def stop(done, total):
        raise RuntimeError("enough")

    start = time.monotonic()
    with pytest.raises(RuntimeError, match="enough"):
        crystalgan.energies([perovskite() * (3, 3, 3)] * 400, threads=2, progress=stop)
    assert time.monotonic() - start < 10


def test_ctrl_c_ends_the_work():
    threading.Timer(0.5, _thread.interrupt_main).start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        crystalgan.energies([perovskite() * (3, 3, 3)] * 2000, threads=2)
    assert time.monotonic() - start < 10
