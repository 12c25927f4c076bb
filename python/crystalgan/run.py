"""A finished run: its candidates, and what is known of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any, overload

from . import _crystalgan
from .structures import in_type

__all__ = ["Candidate", "Run", "load"]

# How the text of a table becomes a value.
_YES_NO = {"yes": True, "no": False, "": None}


def _value(text: str) -> Any:
    if text in _YES_NO:
        return _YES_NO[text]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


class Candidate:
    """A certified crystal of a run."""

    def __init__(self, run: Run, row: dict[str, Any]):
        self._run = run
        self.row = row  #: its line of candidates.csv

    @property
    def id(self) -> str:
        return self.row["id"]

    @property
    def formula(self) -> str:
        """Of the cell."""
        return self.row["formula"]

    @property
    def space_group(self) -> int:
        """1 to 230; 0 where none is found."""
        return self.row["space_group"]

    @property
    def space_group_symbol(self) -> str | None:
        return self.row["space_group_symbol"]

    @property
    def provenance(self) -> dict[str, Any]:
        """How it was made: method, parents or template, and the scores that put it in its place."""
        names = list(self.row)
        return {name: self.row[name] for name in names[names.index("origin"):] if self.row[name] is not None}

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """Every shortest distance (Å) beside its limit."""
        return json.loads(self._run.text(f"certificates/{self.id}.json"))

    @cached_property
    def structure(self) -> Any:
        """As generated: of pymatgen where it is installed, else of ASE, else arrays."""
        return self.as_type(None)

    @cached_property
    def relaxed(self) -> Any:
        """After the relaxation; None without one."""
        if not self._run.has(f"relaxed/{self.id}.vasp"):
            return None
        return in_type(self._run.directory.structure("relaxed", self.id))

    def as_type(self, name: str | None) -> Any:
        """The structure as "pymatgen", "ase" or "arrays"."""
        return in_type(self._run.directory.structure("candidates", self.id), name)

    @property
    def energy_per_atom(self) -> float | None:
        """eV, after the relaxation; None without one."""
        return self._run.relaxations.get(self.id, {}).get("energy_ev_per_atom")

    @property
    def above_hull(self) -> float | None:
        """eV/atom above the hull of all phases, by the calculator of the run; None where it is not ranked."""
        return self._run.ranking.get(self.id, {}).get("above_hull_ev_per_atom")

    def __repr__(self) -> str:
        hull = "" if self.above_hull is None else f", {self.above_hull:.3f} eV/atom above hull"
        return f"<Candidate {self.id} {self.formula} {self.space_group_symbol} ({self.space_group}){hull}>"

    def picture_html(self, height: int = 320) -> str:
        """The crystal in the report's 3D viewer, as a frame of a notebook, isolated from its page."""
        elements = self._run.summary["system"].split("-")
        own = self._run.directory.structure("candidates", self.id)
        return _frame(_crystalgan.crystal_page(own, *elements, repr(self)[1:-1]), height)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(pair['pair'])}</td><td>{pair['shortest']:.3f}</td><td>{pair['least']:.3f}</td></tr>"
            for pair in self.certificate["pairs"]
            if pair["shortest"] is not None and pair["least"] is not None
        )
        return (
            f"<p>{escape(repr(self)[1:-1])}</p>{self.picture_html()}<table><tr><th>pair</th><th>shortest (Å)</th>"
            f"<th>limit (Å)</th></tr>{rows}</table>"
        )


def _frame(page: str, height: int) -> str:
    """A page as a frame that has no access to the one around it."""
    return (f'<iframe sandbox="allow-scripts" style="width:100%;height:{height}px;border:0" '
            f'srcdoc="{escape(page, quote=True)}"></iframe>')


class Run:
    """A run directory. Nothing in it is started or loaded as code, and no link in it is followed."""

    def __init__(self, path: str | os.PathLike[str]):
        self.path = Path(path)
        self.directory = _crystalgan.RunDirectory.open(os.fspath(path))
        if not self.has("summary.json"):
            raise ValueError(f"{self.path}: expected the directory of a finished run, found no summary.json")

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return self.directory.has(name)

    def text(self, name: str) -> str:
        """A file of the run. Raises ``OSError``, and ``ValueError`` for a link."""
        return self.directory.read(name).decode("utf-8", "replace")

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of a CSV file; none where it is not there."""
        if not self.has(name):
            return []
        return [
            {column: cell if column in ("id", "formula") else _value(cell) for column, cell in row.items()}
            for row in self.directory.rows(name)
        ]

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The counts of the run, and why what was rejected was rejected."""
        return json.loads(self.text("summary.json"))

    @cached_property
    def candidates(self) -> Sequence[Candidate]:
        """Best first, in the order of the run."""
        return [Candidate(self, row) for row in self.table("candidates.csv")]

    @cached_property
    def formulas(self) -> list[dict[str, Any]]:
        """The formulas that the binaries make likely, with their scores; empty for other modes."""
        return self.table("formulas.csv")

    @cached_property
    def relaxations(self) -> dict[str, dict[str, Any]]:
        """By the id of the candidate; empty without a relaxation."""
        return {row["id"]: row for row in self.table("relaxation.csv")}

    @cached_property
    def ranking(self) -> dict[str, dict[str, Any]]:
        """By the id of the candidate, lowest above the hull first; empty without energies."""
        return {row["id"]: row for row in self.table("ranking.csv")}

    @property
    def ranked(self) -> list[Candidate]:
        """The candidates that are ranked, lowest above the hull first."""
        by_id = {candidate.id: candidate for candidate in self.candidates}
        return [by_id[name] for name in self.ranking]

    def to_frame(self) -> Any:
        """All candidates as a table of pandas, with their energies where there are any."""
        import pandas

        frame = pandas.DataFrame([candidate.row for candidate in self.candidates])
        frame["energy_ev_per_atom"] = [candidate.energy_per_atom for candidate in self.candidates]
        frame["above_hull_ev_per_atom"] = [candidate.above_hull for candidate in self.candidates]
        return frame

    def open(self) -> None:
        """Shows the report in a browser."""
        import webbrowser

        webbrowser.open((self.path / "report.html").resolve().as_uri())

    def page_html(self, height: int = 640) -> str:
        """The report as a frame of a notebook, isolated from its page."""
        if not self.has("report.html"):
            path = escape(str(self.path))
            return f"<p>{path}/report.html is missing: <code>crystalgan report {path}</code></p>"
        return _frame(self.text("report.html"), height)

    @overload
    def __getitem__(self, index: int) -> Candidate: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Candidate]: ...
    def __getitem__(self, index: Any) -> Any:
        return self.candidates[index]

    def __len__(self) -> int:
        return len(self.candidates)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __repr__(self) -> str:
        return f"<Run {self.path}: {self.summary['system']}, {len(self)} candidates>"

    def _repr_html_(self) -> str:
        return self.page_html()


def load(run_directory: str | os.PathLike[str]) -> Run:
    """A finished run. Raises ``OSError`` for what is no run, ``ValueError`` for a run that is not finished."""
    return Run(run_directory)
