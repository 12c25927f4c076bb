"""What binaries say of a ternary system, and measures of any structures."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar, Union

from . import _crystalgan
from ._work import Progress, observer_of, threads_of
from .discovery import paths_of
from .structures import _NUMBERS, native

__all__ = ["Certificate", "Evaluation", "Formula", "PairDistance", "Table", "Template", "certify", "evaluate", "formulas",
           "templates"]

Row = TypeVar("Row")
Inputs = Union[str, "os.PathLike[str]", Sequence[Any], None]


class Table(list[Row]):
    """A list of rows."""

    def to_frame(self) -> Any:
        """The same as a table of pandas, one column per field."""
        import pandas

        return pandas.DataFrame([asdict(row) for row in self])  # type: ignore[call-overload]


@dataclass(frozen=True)
class Formula:
    """A formula that binaries make likely."""

    rank: int  #: from 1
    formula: str
    log_probability: float  #: in the list of its system
    valence_a: float  #: that balance X best
    valence_b: float
    source: str  #: "valences", "host", "unusual valence"
    reason: str  #: for people: "Sr 2+, Ti 4+"


def formulas(
    A: str, B: str, X: str = "H", a: Inputs = None, b: Inputs = None, count: int | None = None, max_atoms: int = 20,
    learned: str | os.PathLike[str] | None = None,
) -> Table[Formula]:
    """The formulas A-B-X that the valences of both metals make likely, best first.

    :param a: binaries of A and X: files, folders, or structures; default: the known ones
    :param b: binaries of B and X
    :param count: of formulas; default: 30, with X = S 10 and with X = H 14 more of unusual valences
    :param max_atoms: of a formula
    :param learned: the file of :func:`learn`; default: what ships with the program
    :raises ValueError: for an element of unknown valence, and for structures that are no binaries of the system
    """
    with tempfile.TemporaryDirectory() as folder:
        text = _crystalgan.formulas(
            A, B, X, paths_of(a, Path(folder) / "a"), paths_of(b, Path(folder) / "b"), count or 0, max_atoms,
            os.fspath(learned) if learned is not None else "",
        )
    return Table(
        Formula(int(row["rank"]), row["formula"], float(row["log_probability"]), float(row["valence_a"]),
                float(row["valence_b"]), row["source"], row["reason"])
        for row in csv.DictReader(io.StringIO(text))
    )


@dataclass(frozen=True)
class Template:
    """A space group and its occupied Wyckoff positions: a crystal without cell lengths and coordinates."""

    space_group: int
    positions: tuple[tuple[str, str], ...]  #: an element and multiplicity with letter for each orbit: ("Ba", "1b")
    parameters: int  #: free coordinates of all orbits together
    atoms: int  #: of the primitive cell
    formula_units: int  #: of the primitive cell
    text: str  #: as the program writes it: A, B and X for the elements of the formula


def templates(
    formula: str, max_atoms: int = 20, max_orbits: int = 6, max_parameters: int = 8,
    space_groups: Sequence[int] | None = None, threads: int | None = None,
) -> Table[Template]:
    """All arrangements of a formula on Wyckoff positions, each once.

    :param formula: of two or three elements, such as "BaTiO3"; in ``Template.text`` they are A, B, X or A, X in this order
    :param max_atoms: of the primitive cell
    :param max_orbits: occupied positions
    :param max_parameters: free coordinates
    :param space_groups: numbers from 1 to 230; default: all
    :returns: by space group, then by formula units; the result does not depend on ``threads``
    :raises ValueError: for a text that is no formula, or one with a common divisor
    """
    counts = _counts(formula)
    if len(counts) not in (2, 3):
        raise ValueError(f"formula: expected two or three elements, got {formula!r}")
    names = dict(zip("AX" if len(counts) == 2 else "ABX", counts))
    numbers = [counts[names[role]] if role in names else 0 for role in "ABX"]
    rows = _crystalgan.templates(
        *numbers, max_atoms, max_orbits, max_parameters, list(space_groups or []), threads_of(threads), None
    )
    return Table(_template(names, *row) for row in rows)


def _template(names: dict[str, str], text: str, parameters: int, atoms: int, formula_units: int) -> Template:
    group, *orbits = text.split()
    positions = tuple((names[orbit[0]], orbit[1:]) for orbit in orbits)
    return Template(int(group), positions, parameters, atoms, formula_units, text)


def _counts(formula: str) -> dict[str, int]:
    import re

    found: dict[str, int] = {}
    parts = re.findall(r"([A-Z][a-z]?)(\d*)", formula)
    if not parts or "".join(symbol + count for symbol, count in parts) != formula:
        raise ValueError(f"formula: expected symbols and whole numbers such as BaTiO3, got {formula!r}")
    for symbol, count in parts:
        if symbol not in _NUMBERS or symbol in found or count.startswith("0"):
            raise ValueError(f"formula: expected each element once, got {formula!r}")
        found[symbol] = int(count or 1)
    return found


@dataclass(frozen=True)
class PairDistance:
    """A pair of elements in a certificate."""

    pair: str  #: "H-Pd"
    shortest: float | None  #: Å; None where the structure does not have both
    limit: float | None  #: Å; None for a pair without a limit
    source: str  #: where the limit comes from


@dataclass(frozen=True)
class Certificate:
    """The shortest distances of a structure beside their limits."""

    formula: str  #: of the cell
    policy: str
    pairs: Table[PairDistance]
    nearest_metal: dict[str, Any] | None  #: Å: of the metals the shortest and longest distance to the nearest metal, and limits
    broken: str | None  #: the first limit that is not kept

    @property
    def kept(self) -> bool:
        """Whether all limits are."""
        return self.broken is None

    def to_frame(self) -> Any:
        """The pairs as a table of pandas."""
        return self.pairs.to_frame()


def certify(
    structure: Any, policy: str = "binaries", X: str | None = None, a: Inputs = None, b: Inputs = None
) -> Certificate | list[Certificate]:
    """Measures the shortest distance of every pair of elements, periodic images included, beside its limit.

    :param structure: of three elements: two metals and X; or a list of structures of one system
    :param policy: "binaries", "training", "radii" or "published", as in docs/reference/measures.md
    :param X: the element that is no metal of the system; default: the one that is no metal
    :param a: binaries that set limits, of the metal that comes first in the alphabet: files, folders, or structures; default:
        the known ones
    :param b: the same of the other metal
    :returns: a :class:`Certificate`, or a list for a list
    :raises ValueError: for other elements, or a policy that is not known
    """
    one = not isinstance(structure, list)
    own = [native(each, f"structure {i}") for i, each in enumerate([structure] if one else structure)]
    elements = sorted({_crystalgan.symbol(number) for each in own for number in each.numbers})
    if X is None:
        rest = [symbol for symbol in elements if not _crystalgan.is_metal(_NUMBERS[symbol])]
        if len(rest) != 1:
            raise ValueError(f"X: expected one of {', '.join(elements)}, got none")
        X = rest[0]
    metals = [symbol for symbol in elements if symbol != X]
    if len(metals) != 2 or X not in elements:
        raise ValueError(f"structure: expected two metals and {X}, got {'-'.join(elements)}")
    with tempfile.TemporaryDirectory() as folder:
        found = _crystalgan.certify(
            own, metals[0], metals[1], X, policy, paths_of(a, Path(folder) / "a"), paths_of(b, Path(folder) / "b")
        )
    certificates = [_certificate(json.loads(text), broken) for text, broken in found]
    return certificates[0] if one else certificates


def _certificate(values: dict[str, Any], broken: str | None) -> Certificate:
    pairs = Table(PairDistance(pair["pair"], pair["shortest"], pair["least"], pair["source"]) for pair in values["pairs"])
    return Certificate(values["formula"], values["policy"], pairs, values.get("nearest_metal"), broken)


@dataclass(frozen=True)
class Evaluation:
    """Public measures of a set of structures."""

    measures: dict[str, Any]  #: all counts and shares, as ``crystalgan evaluate --json`` writes them
    csv: str  #: the measures of each structure, as ``--csv`` writes them
    tables: str  #: for reading, Markdown

    @property
    def rows(self) -> list[dict[str, str]]:
        """The measures of each structure."""
        return list(csv.DictReader(io.StringIO(self.csv)))

    def to_frame(self) -> Any:
        """The same as a table of pandas."""
        import pandas

        return pandas.read_csv(io.StringIO(self.csv))

    def __str__(self) -> str:
        return self.tables

    def _repr_markdown_(self) -> str:
        return self.tables


def evaluate(
    structures: Sequence[Any], references: Sequence[Any] = (), threads: int | None = None, progress: Progress = None
) -> Evaluation:
    """Validity, uniqueness and, beside known structures, novelty and coverage, by the rules of the public suites
    (docs/reference/evaluate.md).

    :param structures: best first if they are ranked
    :param references: known structures
    :raises ValueError: for no structures
    """
    if not len(structures):
        raise ValueError("structures: expected at least one, got none")
    submitted = [native(structure, f"structure {i}") for i, structure in enumerate(structures)]
    known = [native(structure, f"reference {i}") for i, structure in enumerate(references)]
    with observer_of(progress, "evaluating") as observer:
        tables, values, rows = _crystalgan.evaluate(submitted, known, threads_of(threads), observer)
    return Evaluation(json.loads(values), rows, tables)
