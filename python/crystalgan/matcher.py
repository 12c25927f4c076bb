"""Which structures are the same crystal: pymatgen's StructureMatcher, and the library's own verdict."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from . import _crystalgan
from ._work import Progress, observer_of, threads_of
from .occupation import Cell, Key, cell_of, composition_key, element_key, is_disordered, species_key, structure_of
from .structures import atomic_number, made_like
from .supercells import SupercellMatcher, mapped

__all__ = ["PreparedStructure", "StructureMatcher", "match_many", "unique"]

#: What counts as equal for pymatgen's comparators of these names.
_KEYS: dict[str, Callable[[Any], Key]] = {
    "SpeciesComparator": species_key,
    "ElementComparator": element_key,
    "FrameworkComparator": lambda occupant: 1,
}


class PreparedStructure:
    """A structure made ready for one matcher, once."""

    def __init__(self, prepared: _crystalgan.PreparedStructure, cell: Cell, keys: Sequence[Key], is_reduced: bool):
        self._prepared = prepared
        self._cell = cell
        self._keys = keys  # of the sites of `cell`
        self._key = composition_key(keys)
        self._is_reduced = is_reduced  # `cell` is what is compared

    def __len__(self) -> int:
        return len(self._keys)


class StructureMatcher:
    """Decides whether two structures are the same crystal but for small distortions.

    The arguments and methods are those of pymatgen's ``StructureMatcher`` (Ong et al., Comput. Mater. Sci. 68, 314
    (2013)), and so are the verdicts, but that Pd and Pd+ are different whichever comes first. Every method takes structures
    of pymatgen, ASE or plain arrays; ``fit``, ``get_rms_dist``, ``fit_anonymous`` and ``match_many`` also what
    :meth:`prepare` gave. Disordered sites of pymatgen are species of their own.

    :param ltol: lengths of cells: ratios between 1/(1 + ltol) and 1 + ltol
    :param stol: distances of sites, in units of (volume/sites)^(1/3)
    :param angle_tol: angles of cells, degrees
    :param primitive_cell: compare primitive cells
    :param scale: compare at the same volume
    :param attempt_supercell: lay supercells of the smaller structure on the larger
    :param allow_subset: one structure may be a part of the other
    :param comparator: an object of pymatgen's ``SpeciesComparator`` (default), ``ElementComparator`` or
        ``FrameworkComparator``, or its class, or its name; of any other comparator the object or the class
    :param supercell_size: what gives the size of the supercell: "num_sites", "num_atoms", "volume", an element or several
    :param ignored_species: left out before anything is compared
    :param description_free: the library's own verdict, which depends neither on the cell in which a crystal is described
        nor on the order of the two; pymatgen's does in rare cases. Not together with supercells, subsets or other comparators
    """

    def __init__(
        self,
        ltol: float = 0.2,
        stol: float = 0.3,
        angle_tol: float = 5,
        primitive_cell: bool = True,
        scale: bool = True,
        attempt_supercell: bool = False,
        allow_subset: bool = False,
        comparator: Any = None,
        supercell_size: Any = "num_sites",
        ignored_species: Sequence[Any] = (),
        *,
        description_free: bool = False,
    ):
        self.ltol, self.stol, self.angle_tol = float(ltol), float(stol), float(angle_tol)
        self.primitive_cell, self.scale, self.description_free = bool(primitive_cell), bool(scale), bool(description_free)
        self.attempt_supercell, self.allow_subset = bool(attempt_supercell), bool(allow_subset)
        self.supercell_size, self.ignored_species = supercell_size, list(ignored_species or ())
        self._ignored = frozenset(str(species) for species in self.ignored_species)
        self._comparator, self._foreign = _comparator_of(comparator)
        self._comparator_given = comparator
        self._key_of = _KEYS.get(self._comparator, species_key)
        # whether the quick matcher decides: pairs of single cells, and equal is what has equal keys
        self._quick = not (self.attempt_supercell or self.allow_subset or self._foreign)
        if self.description_free and not self._quick:
            raise NotImplementedError(
                "description_free: expected False with attempt_supercell, allow_subset or another comparator, got True"
            )
        self._matcher = _crystalgan.Matcher(
            self.ltol, self.stol, self.angle_tol, self.primitive_cell, self.scale, not self.description_free
        )
        self._general = SupercellMatcher(
            self._matcher, self.stol, self.scale, self.attempt_supercell, self.allow_subset, self.supercell_size,
            self._equal, self._composition,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Other processes get a new matcher of the same settings."""
        arguments = {key: value for key, value in self.as_dict().items() if not key.startswith("@")}
        return _made, ({**arguments, "comparator": self._comparator_given},)

    # ---- structures ----------------------------------------------------------

    def prepare(self, structure: Any) -> PreparedStructure:
        """The structure ready for comparisons by this matcher: many comparisons then reduce its cell once."""
        return structure if isinstance(structure, PreparedStructure) else self._prepared(structure, True)

    def _prepared(self, structure: Any, reduce: bool, niggli: bool = True) -> PreparedStructure:
        cell = self._cell(structure)
        keys = [self._key_of(occupant) for occupant in cell.occupants]
        species = keys if self._comparator == "SpeciesComparator" else [species_key(one) for one in cell.occupants]
        if reduce and niggli and keys == species:
            return PreparedStructure(self._matcher.prepare(structure_of(cell, keys)), cell, keys, False)
        # the cell is reduced by species, whatever the comparator says
        reduced = self._general.reduced(cell, niggli) if reduce else cell
        keys = [self._key_of(occupant) for occupant in reduced.occupants]
        return PreparedStructure(self._matcher.prepare_cell(structure_of(reduced, keys)), reduced, keys, True)

    def _cell(self, structure: Any) -> Cell:
        return structure._cell if isinstance(structure, PreparedStructure) else cell_of(structure, self._ignored)

    def _equal(self, first: Any, second: Any) -> bool:
        if self._foreign:
            return self._foreign.are_equal(_composition_of(first), _composition_of(second))
        return self._key_of(first) == self._key_of(second)

    def _composition(self, occupants: Sequence[Any]) -> Any:
        if self._foreign:
            return self._foreign.get_hash(sum(map(_composition_of, occupants), _composition_of({})))
        return 1 if self._comparator == "FrameworkComparator" else composition_key(map(self._key_of, occupants))

    # ---- pairs ---------------------------------------------------------------

    def fit(self, struct1: Any, struct2: Any, symmetric: bool = False, skip_structure_reduction: bool = False) -> bool:
        """Whether the two are the same crystal.

        :param symmetric: also the other way round
        :param skip_structure_reduction: compare the cells as they are
        """
        if symmetric:
            return self.fit(struct1, struct2, False, skip_structure_reduction) and self.fit(
                struct2, struct1, False, skip_structure_reduction
            )
        if self._quick:
            first, second = self._both(struct1, struct2, not skip_structure_reduction)
            return first._key == second._key and self._matcher.fit(first._prepared, second._prepared)
        first, second = self._cell(struct1), self._cell(struct2)
        if not self._general.may_fit(first, second):
            return False
        return self._general.fit(self._general.compared(first, second, reduce=not skip_structure_reduction))

    def _both(self, struct1: Any, struct2: Any, reduce: bool = True, niggli: bool = True) -> list[PreparedStructure]:
        return [
            one if isinstance(one, PreparedStructure) else self._prepared(one, reduce, niggli) for one in (struct1, struct2)
        ]

    def get_rms_dist(self, struct1: Any, struct2: Any) -> tuple[float, float] | None:
        """The least root mean square distance of paired sites and the largest distance there, in units of
        (volume/sites)^(1/3); None where nothing is below ``stol``."""
        if self._quick:
            first, second = self._both(struct1, struct2)
            return self._matcher.rms(first._prepared, second._prepared) if first._key == second._key else None
        both = self._general.compared(self._cell(struct1), self._cell(struct2))
        found = self._general.match(both, min_rms=True, first_found=False)
        return (found.value, max(found.distances)) if found else None

    # ---- other species -------------------------------------------------------

    def fit_anonymous(
        self, struct1: Any, struct2: Any, niggli: bool = True, skip_structure_reduction: bool = False
    ) -> bool:
        """Whether the two are the same crystal with the species of the first renamed in some way."""
        if self._quick and self._comparator == "SpeciesComparator":
            first, second = self._both(struct1, struct2, not skip_structure_reduction, niggli)
            if not any(isinstance(key, tuple) for key, _ in first._key + second._key):
                return any(self._matcher.fit(one._prepared, second._prepared) for one in self._renamed(first, second))
        both = self._anonymous(struct1, struct2, niggli, not skip_structure_reduction)
        return any(True for _ in self._general.renamed_matches(both, min_rms=False, first_found=True))

    def _renamed(self, first: PreparedStructure, second: PreparedStructure) -> Iterable[PreparedStructure]:
        if len(first._key) != len(second._key):
            return
        for target in permutations(second._key):
            if all(count == other for (_, count), (_, other) in zip(first._key, target)):
                new = {key: renamed for (key, _), (renamed, _) in zip(first._key, target)}
                keys = [new[key] for key in first._keys]
                make = self._matcher.prepare_cell if first._is_reduced else self._matcher.prepare
                yield PreparedStructure(make(structure_of(first._cell, keys)), first._cell, keys, first._is_reduced)

    def _anonymous(self, struct1: Any, struct2: Any, niggli: bool = True, reduce: bool = True) -> Any:
        if self._comparator != "SpeciesComparator":
            raise TypeError(f"comparator: expected SpeciesComparator for an anonymous comparison, got {self._comparator}")
        self._require_pymatgens_verdict()
        return self._general.compared(self._cell(struct1), self._cell(struct2), niggli, reduce)

    def _require_pymatgens_verdict(self) -> None:
        if self.description_free:
            raise NotImplementedError("description_free: expected False for this method, got True")

    def get_rms_anonymous(self, struct1: Any, struct2: Any) -> tuple[float, dict[Any, Any]] | tuple[None, None]:
        """The least rms distance over all ways to rename the species of the first, in units of (volume/sites)^(1/3), and
        the names; (None, None) without a match."""
        both = self._anonymous(struct1, struct2)
        matches = [(found.value, names) for names, found in self._general.renamed_matches(both, True, False)]
        return min(matches, key=lambda match: match[0], default=(None, None))

    def get_best_electronegativity_anonymous_mapping(self, struct1: Any, struct2: Any) -> dict[Any, Any] | None:
        """Of all ways to rename the species of the first that match, the one with the least sum over sites of squared
        differences of electronegativity (Pauling); None without a match."""
        both = self._anonymous(struct1, struct2)
        amounts = _amounts(both.first)

        def cost(names: dict[Any, Any]) -> float:
            return sum(amounts[old] * (_electronegativity(old) - _electronegativity(new)) ** 2 for old, new in names.items())

        return min((names for names, _ in self._general.renamed_matches(both, True, True)), key=cost, default=None)

    def get_all_anonymous_mappings(
        self, struct1: Any, struct2: Any, niggli: bool = True, include_dist: bool = False
    ) -> list[Any] | None:
        """All ways to rename the species of the first that match; with ``include_dist`` pairs with the least largest distance
        of two sites, in units of (volume/sites)^(1/3). None without a match."""
        both = self._anonymous(struct1, struct2, niggli)
        matches = list(self._general.renamed_matches(both, False, not include_dist))
        if not matches:
            return None
        return [(names, found.value) if include_dist else names for names, found in matches]

    # ---- one laid on the other -----------------------------------------------

    def get_supercell_matrix(self, supercell: Any, struct: Any) -> np.ndarray | None:
        """[3, 3], whole numbers: the cell of ``struct`` that is like ``supercell``, in rows of multiples of its vectors. None
        without a match. Only with ``primitive_cell=False``."""
        self._require_given_cells("get_supercell_matrix")
        both = self._general.compared(self._cell(struct), self._cell(supercell), niggli=False)
        if not both.of_first:
            raise ValueError("supercell: expected the larger of the two, got the smaller")
        found = self._general.match(both, min_rms=True, first_found=False)
        return np.array(found.supercell) if found else None

    def get_transformation(self, struct1: Any, struct2: Any) -> tuple[np.ndarray, np.ndarray, list[int | None]] | None:
        """What makes ``struct2`` like ``struct1``: the supercell ([3, 3], multiples of its vectors), the translation ([3],
        fractional in it), and for every site of ``struct1`` its place in the supercell or None; places that are left over come
        last. None without a match. Only with ``primitive_cell=False``."""
        self._require_given_cells("get_transformation")
        return self._general.transformation(self._cell(struct1), self._cell(struct2))

    def get_s2_like_s1(self, struct1: Any, struct2: Any, include_ignored_species: bool = True) -> Any:
        """``struct2`` in the cell, order and place of ``struct1``, its distances unchanged, in its type. None without a match.

        Sites that ``struct1`` does not have come last, and after them those of ignored species.
        """
        self._require_given_cells("get_s2_like_s1")
        first, second = self._cell(struct1), self._cell(struct2)
        found = self._general.transformation(first, second)
        if found is None:
            return None
        like = mapped(first, second, found)
        if include_ignored_species and self._ignored:
            left_out = _only(cell_of(struct2), self._ignored)
            size = abs(round(np.linalg.det(found[0])))
            rest = mapped(first._replace(occupants=[]), left_out, (*found[:2], list(range(size * len(left_out.occupants)))))
            like = Cell(like.lattice, like.occupants + rest.occupants, np.concatenate([like.positions, rest.positions]))
        return made_like(struct2, *like)

    def get_mapping(self, superset: Any, subset: Any) -> np.ndarray | None:
        """[sites of ``subset``]: the site of ``superset`` for each. None without a match. Only with ``primitive_cell=False``."""
        self._require_given_cells("get_mapping")
        if self.attempt_supercell:
            raise ValueError("attempt_supercell: expected False for get_mapping, got True")
        large, small = self._cell(superset), self._cell(subset)
        if len(small.occupants) > len(large.occupants):
            raise ValueError(f"subset is larger than superset: {len(small.occupants)} sites beside {len(large.occupants)}")
        both = self._general.compared(large, small)
        found = self._general.laid(both.first, both.second, 1, True, False, False)
        return np.array(found.first_of_second) if found else None

    def _require_given_cells(self, method: str) -> None:
        self._require_pymatgens_verdict()
        if self.primitive_cell:
            raise ValueError(f"primitive_cell: expected False for {method}, got True")

    # ---- sets ----------------------------------------------------------------

    def group_structures(self, s_list: Sequence[Any], anonymous: bool = False, symmetric: bool = False) -> list[list[Any]]:
        """The structures in groups of the same crystal. Each joins the first group whose first structure it fits.

        :param anonymous: species may be renamed
        :param symmetric: two must fit in both orders
        """
        if self.allow_subset:
            raise ValueError("allow_subset: expected False for groups, got True")
        groups: dict[int, list[Any]] = defaultdict(list)
        firsts = self._first_of_pairs(s_list, anonymous, symmetric) if anonymous or symmetric else self.first_of_groups(s_list)
        for structure, first in zip(s_list, firsts):
            groups[first].append(structure)
        return list(groups.values())

    def first_of_groups(self, structures: Sequence[Any], threads: int | None = None, progress: Progress = None) -> list[int]:
        """For every structure the index of the first of its group."""
        if not self._quick:
            return self._first_of_pairs(structures, False, False)
        ready: list[Any] = list(structures)
        keys: list[Sequence[Key]] = []
        if self._comparator == "SpeciesComparator" and not any(isinstance(one, PreparedStructure) for one in ready):
            for i, cell in enumerate(map(self._cell, structures)):
                keys.append([species_key(occupant) for occupant in cell.occupants])
                ready[i] = structure_of(cell, keys[i])
            group = self._matcher.first_of_groups
        else:
            prepared = [self.prepare(structure) for structure in structures]
            keys, ready = [one._keys for one in prepared], [one._prepared for one in prepared]
            group = self._matcher.first_of_prepared
        # stand-ins are the same for structures of the same species only
        sets: dict[Any, list[int]] = defaultdict(list)
        for i, its_keys in enumerate(keys):
            others = frozenset(its_keys)
            sets[None if all(isinstance(key, int) for key in others) else others].append(i)
        first_of = list(range(len(ready)))
        with observer_of(progress, "matching") as observer:
            for members in sets.values():
                for i, first in zip(members, group([ready[i] for i in members], threads_of(threads), observer)):
                    first_of[i] = members[first]
        return first_of

    def _first_of_pairs(self, structures: Sequence[Any], anonymous: bool, symmetric: bool) -> list[int]:
        ready = [self.prepare(s) if self._quick else self._general.reduced(self._cell(s)) for s in structures]
        first_of: list[int] = []
        firsts: list[int] = []
        for i, structure in enumerate(ready):

            def fits(first: int) -> bool:
                if anonymous:
                    return self.fit_anonymous(ready[first], structure, skip_structure_reduction=True)
                return self.fit(ready[first], structure, symmetric, skip_structure_reduction=True)

            first_of.append(next((first for first in firsts if fits(first)), i))
            if first_of[i] == i:
                firsts.append(i)
        return first_of

    def match_many(
        self, pairs: Iterable[tuple[Any, Any]], threads: int | None = None, progress: Progress = None
    ) -> list[bool]:
        """:meth:`fit` of many pairs, on ``threads`` threads. A structure of several pairs is prepared once."""
        if not self._quick:
            return [self.fit(first, second) for first, second in pairs]
        ready: dict[int, tuple[Any, PreparedStructure]] = {}

        def prepared(structure: Any) -> PreparedStructure:
            if id(structure) not in ready:
                ready[id(structure)] = (structure, self.prepare(structure))
            return ready[id(structure)][1]

        both = [(prepared(first), prepared(second)) for first, second in pairs]
        possible = [i for i, (first, second) in enumerate(both) if first._key == second._key]
        fits = [False] * len(both)
        with observer_of(progress, "matching") as observer:
            found = self._matcher.fit_many(
                [(both[i][0]._prepared, both[i][1]._prepared) for i in possible], threads_of(threads), observer
            )
        for i, fit in zip(possible, found):
            fits[i] = fit
        return fits

    def unique(self, structures: Sequence[Any], threads: int | None = None, progress: Progress = None) -> list[Any]:
        """The first structure of each group, in input order."""
        first_of = self.first_of_groups(structures, threads, progress)
        return [structure for i, structure in enumerate(structures) if first_of[i] == i]

    # ---- as in pymatgen's files ----------------------------------------------

    def as_dict(self) -> dict[str, Any]:
        """As pymatgen writes its own, so that either reads it."""
        comparator = {
            "@module": "pymatgen.core.structure_matcher",
            "@class": self._comparator,
            "@version": None,
        }
        return {
            "@module": "crystalgan.matcher",
            "@class": "StructureMatcher",
            "comparator": comparator,
            "stol": self.stol,
            "ltol": self.ltol,
            "angle_tol": self.angle_tol,
            "primitive_cell": self.primitive_cell,
            "scale": self.scale,
            "attempt_supercell": self.attempt_supercell,
            "allow_subset": self.allow_subset,
            "supercell_size": self.supercell_size,
            "ignored_species": self.ignored_species,
            "description_free": self.description_free,
        }

    @classmethod
    def from_dict(cls, dct: dict[str, Any]) -> "StructureMatcher":
        """The reverse, also of what pymatgen wrote."""
        arguments = {key: value for key, value in dct.items() if not key.startswith("@") and key != "version"}
        comparator = arguments.pop("comparator", None)
        if isinstance(comparator, dict):
            comparator = comparator["@class"]
        return cls(comparator=comparator, **arguments)


def _made(arguments: dict[str, Any]) -> StructureMatcher:
    return StructureMatcher(**arguments)


# The name, and the object where pymatgen's own code decides.
def _comparator_of(comparator: Any) -> tuple[str, Any]:
    if comparator is None:
        return "SpeciesComparator", None
    if isinstance(comparator, str):
        if comparator in _KEYS:
            return comparator, None
        try:
            from pymatgen.core import structure_matcher
        except ImportError as error:
            raise NotImplementedError(f"comparator: expected {', '.join(_KEYS)}, or pymatgen, got {comparator}") from error
        comparator = getattr(structure_matcher, comparator, comparator)
    name = (comparator if isinstance(comparator, type) else type(comparator)).__name__
    if name in _KEYS:
        return name, None
    if not hasattr(comparator, "are_equal"):
        raise ValueError(f"comparator: expected a comparator of pymatgen, got {comparator!r}")
    return name, comparator() if isinstance(comparator, type) else comparator


def _composition_of(occupant: Any) -> Any:
    """As pymatgen's comparators take it."""
    from pymatgen.core import Composition

    if is_disordered(occupant):
        return occupant
    return Composition(occupant if isinstance(occupant, dict) else {occupant: 1})


def _only(cell: Cell, species: frozenset[str]) -> Cell:
    kept = [i for i, occupant in enumerate(cell.occupants) if str(occupant) in species]
    return Cell(cell.lattice, [cell.occupants[i] for i in kept], cell.positions[kept])


def _amounts(cell: Cell) -> Counter[Any]:
    amounts: Counter[Any] = Counter()
    for occupant in cell.occupants:
        if is_disordered(occupant):
            amounts.update(dict(occupant.items()))
        else:
            amounts[_crystalgan.symbol(occupant) if isinstance(occupant, int) else occupant] += 1
    return amounts


def _electronegativity(species: Any) -> float:
    if hasattr(species, "X"):
        return species.X
    found = _crystalgan.electronegativity(atomic_number(species))
    return float("nan") if found is None else found


def match_many(pairs: Iterable[tuple[Any, Any]], threads: int | None = None, progress: Progress = None, **settings: Any) -> list[bool]:
    """Whether the two structures of each pair are the same crystal; ``settings`` as of :class:`StructureMatcher`."""
    return StructureMatcher(**settings).match_many(pairs, threads, progress)


def unique(structures: Sequence[Any], threads: int | None = None, progress: Progress = None, **settings: Any) -> list[Any]:
    """The first of each group of structures that are the same crystal; ``settings`` as of :class:`StructureMatcher`."""
    return StructureMatcher(**settings).unique(structures, threads, progress)
