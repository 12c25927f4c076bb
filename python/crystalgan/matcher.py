"""Which structures are the same crystal: pymatgen's StructureMatcher, and the library's own verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations
from math import gcd
from typing import Any

from . import _crystalgan
from ._work import Progress, observer_of, threads_of
from .structures import atomic_number, native

__all__ = ["PreparedStructure", "StructureMatcher", "match_many", "unique"]

#: Of pymatgen's arguments the one value that is supported.
_FIXED = {
    "attempt_supercell": False,
    "allow_subset": False,
    "supercell_size": "num_sites",
    "ignored_species": (),
}
_COMPARATORS = ("SpeciesComparator", "ElementComparator", "FrameworkComparator")


class PreparedStructure:
    """A structure made ready for one matcher, once."""

    def __init__(self, prepared: _crystalgan.PreparedStructure, structure: _crystalgan.Structure):
        self._prepared = prepared
        self._structure = structure
        counts: dict[int, int] = defaultdict(int)
        for number in structure.numbers:
            counts[number] += 1
        divisor = gcd(*counts.values())
        self._key = tuple(sorted((number, count // divisor) for number, count in counts.items()))

    def __len__(self) -> int:
        return len(self._structure)


class StructureMatcher:
    """Decides whether two structures are the same crystal but for small distortions.

    The arguments and methods are those of pymatgen's ``StructureMatcher`` (Ong et al., Comput. Mater. Sci. 68, 314
    (2013)), and so are the verdicts, but that Pd and Pd+ are different whichever comes first. What is not supported raises ``NotImplementedError`` with the name of the argument.
    Every method takes structures of pymatgen, ASE, plain arrays, or what :meth:`prepare` gave.

    :param ltol: lengths of cells: ratios between 1/(1 + ltol) and 1 + ltol
    :param stol: distances of sites, in units of (volume/sites)^(1/3)
    :param angle_tol: angles of cells, degrees
    :param primitive_cell: compare primitive cells
    :param scale: compare at the same volume
    :param comparator: an object of pymatgen's ``SpeciesComparator`` (default), ``ElementComparator`` or
        ``FrameworkComparator``, or its class, or its name
    :param description_free: the library's own verdict, which depends neither on the cell in which a crystal is described
        nor on the order of the two; pymatgen's does in rare cases
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
        given = {
            "attempt_supercell": attempt_supercell,
            "allow_subset": allow_subset,
            "supercell_size": supercell_size,
            "ignored_species": tuple(ignored_species or ()),
        }
        for argument, value in given.items():
            if value != _FIXED[argument]:
                raise NotImplementedError(f"{argument}: expected {_FIXED[argument]!r}, got {value!r}")
        self._comparator = _comparator_name(comparator)
        self.ltol, self.stol, self.angle_tol = float(ltol), float(stol), float(angle_tol)
        self.primitive_cell, self.scale, self.description_free = bool(primitive_cell), bool(scale), bool(description_free)
        self._matcher = _crystalgan.Matcher(
            self.ltol, self.stol, self.angle_tol, self.primitive_cell, self.scale, not self.description_free
        )
        self._stand_ins: dict[Any, int] = {}

    # ---- structures ----------------------------------------------------------

    def prepare(self, structure: Any) -> PreparedStructure:
        """The structure ready for comparisons by this matcher: many comparisons then reduce its cell once."""
        if isinstance(structure, PreparedStructure):
            return structure
        own = native(structure, number_of=self._number_of)
        return PreparedStructure(self._matcher.prepare(own), own)

    # The matcher compares elements. A species with an oxidation state or a spin is another one than the bare element, and
    # so is an isotope: an element stands in for it, from the end of the periodic table.
    def _number_of(self, species: Any) -> int:
        if self._comparator == "FrameworkComparator":
            return 1
        if self._comparator == "ElementComparator" or isinstance(species, (str, int)):
            return atomic_number(species)
        isotope = getattr(species, "symbol", None) in ("D", "T")
        if not (isotope or getattr(species, "oxi_state", None) or getattr(species, "spin", None)):
            return atomic_number(species)
        if species not in self._stand_ins:
            self._stand_ins[species] = 118 - len(self._stand_ins)
        return self._stand_ins[species]

    # ---- pairs ---------------------------------------------------------------

    def fit(self, struct1: Any, struct2: Any, symmetric: bool = False, skip_structure_reduction: bool = False) -> bool:
        """Whether the two are the same crystal. ``symmetric``: also the other way round."""
        if skip_structure_reduction:
            raise NotImplementedError("skip_structure_reduction: expected False, got True")
        first, second = self.prepare(struct1), self.prepare(struct2)
        if first._key != second._key:
            return False
        fits = self._matcher.fit(first._prepared, second._prepared)
        return fits and (not symmetric or self._matcher.fit(second._prepared, first._prepared))

    def get_rms_dist(self, struct1: Any, struct2: Any) -> tuple[float, float] | None:
        """The least root mean square distance of paired sites and the largest distance there, in units of
        (volume/sites)^(1/3); None where nothing is below ``stol``."""
        first, second = self.prepare(struct1), self.prepare(struct2)
        return self._matcher.rms(first._prepared, second._prepared) if first._key == second._key else None

    def fit_anonymous(
        self, struct1: Any, struct2: Any, niggli: bool = True, skip_structure_reduction: bool = False
    ) -> bool:
        """Whether the two are the same crystal with the elements of the first renamed in some way."""
        if not niggli:
            raise NotImplementedError("niggli: expected True, got False")
        if skip_structure_reduction:
            raise NotImplementedError("skip_structure_reduction: expected False, got True")
        first, second = self.prepare(struct1), self.prepare(struct2)
        return any(
            self._matcher.fit(renamed._prepared, second._prepared) for renamed in self._renamed(first, second)
        )

    def _renamed(self, first: PreparedStructure, second: PreparedStructure) -> Iterable[PreparedStructure]:
        if len(first._key) != len(second._key):
            return
        for target in permutations(second._key):
            if all(count == other for (_, count), (_, other) in zip(first._key, target)):
                new = {number: renamed for (number, _), (renamed, _) in zip(first._key, target)}
                structure = first._structure
                yield self.prepare((structure.lattice, [new[n] for n in structure.numbers], structure.positions))

    # ---- sets ----------------------------------------------------------------

    def group_structures(self, s_list: Sequence[Any], anonymous: bool = False, symmetric: bool = False) -> list[list[Any]]:
        """The structures in groups of the same crystal. Each joins the first group whose first structure it fits."""
        if anonymous or symmetric:
            raise NotImplementedError(f"{'anonymous' if anonymous else 'symmetric'}: expected False, got True")
        groups: dict[int, list[Any]] = defaultdict(list)
        for structure, first in zip(s_list, self.first_of_groups(s_list)):
            groups[first].append(structure)
        return list(groups.values())

    def first_of_groups(self, structures: Sequence[Any], threads: int | None = None, progress: Progress = None) -> list[int]:
        """For every structure the index of the first of its group."""
        own = [s._structure if isinstance(s, PreparedStructure) else native(s, number_of=self._number_of) for s in structures]
        with observer_of(progress, "matching") as observer:
            return self._matcher.first_of_groups(own, threads_of(threads), observer)

    def match_many(
        self, pairs: Iterable[tuple[Any, Any]], threads: int | None = None, progress: Progress = None
    ) -> list[bool]:
        """:meth:`fit` of many pairs, on ``threads`` threads. A structure of several pairs is prepared once."""
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
            "attempt_supercell": False,
            "allow_subset": False,
            "supercell_size": "num_sites",
            "ignored_species": [],
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


def _comparator_name(comparator: Any) -> str:
    if comparator is None:
        return "SpeciesComparator"
    if isinstance(comparator, str):
        name = comparator
    else:
        name = (comparator if isinstance(comparator, type) else type(comparator)).__name__
    if name not in _COMPARATORS:
        raise NotImplementedError(f"comparator: expected {', '.join(_COMPARATORS)}, got {name}")
    return name


def match_many(pairs: Iterable[tuple[Any, Any]], threads: int | None = None, progress: Progress = None, **settings: Any) -> list[bool]:
    """Whether the two structures of each pair are the same crystal; ``settings`` as of :class:`StructureMatcher`."""
    return StructureMatcher(**settings).match_many(pairs, threads, progress)


def unique(structures: Sequence[Any], threads: int | None = None, progress: Progress = None, **settings: Any) -> list[Any]:
    """The first of each group of structures that are the same crystal; ``settings`` as of :class:`StructureMatcher`."""
    return StructureMatcher(**settings).unique(structures, threads, progress)
