"""What is on the sites of a structure, and which of it counts as equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from math import gcd
from typing import Any, NamedTuple, Union

import numpy as np

from . import _crystalgan
from .structures import _NUMBERS, arrays_of, atomic_number

__all__ = ["Cell", "Key", "cell_of", "composition_key", "element_key", "numbers_of", "species_key", "structure_of"]

#: Equal for what counts as equal: an atomic number, the text of a species, or the amounts on a disordered site.
Key = Union[int, str, "tuple[tuple[Any, float], ...]"]


class Cell(NamedTuple):
    """A cell and what is on its sites."""

    lattice: np.ndarray  #: [3, 3], Å, rows a, b, c
    occupants: list[Any]  #: [n], atomic number, symbol, or pymatgen's element, species or, on a disordered site, composition
    positions: np.ndarray  #: [n, 3], fractional


def cell_of(structure: Any, ignored: frozenset[str] = frozenset()) -> Cell:
    """The cell of a structure of any kind, without the species whose text is in ``ignored``."""
    if isinstance(structure, Cell):
        return structure
    lattice, occupants, positions = arrays_of(structure, disordered=True)
    if ignored:
        left = [_without(occupant, ignored) for occupant in occupants]
        kept = [i for i, occupant in enumerate(left) if occupant is not None]
        occupants, positions = [left[i] for i in kept], positions[kept]
    return Cell(lattice, list(occupants), positions)


def _without(occupant: Any, ignored: frozenset[str]) -> Any:
    if not is_disordered(occupant):
        return None if _text(occupant) in ignored else occupant
    left = {species: amount for species, amount in occupant.items() if str(species) not in ignored}
    return type(occupant)(left) if left else None


def is_disordered(occupant: Any) -> bool:
    """Whether it is a composition of pymatgen."""
    return hasattr(occupant, "num_atoms")


def _text(occupant: Any) -> str:
    return str(occupant) if not isinstance(occupant, int) else _crystalgan.symbol(occupant)


@lru_cache(maxsize=4096)
def species_key(occupant: Any) -> Key:
    """Different for elements, isotopes, oxidation states, spins and amounts."""
    if is_disordered(occupant):
        return tuple(sorted((str(species), round(amount, 8)) for species, amount in occupant.items()))
    if isinstance(occupant, (str, int)):
        return atomic_number(occupant)
    symbol = occupant.symbol
    bare = symbol in _NUMBERS and symbol not in ("D", "T")
    decorated = getattr(occupant, "oxi_state", None) or getattr(occupant, "spin", None)
    return str(occupant) if decorated or not bare else _NUMBERS[symbol]


@lru_cache(maxsize=4096)
def element_key(occupant: Any) -> Key:
    """Different for elements and amounts only."""
    if not is_disordered(occupant):
        return atomic_number(occupant)
    amounts: Counter[int] = Counter()
    for species, amount in occupant.items():
        amounts[atomic_number(species)] += amount
    return tuple(sorted((number, round(amount, 8)) for number, amount in amounts.items()))


def numbers_of(keys: Sequence[Key]) -> list[int]:
    """An atomic number for each key: its own for an element, one that is not there for anything else. Structures of the same
    keys get the same numbers. Raises ``ValueError`` for more than 118 kinds."""
    distinct = set(keys)
    others = sorted((key for key in distinct if not isinstance(key, int)), key=repr)
    if not others:
        return list(keys)  # type: ignore[arg-type]
    free = [number for number in range(118, 0, -1) if number not in distinct]
    if len(others) > len(free):
        raise ValueError(f"expected at most 118 kinds of sites, got {len(distinct)}")
    stand_in = dict(zip(others, free))
    return [stand_in.get(key, key) for key in keys]  # type: ignore[misc]


def composition_key(keys: Iterable[Key]) -> tuple[tuple[Hashable, int], ...]:
    """The same for a crystal and its supercells: every key with its count in the smallest formula."""
    counts = Counter(keys)
    divisor = gcd(*counts.values())
    return tuple(sorted(((key, count // divisor) for key, count in counts.items()), key=repr))


def structure_of(cell: Cell, keys: Sequence[Key]) -> _crystalgan.Structure:
    """The library's own form, with elements that stand in for ``keys``."""
    return _crystalgan.Structure(cell.lattice, np.array(numbers_of(keys), np.int64), cell.positions, "structure")
