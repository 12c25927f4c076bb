"""Supercells, parts, disorder, other species, and the map of one structure onto another: beside pymatgen on random crystals."""

import numpy as np
import pytest
from ase import Atoms
from pymatgen.core import Element, Lattice, Structure
from pymatgen.core.structure_matcher import (ElementComparator, FrameworkComparator, OccupancyComparator,
                                             OrderDisorderElementComparator, SpinComparator)
from pymatgen.core.structure_matcher import StructureMatcher as Pymatgen

from conftest import distorted, perovskite, rocksalt
from crystalgan import StructureMatcher

AS_GIVEN = {"primitive_cell": False, "attempt_supercell": True}


def skewed(kinds=("Na", "Cl", "K")) -> Structure:
    """A triclinic crystal without symmetry: one map alone lays it on a copy."""
    lattice = Lattice([[3.1, 0.2, -0.1], [1.3, 4.5, 0.3], [-0.8, 1.4, 5.7]])
    return Structure(lattice, kinds, [[0.05, 0.1, 0.2], [0.6, 0.55, 0.4], [0.3, 0.8, 0.75]])


def shuffled(structure: Structure, random: np.random.Generator) -> Structure:
    return Structure.from_sites([structure[i] for i in random.permutation(len(structure))])


@pytest.fixture
def supercells():
    """40 pairs of a distorted crystal and a distorted supercell of it, in random order."""
    random = np.random.default_rng(3)
    made = []
    for i in range(40):
        small = [rocksalt().get_primitive_structure(), perovskite(), skewed()][i % 3]
        large = small * [(2, 1, 1), (1, 2, 1), (1, 1, 3), (2, 2, 1)][i % 4]
        both = [distorted(small, 0.05, random), shuffled(distorted(large, 0.6 * random.random(), random), random)]
        made.append(tuple(both if i % 2 else both[::-1]))
    return made


def same(here, there):
    assert (here is None) == (there is None)
    if here is not None:
        assert here == pytest.approx(there, abs=1e-6)


@pytest.mark.parametrize("primitive_cell", [False, True])
@pytest.mark.parametrize("size", ["num_sites", "num_atoms", "volume"])
def test_supercells_match_as_in_pymatgen(supercells, primitive_cell, size):
    settings = {"attempt_supercell": True, "primitive_cell": primitive_cell, "supercell_size": size}
    own, other = StructureMatcher(**settings), Pymatgen(**settings)
    verdicts = [own.fit(*pair) for pair in supercells]
    assert verdicts == [other.fit(*pair) for pair in supercells]
    assert 5 < sum(verdicts) < 40
    for pair in supercells:
        same(own.get_rms_dist(*pair), other.get_rms_dist(*pair))


def test_a_part_matches_as_in_pymatgen(supercells):
    settings = {**AS_GIVEN, "allow_subset": True, "supercell_size": "volume"}
    own, other = StructureMatcher(**settings), Pymatgen(**settings)
    whole = StructureMatcher(**{**settings, "allow_subset": False})
    found = []
    for first, second in supercells:
        large = (first if len(first) > len(second) else second).copy()
        small = second if len(first) > len(second) else first
        large.remove_sites([0])
        assert not whole.fit(large, small)
        found.append(own.fit(large, small))
        assert found[-1] == other.fit(large, small) and own.fit(small, large) == other.fit(small, large)
        same(own.get_rms_dist(large, small), other.get_rms_dist(large, small))
    assert 5 < sum(found) < 40
    with pytest.raises(ValueError, match="allow_subset"):
        own.group_structures([small, large])


def test_one_laid_on_the_other_has_its_order_and_place(supercells):
    matcher, other = StructureMatcher(**AS_GIVEN), Pymatgen(**AS_GIVEN)
    done = 0
    for first, second in supercells:
        large, small = (first, second) if len(first) > len(second) else (second, first)
        laid = matcher.get_s2_like_s1(large, small)
        theirs = other.get_s2_like_s1(large, small)
        assert (laid is None) == (theirs is None)
        if laid is None:
            continue
        done += 1
        assert [site.specie for site in laid] == [site.specie for site in large]
        assert laid.volume / len(laid) == pytest.approx(small.volume / len(small))
        assert laid.matches(small, primitive_cell=True, scale=False, stol=0.02)  # its distances stay
        # as near as pymatgen's, in the first cell and without its periodic images
        apart = [np.abs(one.frac_coords - large.frac_coords).max() for one in (laid, theirs)]
        assert apart[0] < 0.5 and apart[0] == pytest.approx(apart[1], abs=0.1)
    assert done > 10


def test_the_transformation_is_what_lays_it():
    random = np.random.default_rng(8)
    small = skewed()
    change = np.array([[1, 1, 0], [0, 1, 0], [0, -1, 2]])
    large = small.copy().make_supercell(change)
    large = shuffled(large.translate_sites(range(len(large)), [0.1, 0.2, 0.3]), random)
    supercell, translation, mapping = StructureMatcher(**AS_GIVEN).get_transformation(large, small)
    assert abs(np.linalg.det(supercell)) == pytest.approx(2)
    again = small.copy().make_supercell(supercell)
    again.translate_sites(range(len(again)), translation)
    for site, place in zip(large, mapping):
        assert site.specie == again[place].specie
        assert np.abs(np.mod(site.frac_coords - again[place].frac_coords + 0.5, 1) - 0.5).max() < 1e-6
    assert np.abs(supercell @ small.lattice.matrix - large.lattice.matrix).max() < 1e-6
    assert (StructureMatcher(**AS_GIVEN).get_supercell_matrix(large, small) == supercell).all()


def test_ase_and_arrays_come_back_in_their_types():
    small = skewed()
    large = small * (1, 2, 1)
    atoms = Atoms([site.specie.symbol for site in small], cell=small.lattice.matrix, scaled_positions=small.frac_coords, pbc=True)
    laid = StructureMatcher(**AS_GIVEN).get_s2_like_s1(large, atoms)
    assert isinstance(laid, Atoms)
    assert laid.get_chemical_symbols() == [site.specie.symbol for site in large]
    assert np.abs(laid.positions - large.cart_coords).max() < 1e-6
    names = StructureMatcher().get_rms_anonymous(atoms, small)[1]
    assert {str(old): str(new) for old, new in names.items()} == {"Na": "Na", "Cl": "Cl", "K": "K"}


def test_a_mapping_of_sites():
    random = np.random.default_rng(1)
    whole = skewed()
    part = whole.copy()
    part.remove_sites([1])
    part = shuffled(part, random)
    matcher = StructureMatcher(primitive_cell=False, allow_subset=True)
    assert [whole[i].specie for i in matcher.get_mapping(whole, part)] == [site.specie for site in part]
    assert matcher.get_mapping(whole, skewed(("Na", "Br", "K"))) is None
    with pytest.raises(ValueError, match="subset is larger than superset"):
        matcher.get_mapping(part, whole)


@pytest.mark.parametrize("method", ["get_transformation", "get_s2_like_s1", "get_supercell_matrix", "get_mapping"])
def test_maps_are_of_the_cells_as_given(method):
    with pytest.raises(ValueError, match="primitive_cell"):
        getattr(StructureMatcher(), method)(skewed(), skewed())


def test_renamed_species_are_pymatgens():
    own, other = StructureMatcher(), Pymatgen()
    random = np.random.default_rng(5)
    swapped = Structure(perovskite().lattice, ["Sr", "Zr", "S", "S", "S"], perovskite().frac_coords)
    crystals = [distorted(one, 0.1, random) for one in (perovskite(), swapped, skewed(), skewed(("K", "Br", "Rb")))]
    found = 0
    for first in crystals:
        for second in crystals:
            here, there = own.get_rms_anonymous(first, second), other.get_rms_anonymous(first, second)
            same(here[0], there[0])
            assert here[1] == there[1]
            assert (own.get_best_electronegativity_anonymous_mapping(first, second)
                    == other.get_best_electronegativity_anonymous_mapping(first, second))
            mappings, theirs = (one.get_all_anonymous_mappings(first, second, include_dist=True) for one in (own, other))
            assert (mappings is None) == (theirs is None)
            found += mappings is not None
            for (names, distance), (their_names, their_distance) in zip(mappings or [], theirs or []):
                assert names == their_names and distance == pytest.approx(their_distance, abs=1e-6)
    assert 4 < found < 16
    assert own.get_best_electronegativity_anonymous_mapping(perovskite(), swapped)[Element("Ba")] == Element("Sr")
    with pytest.raises(TypeError, match="SpeciesComparator"):
        StructureMatcher(comparator=ElementComparator()).get_rms_anonymous(crystals[0], crystals[1])


def test_groups_with_renamed_species_or_both_ways_are_pymatgens(pairs):
    structures = [structure for pair in pairs[:12] for structure in pair]
    for options in ({"anonymous": True}, {"symmetric": True}):
        here, there = (one().group_structures(structures, **options) for one in (StructureMatcher, Pymatgen))
        assert {frozenset(map(id, group)) for group in here} == {frozenset(map(id, group)) for group in there}


def test_disordered_sites():
    half = [{"Fe": 0.5}] * 4
    places = [[0, 0, 0], [0.25, 0.25, 0.25], [0.5, 0.5, 0.5], [0.75, 0.75, 0.75]]
    crystals = [Structure(Lattice.cubic(3), species, places)
                for species in (half, [{"Fe": 0.25}, {"Fe": 0.5}, {"Fe": 0.5}, {"Fe": 0.75}], [{"Mn": 0.5}] * 4,
                                [{"Fe": 0.5, "Mn": 0.5}] * 4, ["Fe"] * 4)]
    own, other = StructureMatcher(), Pymatgen()
    for first in crystals:
        for second in crystals:
            assert own.fit(first, second) == other.fit(first, second)
            assert own.fit_anonymous(first, second) == other.fit_anonymous(first, second)


@pytest.mark.parametrize("comparator", [SpinComparator(), OrderDisorderElementComparator(), OccupancyComparator()])
def test_every_comparator_of_pymatgen(comparator):
    up = skewed()
    up.add_spin_by_site([1, -1, 0])
    down = skewed()
    down.add_spin_by_site([-1, 1, 0])
    mixed = skewed(({"Na": 0.5, "Li": 0.5}, "Cl", "K"))
    other_mixed = skewed(({"Rb": 0.5, "Cs": 0.5}, "Cl", "K"))
    crystals = [up, down, mixed, other_mixed, skewed()]
    own, other = (one(comparator=comparator, allow_subset=True) for one in (StructureMatcher, Pymatgen))
    for first in crystals:
        for second in crystals:
            assert own.fit(first, second) == other.fit(first, second)


def test_ignored_species():
    own, other = (one(ignored_species=["Na"]) for one in (StructureMatcher, Pymatgen))
    moved = skewed()
    moved.translate_sites([0], [0.3, 0.1, 0.4])
    without = skewed()
    without.remove_sites([0])
    for second in (moved, without):
        assert own.fit(skewed(), second) and other.fit(skewed(), second)
        assert not StructureMatcher().fit(skewed(), second)
    given = StructureMatcher(ignored_species=["Na"], **AS_GIVEN)
    laid = given.get_s2_like_s1(without, moved)
    assert [site.specie.symbol for site in laid] == ["Cl", "K", "Na"]
    assert laid.matches(moved)
    assert len(given.get_s2_like_s1(without, moved, include_ignored_species=False)) == 2


def test_cells_that_are_not_reduced():
    own, other = StructureMatcher(), Pymatgen()
    random = np.random.default_rng(2)
    for first in (rocksalt().get_primitive_structure(), perovskite()):
        for length in (0.05, 0.3, 0.6):
            second = distorted(first, length, random)
            assert (own.fit(first, second, skip_structure_reduction=True)
                    == other.fit(first, second, skip_structure_reduction=True))


def test_framework_compares_cells_reduced_by_species():
    """One structure of one element has a smaller cell than the same with two: pymatgen reduces by species."""
    random = np.random.default_rng(4)
    ordered = Structure(Lattice.cubic(3), ["Na", "Cl"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    moved = Structure(Lattice.cubic(3), ["K", "Br"], [[0, 0, 0], [0.53, 0.46, 0.56]])
    own, other = (one(comparator=FrameworkComparator()) for one in (StructureMatcher, Pymatgen))
    for second in (moved, distorted(ordered, 0.2, random), skewed()):
        assert own.fit(ordered, second) == other.fit(ordered, second)
    assert own.fit(ordered, moved)
    assert len(own.group_structures([ordered, moved, skewed()])) == 2


def test_the_own_verdict_has_no_supercells():
    with pytest.raises(NotImplementedError, match="description_free"):
        StructureMatcher(description_free=True, attempt_supercell=True)
    with pytest.raises(NotImplementedError, match="description_free"):
        StructureMatcher(description_free=True).get_rms_anonymous(skewed(), skewed())


def test_the_transformation_onto_a_part():
    whole = skewed()
    part = whole.copy().translate_sites(range(3), [0.1, 0.2, 0.3])
    part.remove_sites([0])
    matcher = StructureMatcher(primitive_cell=False, allow_subset=True)
    supercell, translation, mapping = matcher.get_transformation(part, whole)
    again = whole.copy().make_supercell(supercell)
    again.translate_sites(range(3), translation)
    assert mapping == [1, 2, 0]
    for site, place in zip(part, mapping):
        assert np.abs(np.mod(site.frac_coords - again[place].frac_coords + 0.5, 1) - 0.5).max() < 1e-6
    assert [site.specie.symbol for site in matcher.get_s2_like_s1(part, whole)] == ["Cl", "K", "Na"]
