"""CHGNet as a calculator of ASE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

try:
    from ase.calculators.calculator import Calculator, all_changes
except ImportError as error:
    raise ImportError("crystalgan.CHGNet is a calculator of ASE: pip install ase") from error

from .potential import chgnet
from .structures import native

__all__ = ["CHGNet"]


class CHGNet(Calculator):
    """CHGNet 0.3.0: energy and free energy (eV), forces (eV/Å), stress (eV/Å^3, Voigt order), magmoms (µB).

    ``atoms`` must be periodic in three directions. Raises ``ValueError`` for elements that the potential does not know and
    for atoms that are too close.
    """

    implemented_properties = ["energy", "free_energy", "forces", "stress", "magmoms"]

    def calculate(
        self, atoms: Any = None, properties: Sequence[str] = ("energy",), system_changes: Sequence[str] = all_changes
    ) -> None:
        super().calculate(atoms, properties, system_changes)
        energy, forces, strain, moments = chgnet().evaluate(native(self.atoms, self.atoms.get_chemical_formula()))
        stress = strain / self.atoms.get_volume()
        self.results = {
            "energy": energy,
            "free_energy": energy,
            "forces": forces,
            "stress": stress.flat[[0, 4, 8, 5, 2, 1]],
            "magmoms": moments,
        }
