"""Structures from files: POSCAR, CIF, extended XYZ, JSON of pymatgen, ASE and OPTIMADE, SHELX, archives of these."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from typing import Any, Union

from . import _crystalgan
from .structures import in_type, native

__all__ = ["read", "write"]

Path = Union[str, "os.PathLike[str]"]


def read(
    paths: Path | Iterable[Path], as_type: str | None = None, recursive: bool = False, skip_unusable: bool = False
) -> list[Any]:
    """All structures of files, folders and archives, in the order of their paths.

    :param as_type: "pymatgen", "ase" or "arrays"; default: pymatgen where it is installed, else ASE, else arrays
    :param recursive: also of the folders in a folder
    :param skip_unusable: what cannot be read is a warning; without it, a ``ValueError``
    :raises OSError: for a path that cannot be opened
    """
    listed = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    structures, refusals = _crystalgan.read([os.fspath(path) for path in listed], recursive)
    if refusals and not skip_unusable:
        more = f" (and {len(refusals) - 1} more; skip_unusable=True reads the others)" if len(refusals) > 1 else ""
        raise ValueError(refusals[0] + more)
    for refusal in refusals:
        warnings.warn(refusal, stacklevel=2)
    return [in_type(structure, as_type) for structure in structures]


def write(path: Path, *structures: Any) -> None:
    """Writes structures into one file, in the format of its name. Raises ``ValueError`` for a name without a format, or for
    several structures where its format holds one."""
    _crystalgan.write(os.fspath(path), [native(one, f"structure {i}") for i, one in enumerate(structures)])
