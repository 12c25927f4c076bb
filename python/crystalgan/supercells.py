"""How two crystals are laid on each other as pymatgen's StructureMatcher does: also supercells, parts of a structure, and
disordered sites with any comparator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

from . import _crystalgan
from .occupation import Cell, Key, is_disordered, species_key, structure_of

__all__ = ["Comparison", "SupercellMatcher", "mapped"]


@dataclass
class Comparison:
    """Two cells made ready, and how many of one are laid on the other."""

    first: Cell
    second: Cell
    size: int  #: cells in the supercell
    of_first: bool  #: the supercell is of the first

    @property
    def ratio(self) -> float:
        return self.size if self.of_first else 1 / self.size


@dataclass
class SupercellMatcher:
    """The general matcher; the meaning of each field is that of pymatgen's argument."""

    matcher: _crystalgan.Matcher
    stol: float
    scale: bool
    supercell: bool
    subset: bool
    supercell_size: Any
    equal: Callable[[Any, Any], bool]  #: of what is on two sites
    composition: Callable[[Sequence[Any]], Any]  #: of the occupants of a cell: equal for what may match

    # ---- cells ---------------------------------------------------------------

    def reduced(self, cell: Cell, niggli: bool = True) -> Cell:
        """The cell that is compared. Its occupants are those of the cell given."""
        keys = [species_key(occupant) for occupant in cell.occupants]
        own = structure_of(cell, keys)
        occupant_of = dict(zip(own.numbers, cell.occupants))
        reduced = self.matcher.reduced(own, niggli)
        return Cell(reduced.lattice, [occupant_of[number] for number in reduced.numbers], reduced.positions)

    def compared(self, first: Cell, second: Cell, niggli: bool = True, reduce: bool = True) -> Comparison:
        """Both reduced, of one volume per cell if that is scaled, and with the size of the supercell."""
        if reduce:
            first, second = self.reduced(first, niggli), self.reduced(second, niggli)
        size, of_first = self.size_of(first, second) if self.supercell else (1, True)
        both = Comparison(first, second, size, of_first)
        if self.scale:
            volumes = [abs(np.linalg.det(cell.lattice)) for cell in (first, second)]
            factor = (volumes[1] / (volumes[0] * both.ratio)) ** (1 / 6)
            both.first = first._replace(lattice=first.lattice * factor)
            both.second = second._replace(lattice=second.lattice / factor)
        return both

    def size_of(self, first: Cell, second: Cell) -> tuple[int, bool]:
        """How many cells of one are as large as one of the other, and whether they are of the first."""
        ratio = self._measure(second) / self._measure(first)
        return (round(1 / ratio), False) if ratio < 2 / 3 else (round(ratio), True)

    def _measure(self, cell: Cell) -> float:
        if self.supercell_size == "num_sites":
            return len(cell.occupants)
        if self.supercell_size == "volume":
            return float(abs(np.linalg.det(cell.lattice)))
        if self.supercell_size == "num_atoms":
            return sum(amount for _, amount in _contents(cell))
        names = self.supercell_size
        wanted = {str(name) for name in ([names] if isinstance(names, str) or not hasattr(names, "__iter__") else names)}
        found = sum(amount for name, amount in _contents(cell) if name in wanted)
        if not found:
            raise ValueError(f"supercell_size: expected num_sites, num_atoms, volume, or elements of both structures, got {names!r}")
        return found

    # ---- matches -------------------------------------------------------------

    def match(self, both: Comparison, min_rms: bool, first_found: bool) -> _crystalgan.SupercellMatch | None:
        """The sites of the smaller structure laid on those of the larger."""
        if len(both.first.occupants) * both.ratio >= len(both.second.occupants):
            return self.laid(both.first, both.second, both.size, both.of_first, min_rms, first_found)
        return self.laid(both.second, both.first, both.size, not both.of_first, min_rms, first_found)

    def laid(
        self, onto: Cell, cell: Cell, size: int, of_onto: bool, min_rms: bool, first_found: bool
    ) -> _crystalgan.SupercellMatch | None:
        """``cell`` laid on ``onto``, which has all of its sites; the supercell is of ``onto`` or of ``cell``."""
        if size < 1:
            raise ValueError(f"supercell_size: expected a size of at least 1, got {size}")
        sites = len(onto.occupants) * (size if of_onto else 1), len(cell.occupants) * (1 if of_onto else size)
        if sites[1] > sites[0]:
            raise ValueError(f"expected at most {sites[0]} sites in the structure that is laid on the other, got {sites[1]}")
        if not self.subset and sites[0] != sites[1]:
            return None
        numbers = [_plain(one) for one in (onto, cell)]
        return self.matcher.supercell_match(*numbers, self._pairs(onto, cell), size, of_onto, min_rms, first_found)

    # [sites of cell, sites of onto]
    def _pairs(self, onto: Cell, cell: Cell) -> np.ndarray:
        known: dict[tuple[Key, Key], bool] = {}
        rows, columns = ([species_key(occupant) for occupant in one.occupants] for one in (cell, onto))
        for row, below in zip(rows, cell.occupants):
            for column, above in zip(columns, onto.occupants):
                if (row, column) not in known:
                    known[row, column] = bool(self.equal(above, below))
        return np.array([[known[row, column] for column in columns] for row in rows], bool)

    def may_fit(self, first: Cell, second: Cell) -> bool:
        """Whether the compositions allow a match."""
        return self.subset or self.composition(first.occupants) == self.composition(second.occupants)

    def fit(self, both: Comparison) -> bool:
        found = self.match(both, min_rms=False, first_found=True)
        return found is not None and found.value <= self.stol

    # ---- other species -------------------------------------------------------

    def renamed(self, both: Comparison) -> Iterator[tuple[dict[Any, Any], Comparison]]:
        """The first with its species renamed into those of the second in every way that the compositions allow."""
        here, there = _species(both.first), _species(both.second)
        if len(here) != len(there):
            return
        for order in permutations(there):
            mapping = dict(zip(here, order))
            first = both.first._replace(occupants=[_renamed(occupant, mapping) for occupant in both.first.occupants])
            if self.may_fit(first, both.second):
                yield mapping, Comparison(first, both.second, both.size, both.of_first)

    def renamed_matches(
        self, both: Comparison, min_rms: bool, first_found: bool
    ) -> Iterator[tuple[dict[Any, Any], _crystalgan.SupercellMatch]]:
        """Those that match."""
        for mapping, comparison in self.renamed(both):
            found = self.match(comparison, min_rms, first_found)
            if found:
                yield mapping, found

    # ---- the map itself ------------------------------------------------------

    def transformation(self, first: Cell, second: Cell) -> tuple[np.ndarray, np.ndarray, list[int | None]] | None:
        """The supercell of the second, its translation, and the place there of each site of the first; sites of the second
        that are left over come last. None where the two do not match."""
        both = self.compared(first, second, niggli=False)
        if both.of_first and both.size > 1:
            raise ValueError("Struct1 must be the supercell, not the other way around")
        count = len(both.first.occupants)
        if count * both.ratio >= len(both.second.occupants):
            found = self.laid(both.first, both.second, both.size, False, True, False)
            if found is None:
                return None
            second_of = {onto: i for i, onto in enumerate(found.first_of_second)}
            return np.array(found.supercell), np.array(found.translation), [second_of.get(i) for i in range(count)]
        found = self.laid(both.second, both.first, both.size, True, True, False)
        if found is None:
            return None
        used = list(found.first_of_second)
        left = sorted(set(range(len(both.second.occupants) * both.size)) - set(used))
        return np.array(found.supercell), -np.array(found.translation), used + left


def _contents(cell: Cell) -> Iterator[tuple[str, float]]:
    for occupant in cell.occupants:
        if is_disordered(occupant):
            yield from ((str(species), amount) for species, amount in occupant.items())
        else:
            yield _crystalgan.symbol(occupant) if isinstance(occupant, int) else str(occupant), 1.0


def _species(cell: Cell) -> list[Any]:
    """What is in the cell, in the order of its sites."""
    found: dict[Any, None] = {}
    for occupant in cell.occupants:
        for species in occupant if is_disordered(occupant) else [occupant]:
            found[_crystalgan.symbol(species) if isinstance(species, int) else species] = None
    return list(found)


def _renamed(occupant: Any, mapping: dict[Any, Any]) -> Any:
    if is_disordered(occupant):
        return type(occupant)({mapping[species]: amount for species, amount in occupant.items()})
    return mapping[_crystalgan.symbol(occupant) if isinstance(occupant, int) else occupant]


def _plain(cell: Cell) -> _crystalgan.Structure:
    """Geometry alone."""
    return _crystalgan.Structure(cell.lattice, np.ones(len(cell.occupants), np.int64), cell.positions, "structure")


def lattice_points(supercell: np.ndarray) -> np.ndarray:
    """[size, 3], the points of a lattice inside a supercell, fractional in it, in lexicographic order."""
    corners = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)]) @ supercell
    low, high = corners.min(axis=0), corners.max(axis=0)
    axes = [np.arange(low[axis], high[axis] + 1) for axis in range(3)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3) @ np.linalg.inv(supercell)
    return points[np.all((points > -1e-10) & (points < 1 - 1e-10), axis=1)]


def mapped(first: Cell, second: Cell, found: tuple[np.ndarray, np.ndarray, list[int | None]]) -> Cell:
    """The second in the cell of the first: each site beside that of the first, those that are left over last.

    Distances between its sites stay as they are.
    """
    supercell, translation, mapping = found
    points = lattice_points(supercell)
    inverse = np.linalg.inv(supercell)
    positions = (second.positions @ inverse)[:, None, :] + points[None, :, :]
    positions = positions.reshape(-1, 3) + translation
    positions -= np.floor(positions)
    for i, j in enumerate(mapping[: len(first.occupants)]):
        if j is not None:
            positions[j] += np.round(first.positions[i] - positions[j])
    order = [j for j in mapping if j is not None]
    return Cell(supercell @ second.lattice, [second.occupants[j // len(points)] for j in order], positions[order])
