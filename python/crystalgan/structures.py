"""Structures of pymatgen, ASE and plain arrays, to the library's own and back."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from . import _crystalgan

__all__ = ["Arrays", "arrays_of", "in_type", "like", "native"]

_SYMBOLS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo "
    "Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl "
    "Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og"
).split()
_NUMBERS = {symbol: number for number, symbol in enumerate(_SYMBOLS, start=1)} | {"D": 1, "T": 1}


class Arrays(NamedTuple):
    """A crystal structure in plain arrays."""

    lattice: np.ndarray  #: [3, 3], Å, rows a, b, c
    species: Sequence[Any]  #: [n], symbols or atomic numbers
    positions: np.ndarray  #: [n, 3], fractional


def _is_pymatgen(structure: Any) -> bool:
    return hasattr(structure, "lattice") and hasattr(structure, "frac_coords")


def _is_ase(structure: Any) -> bool:
    return hasattr(structure, "cell") and hasattr(structure, "get_scaled_positions")


def arrays_of(structure: Any, disordered: bool = False) -> Arrays:
    """Lattice, species and positions of a structure of any kind that is taken.

    Species are pymatgen's objects for a pymatgen ``Structure``, else atomic numbers or symbols. Raises ``TypeError`` for
    anything else, and ``ValueError`` for ``Atoms`` that are not periodic in three directions, and for disordered sites
    unless ``disordered``: then the species of such a site is its ``Composition``.
    """
    if _is_pymatgen(structure):
        species = []
        for index, site in enumerate(structure.sites):
            occupants = site.species
            if len(occupants) == 1 and abs(occupants.num_atoms - 1.0) < 1e-8:
                species.append(next(iter(occupants)))
            elif disordered:
                species.append(occupants)
            else:
                raise ValueError(f"site {index}: expected one species with occupancy 1, got {occupants}")
        return Arrays(structure.lattice.matrix, species, structure.frac_coords)
    if _is_ase(structure):
        if not all(structure.pbc):
            raise ValueError(f"expected Atoms periodic in three directions, got pbc = {[bool(p) for p in structure.pbc]}")
        return Arrays(structure.cell.array, structure.numbers.tolist(), structure.get_scaled_positions(wrap=False))
    if isinstance(structure, tuple) and len(structure) == 3:
        return Arrays(np.asarray(structure[0], float), structure[1], np.asarray(structure[2], float))
    raise TypeError(
        "expected a pymatgen Structure, ASE Atoms or (lattice, species, positions), got " + type(structure).__name__
    )


def atomic_number(species: Any) -> int:
    """Of a symbol, a number, or an Element, Species or DummySpecies of pymatgen. Raises ``ValueError``."""
    if isinstance(species, str):
        if species not in _NUMBERS:
            raise ValueError(f"expected the symbol of an element, got {species!r}")
        return _NUMBERS[species]
    if isinstance(species, (int, np.integer)):
        return int(species)
    number = getattr(species, "Z", None)
    symbol = getattr(species, "symbol", None)
    if number is None or symbol not in _NUMBERS:
        raise ValueError(f"expected an element, got {species}")
    return _NUMBERS[symbol]


def native(structure: Any, name: str = "structure") -> _crystalgan.Structure:
    """The library's own form."""
    lattice, species, positions = arrays_of(structure)
    numbers = np.fromiter((atomic_number(one) for one in species), np.int64, len(species))
    return _crystalgan.Structure(lattice, numbers, positions, name)


def _to_ase(structure: _crystalgan.Structure) -> Any:
    from ase import Atoms

    return Atoms(numbers=structure.numbers, cell=structure.lattice, scaled_positions=structure.positions, pbc=True)


def _symbols(structure: _crystalgan.Structure) -> list[str]:
    return [_SYMBOLS[number - 1] for number in structure.numbers]


def _to_pymatgen(structure: _crystalgan.Structure) -> Any:
    from pymatgen.core import Structure

    return Structure(structure.lattice, _symbols(structure), structure.positions)


def _to_arrays(structure: _crystalgan.Structure) -> Arrays:
    return Arrays(structure.lattice, _symbols(structure), structure.positions)


_MAKERS = {"pymatgen": _to_pymatgen, "ase": _to_ase, "arrays": _to_arrays}


def in_type(structure: _crystalgan.Structure, as_type: str | None = None) -> Any:
    """As "pymatgen", "ase" or "arrays"; None: the first of these that is installed. Raises ``ValueError``."""
    if as_type is None:
        as_type = next(name for name in ("pymatgen", "ase", "arrays") if name == "arrays" or find_spec(name))
    if as_type not in _MAKERS:
        raise ValueError(f"as_type: expected {', '.join(_MAKERS)}, got {as_type!r}")
    return _MAKERS[as_type](structure)


def like(structure: _crystalgan.Structure, model: Any) -> Any:
    """``structure`` in the type of ``model``: a new object with its lattice, elements and positions, nothing else."""
    return in_type(structure, "ase" if _is_ase(model) else "pymatgen" if _is_pymatgen(model) else "arrays")


def made_like(model: Any, lattice: np.ndarray, species: Sequence[Any], positions: np.ndarray) -> Any:
    """A new structure in the type of ``model``."""
    if _is_pymatgen(model):
        from pymatgen.core import Structure

        return Structure(lattice, species, positions)
    if _is_ase(model):
        from ase import Atoms

        return Atoms([_SYMBOLS[atomic_number(one) - 1] for one in species], cell=lattice, scaled_positions=positions, pbc=True)
    return Arrays(lattice, species, positions)
