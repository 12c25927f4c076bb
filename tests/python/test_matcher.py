import os
import pickle
import resource
import threading

import numpy as np
import pytest
from pymatgen.core import Element, Species, Structure
from pymatgen.core.structure_matcher import ElementComparator, FrameworkComparator, SpeciesComparator, SpinComparator
from pymatgen.core.structure_matcher import StructureMatcher as Pymatgen

import crystalgan
from conftest import distorted, perovskite, rocksalt
from crystalgan import StructureMatcher


def test_verdicts_and_distances_are_pymatgens(pairs):
    own, other = StructureMatcher(), Pymatgen()
    verdicts = [own.fit(*pair) for pair in pairs]
    assert verdicts == [other.fit(*pair) for pair in pairs]
    assert 20 < sum(verdicts) < 100  # neither answer is trivial
    for pair in pairs:
        here, there = own.get_rms_dist(*pair), other.get_rms_dist(*pair)
        assert (here is None) == (there is None)
        if here:
            assert here == pytest.approx(there, abs=1e-5)


@pytest.mark.parametrize("settings", [{"ltol": 0.05}, {"stol": 0.1}, {"angle_tol": 1.0}, {"scale": False},
                                      {"primitive_cell": False}])
def test_every_setting_means_what_it_means_in_pymatgen(pairs, settings):
    own, other = StructureMatcher(**settings), Pymatgen(**settings)
    assert [own.fit(*pair) for pair in pairs[:60]] == [other.fit(*pair) for pair in pairs[:60]]


@pytest.mark.parametrize("comparator", [SpeciesComparator(), ElementComparator(), FrameworkComparator()])
def test_comparators(comparator):
    bare = rocksalt()
    ionic = bare.copy().add_oxidation_state_by_element({"Pd": 1, "H": -1})
    other_ionic = bare.copy().add_oxidation_state_by_element({"Pd": 2, "H": -2})
    crystals = [bare, ionic, other_ionic, rocksalt("Ni", "H")]
    own, other = StructureMatcher(comparator=comparator), Pymatgen(comparator=comparator)
    for i, first in enumerate(crystals):
        for second in crystals[: i + 1]:  # pymatgen takes Pd for Pd+ where Pd comes first, and not the other way round
            assert own.fit(first, second) == other.fit(first, second), (first.formula, second.formula)
            assert own.fit(first, second) == own.fit(second, first)


def test_deuterium_is_another_species_than_hydrogen():
    heavy = rocksalt("Pd", "D")
    for comparator in (SpeciesComparator(), ElementComparator()):
        own, other = StructureMatcher(comparator=comparator), Pymatgen(comparator=comparator)
        assert own.fit(heavy, rocksalt()) == other.fit(heavy, rocksalt())
        assert own.fit(heavy, heavy)


def test_anonymous():
    own, other = StructureMatcher(), Pymatgen()
    magnesia, nickel = rocksalt("Mg", "O", 4.2), rocksalt("Ni", "H", 3.7)
    swapped = Structure(perovskite().lattice, ["Ti", "O", "Ba", "Ba", "Ba"], perovskite().frac_coords)
    three = [magnesia, nickel, swapped, perovskite(), rocksalt("Pd", "Pd")]
    for first in three:
        for second in three:
            assert own.fit_anonymous(first, second) == other.fit_anonymous(first, second)


def test_groups_are_pymatgens(pairs):
    structures = [structure for pair in pairs[:40] for structure in pair]
    here = StructureMatcher().group_structures(structures)
    there = Pymatgen().group_structures(structures)
    assert sorted(len(group) for group in here) == sorted(len(group) for group in there)
    assert {frozenset(map(id, group)) for group in here} == {frozenset(map(id, group)) for group in there}
    assert [id(s) for s in crystalgan.unique(structures)] == [id(group[0]) for group in here]


def test_many_pairs_are_the_same_on_any_number_of_threads(pairs):
    matcher = StructureMatcher()
    one_by_one = [matcher.fit(*pair) for pair in pairs]
    assert matcher.match_many(pairs, threads=1) == one_by_one
    assert crystalgan.match_many(pairs, threads=3) == one_by_one
    ready = [(matcher.prepare(first), matcher.prepare(second)) for first, second in pairs]
    assert matcher.match_many(ready) == one_by_one


def test_the_own_verdict_does_not_depend_on_the_description(pairs):
    matcher = StructureMatcher(description_free=True)
    for first, second in pairs[:30]:
        skewed = second.copy()
        skewed.make_supercell([[1, 1, 0], [0, 1, 0], [0, 2, 1]])
        assert matcher.fit(first, second) == matcher.fit(first, skewed) == matcher.fit(skewed, first)


def test_a_wrong_tolerance_is_a_value_error():
    with pytest.raises(ValueError, match="stol"):
        StructureMatcher(stol=-1)


def test_pymatgen_reads_what_is_written_and_the_other_way_round():
    own = StructureMatcher(ltol=0.1, comparator=ElementComparator())
    assert StructureMatcher.from_dict(own.as_dict()).as_dict() == own.as_dict()
    theirs = Pymatgen(stol=0.2, comparator=FrameworkComparator()).as_dict()
    read = StructureMatcher.from_dict(theirs)
    assert read.stol == 0.2 and read.as_dict()["comparator"]["@class"] == "FrameworkComparator"


@pytest.mark.parametrize("settings", [{"stol": 0.1}, {"comparator": SpinComparator(), "allow_subset": True}, {"description_free": True}])
def test_another_process_gets_the_same_matcher(settings):
    matcher = StructureMatcher(**settings)
    other = pickle.loads(pickle.dumps(matcher))
    assert other.as_dict() == matcher.as_dict()
    assert other.fit(rocksalt(), rocksalt(a=4.2)) and not other.fit(rocksalt(), perovskite())


def test_two_threads_may_use_one_matcher(pairs):
    matcher = StructureMatcher()
    expected = [matcher.fit(*pair) for pair in pairs]
    found: dict[int, list[bool]] = {}
    threads = [threading.Thread(target=lambda k=k: found.update({k: [matcher.fit(*pair) for pair in pairs]}))
               for k in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found[k] == expected for k in range(3))


def test_after_a_fork():
    matcher = StructureMatcher()
    structures = [rocksalt(), rocksalt(a=4.2)] * 40
    matcher.match_many([(structures[0], structures[1])] * 200, threads=2)
    child = os.fork()
    if child == 0:
        os._exit(0 if all(matcher.match_many([(structures[0], structures[1])] * 200, threads=2)) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def test_a_hundred_thousand_calls_do_not_grow():
    matcher = StructureMatcher()
    first, second = matcher.prepare(rocksalt()), matcher.prepare(rocksalt(a=4.2))
    arrays = (np.eye(3) * 4.0, [46, 1], np.array([[0, 0, 0], [0.5, 0.5, 0.5]]))

    def calls(count):
        for _ in range(count):
            matcher.fit(first, second)
            matcher.get_rms_dist(arrays, arrays)

    calls(5000)
    before = resident()
    calls(50_000)
    assert resident() - before < 2_000_000


def test_more_kinds_of_species_than_elements_in_one_matcher():
    matcher = StructureMatcher()
    crystals = [rocksalt(Species(Element.from_Z(number).symbol, state), "F") for number in range(10, 95) for state in (2, 3)]
    bare = [rocksalt("Og", "F"), rocksalt("Ts", "F")]
    groups = matcher.group_structures(crystals + bare + crystals)
    assert len(groups) == len(crystals) + 2
    assert all(matcher.fit(one, one) for one in crystals) and not matcher.fit(crystals[0], bare[0])
