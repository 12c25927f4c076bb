"""New ternary crystals from two binary systems; a structure matcher; CHGNet without PyTorch.

Structures go in and come out as pymatgen ``Structure``, ASE ``Atoms``, or plain arrays
``(lattice [3, 3] in Å, species [n], fractional positions [n, 3])``. Neither package is needed to import this one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._crystalgan import __version__

if TYPE_CHECKING:
    from .calculator import CHGNet
    from .discovery import Learned, discover, learn, rank
    from .files import read, write
    from .matcher import StructureMatcher, match_many, unique
    from .potential import Relaxed, energies, relax
    from .run import Candidate, Run, load
    from .system import Certificate, Evaluation, Formula, Template, certify, evaluate, formulas, templates

# Where each public name lives; loaded when it is first used, so that `import crystalgan` is quick.
_HOME = {
    "CHGNet": "calculator",
    "Candidate": "run",
    "Certificate": "system",
    "Evaluation": "system",
    "Formula": "system",
    "Learned": "discovery",
    "Relaxed": "potential",
    "StructureMatcher": "matcher",
    "Run": "run",
    "Template": "system",
    "certify": "system",
    "discover": "discovery",
    "energies": "potential",
    "evaluate": "system",
    "formulas": "system",
    "learn": "discovery",
    "load": "run",
    "match_many": "matcher",
    "rank": "discovery",
    "read": "files",
    "relax": "potential",
    "templates": "system",
    "unique": "matcher",
    "write": "files",
}

# In letters, for type checkers: the keys of _HOME.
__all__ = [
    "__version__",
    "CHGNet",
    "Candidate",
    "Certificate",
    "Evaluation",
    "Formula",
    "Learned",
    "Relaxed",
    "Run",
    "StructureMatcher",
    "Template",
    "certify",
    "discover",
    "energies",
    "evaluate",
    "formulas",
    "learn",
    "load",
    "match_many",
    "rank",
    "read",
    "relax",
    "templates",
    "unique",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'crystalgan' has no attribute {name!r}")
    found = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
