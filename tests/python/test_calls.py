"""Many calls, several threads, processes that fork, and Ctrl-C. CRYSTALGAN_CALLS=100000 makes the long form of the first."""

import _thread
import gc
import multiprocessing
import os
import resource
import threading
import time

import numpy as np
import pytest
from ase.build import bulk

import crystalgan
from conftest import distorted, perovskite, rocksalt
from crystalgan import StructureMatcher
from crystalgan.structures import in_type, like, native

CALLS = int(os.environ.get("CRYSTALGAN_CALLS", "2000"))


def resident() -> int:
    """Bytes in memory."""
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def matching():
    matcher = StructureMatcher()
    pair = rocksalt(), rocksalt(a=4.2)
    ready = tuple(map(matcher.prepare, pair))
    return lambda: (matcher.fit(*ready), matcher.fit(*pair), matcher.get_rms_dist(*ready))


def laying():
    matcher = StructureMatcher(primitive_cell=False, attempt_supercell=True)
    small = perovskite()
    large = small * (2, 1, 1)
    return lambda: (matcher.fit(large, small), matcher.get_s2_like_s1(large, small))


def grouping():
    structures = [(np.eye(3) * a, [46, 1], np.array([[0, 0, 0], [0.5, 0.5, 0.5]])) for a in (3.0, 3.1, 4.0)]
    return lambda: crystalgan.unique(structures, threads=2)


def converting():
    structures = [rocksalt(), bulk("MgO", "rocksalt", a=4.2), (np.eye(3) * 4, ["Pd", "H"], [[0, 0, 0], [0.5, 0.5, 0.5]])]
    return lambda: [(like(native(one), one), in_type(native(one), "arrays")) for one in structures]


def energy():
    atoms = bulk("MgO", "rocksalt", a=4.2)
    atoms.calc = crystalgan.CHGNet()

    def call():
        atoms.calc.reset()
        return atoms.get_forces()

    return call


def errors():
    broken = np.zeros((3, 3)), ["H"], [[0, 0, 0]]

    def call():
        with pytest.raises(ValueError):
            native(broken)
        with pytest.raises(ValueError):
            StructureMatcher(stol=-1)

    return call


@pytest.mark.parametrize("kind", [matching, laying, grouping, converting, energy, errors])
def test_memory_does_not_grow(kind):
    call = kind()
    for _ in range(max(CALLS // 10, 200)):
        call()
    before = resident()
    for _ in range(CALLS):
        call()
    assert resident() - before < 3_000_000


def test_two_threads_with_two_matchers(pairs):
    expected = [StructureMatcher().fit(*pair) for pair in pairs]
    found = {}

    def work(name):
        matcher = StructureMatcher()
        found[name] = [matcher.fit(*pair) for pair in pairs * 3]

    threads = [threading.Thread(target=work, args=[name]) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"a": expected * 3, "b": expected * 3}


def test_two_threads_with_two_calculators():
    random = np.random.default_rng(0)
    structures = [distorted(perovskite(), 0.1, random) for _ in range(20)]
    expected = crystalgan.energies(structures)
    found = {}

    def work(name):
        found[name] = crystalgan.energies(structures, threads=2)

    threads = [threading.Thread(target=work, args=[name]) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found["a"] == expected).all() and (found["b"] == expected).all()


def in_a_child(structure) -> tuple[float, bool, int]:
    matcher = StructureMatcher()
    energy = crystalgan.energies([structure] * 4, threads=2)[0]
    return energy, all(matcher.match_many([(structure, structure)] * 200, threads=2)), len(crystalgan.unique([structure] * 9))


def test_processes_that_fork_after_threads_were_used():
    structures = [rocksalt(), perovskite(), rocksalt("Ni", "H", 3.8)]
    expected = [in_a_child(structure) for structure in structures]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(in_a_child, structures, chunksize=1) == expected


def many_matches():
    random = np.random.default_rng(0)
    matcher = StructureMatcher(stol=0.5, ltol=0.3)
    ready = [matcher.prepare(distorted(perovskite() * (2, 2, 2), 0.2, random)) for _ in range(20)]
    crystalgan.StructureMatcher(stol=0.5, ltol=0.3).match_many([(one, two) for one in ready for two in ready] * 200)


def many_groups():
    random = np.random.default_rng(0)
    crystalgan.unique([distorted(perovskite(), 0.9, random) for _ in range(3000)], stol=0.05, threads=2)


def many_relaxations():
    random = np.random.default_rng(0)
    crystalgan.relax([distorted(perovskite() * (2, 2, 1), 0.1, random) for _ in range(500)], threads=2)


@pytest.mark.parametrize("work", [many_matches, many_groups, many_relaxations])
def test_ctrl_c_ends_long_work(work):
    threading.Timer(1.5, _thread.interrupt_main).start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        work()
    assert time.monotonic() - start < 30
