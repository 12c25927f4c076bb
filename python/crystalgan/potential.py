"""Energies and relaxations by CHGNet 0.3.0 (Deng et al., Nat. Mach. Intell. 5, 1031 (2023)), without PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from . import _crystalgan
from ._work import Progress, observer_of, threads_of
from .structures import like, native

__all__ = ["Relaxed", "chgnet", "energies", "relax"]


@lru_cache(maxsize=1)
def chgnet() -> _crystalgan.Chgnet:
    """The one potential of this process."""
    return _crystalgan.Chgnet()


def energies(structures: Sequence[Any], threads: int | None = None, progress: Progress = None) -> np.ndarray:
    """The energy of each structure as it is.

    :returns: [n], eV/atom, with the corrections of the Materials Project
    :raises ValueError: for a structure that CHGNet does not take, with its place and reason
    """
    own = [native(structure, f"structure {i}") for i, structure in enumerate(structures)]
    with observer_of(progress, "energies") as observer:
        points = chgnet().energies(own, threads_of(threads), observer)
    for _, reason in points:
        if reason:
            raise ValueError(reason)
    return np.array([energy for energy, _ in points])


@dataclass(frozen=True)
class Relaxed:
    """A relaxed structure."""

    structure: Any  #: in the type that came in
    energy: float  #: eV per cell
    energy_per_atom: float  #: eV
    largest_force: float  #: eV/Å
    largest_stress: float  #: eV/Å^3, of the components; 0 with a fixed cell
    evaluations: int  #: of the potential
    magmoms: np.ndarray  #: [n], µB
    end: str  #: "converged", or why it ended
    reason: str  #: more of that

    @property
    def converged(self) -> bool:
        return self.end == "converged"


def relax(
    structures: Any,
    fmax: float = 0.01,
    smax: float = 0.001,
    steps: int = 500,
    relax_cell: bool = True,
    keep_symmetry: bool = False,
    rattle: float = 0.0,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = None,
) -> Any:
    """Minimises the energy over the atoms and the cell, by L-BFGS.

    :param structures: a list, or one structure
    :param fmax: converged below this force, eV/Å
    :param smax: and below this stress, eV/Å^3
    :param steps: evaluations at most
    :param relax_cell: False keeps the lattice
    :param keep_symmetry: every step keeps the space group of the start
    :param rattle: Å, Gaussian displacement of every atom first, so that a symmetric start can leave a saddle point
    :param seed: of the displacements
    :returns: a :class:`Relaxed` for each structure; the result does not depend on ``threads``
    """
    settings = _crystalgan.RelaxationSettings()
    settings.largest_force, settings.largest_stress = fmax, smax
    settings.max_evaluations, settings.variable_cell = steps, relax_cell
    settings.keep_symmetry, settings.rattle = keep_symmetry, rattle
    one = not isinstance(structures, (list, tuple)) or (isinstance(structures, tuple) and len(structures) == 3
                                                        and not hasattr(structures[0], "lattice")
                                                        and not hasattr(structures[0], "cell"))
    given = [structures] if one else list(structures)
    own = [native(structure, f"structure {i}") for i, structure in enumerate(given)]
    with observer_of(progress, "relaxing") as observer:
        ends = chgnet().relax(own, settings, seed, threads_of(threads), observer)
    results = [_relaxed(end, model) for end, model in zip(ends, given)]
    return results[0] if one else results


def _relaxed(end: _crystalgan.Relaxation, model: Any) -> Relaxed:
    atoms = len(end.structure)
    return Relaxed(
        structure=like(end.structure, model),
        energy=end.energy,
        energy_per_atom=end.energy / atoms,
        largest_force=end.largest_force,
        largest_stress=end.largest_stress,
        evaluations=end.evaluations,
        magmoms=end.moments,
        end=end.end,
        reason=end.reason,
    )
