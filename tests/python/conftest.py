"""Crystals that several tests use."""

import numpy as np
import pytest
from pymatgen.core import Lattice, Structure


def rocksalt(metal: str = "Pd", other: str = "H", a: float = 4.1) -> Structure:
    corners = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
    centres = [[0.5, 0.5, 0.5], [0.5, 0, 0], [0, 0.5, 0], [0, 0, 0.5]]
    return Structure(Lattice.cubic(a), [metal] * 4 + [other] * 4, corners + centres)


def perovskite(a: float = 4.0) -> Structure:
    return Structure(Lattice.cubic(a), ["Ba", "Ti", "O", "O", "O"],
                     [[0, 0, 0], [0.5, 0.5, 0.5], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])


def distorted(structure: Structure, length: float, random: np.random.Generator) -> Structure:
    """Every atom moved by a Gaussian of ``length`` Å, and the cell strained by as many percent."""
    lattice = structure.lattice.matrix @ (np.eye(3) + 0.1 * length * random.normal(size=(3, 3)))
    positions = structure.frac_coords + length * random.normal(size=(len(structure), 3)) / 4.0
    return Structure(lattice, structure.species, positions)


@pytest.fixture
def pairs() -> list[tuple[Structure, Structure]]:
    """120 pairs of distorted crystals: some match, some do not, some are at the edge. A quarter are in supercells."""
    random = np.random.default_rng(7)
    primitive = [rocksalt().get_primitive_structure(), perovskite(), rocksalt("Ni", "H", 3.8).get_primitive_structure()]
    made = []
    for i in range(120):
        first = distorted(primitive[i % 3], 0.1, random)
        second = distorted(primitive[i % 3], 0.8 * random.random(), random)
        made.append((first, second * (1, 2, 1) if i % 4 == 0 else second))
    return made
