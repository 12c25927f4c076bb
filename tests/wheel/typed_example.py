"""How the public interface is used: scripts/build-wheel checks the types by mypy, beside the wheel. Nothing here is run."""

from typing import Any

import numpy as np

import crystalgan


def hydrides(folder: str) -> list[Any]:
    structures = crystalgan.read(folder, recursive=True, skip_unusable=True)
    matcher = crystalgan.StructureMatcher(stol=0.2)
    same: bool = matcher.fit(structures[0], structures[1])
    distance: tuple[float, float] | None = matcher.get_rms_dist(structures[0], structures[1])
    assert same == (distance is not None)
    return crystalgan.unique(structures)


def relaxed_energies(structures: list[Any]) -> np.ndarray:
    before: np.ndarray = crystalgan.energies(structures, threads=2, progress=True)
    after = [relaxed.energy_per_atom for relaxed in crystalgan.relax(structures, fmax=0.05)]
    change: np.ndarray = np.array(after) - before
    return change


def lowest(metal: str, other: str) -> crystalgan.Candidate:
    run: crystalgan.Run = crystalgan.discover(metal, other, "O", samples=100, relax="chgnet")
    best = run.ranked[0]
    above_hull: float | None = best.above_hull
    assert above_hull is not None and isinstance(best.formula, str)
    return best
