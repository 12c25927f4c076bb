"""The program's commands as functions: the same settings, the same seeds, the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .run import Run

__all__ = ["Learned", "discover", "learn", "rank"]

# What the exit codes of docs/reference/running.md are in Python.
_ERRORS: dict[int, type[Exception]] = {2: ValueError, 3: ValueError, 4: ArithmeticError}


def _program(*arguments: str) -> str:
    """Runs a command; its standard output. Raises what its exit code means, with its last line."""
    # -P: a file in the current folder takes the place of nothing; -m finds the package as this process did
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "crystalgan", *arguments], capture_output=True, text=True, errors="replace",
        stdin=subprocess.DEVNULL, env=environment,
    )
    if done.returncode == 0:
        return done.stdout
    lines = done.stderr.strip().splitlines()
    said = lines[-1].removeprefix("crystalgan: ") if lines else f"ended with exit code {done.returncode}"
    raise _ERRORS.get(done.returncode, RuntimeError)(said)


def _options(settings: dict[str, Any]) -> list[str]:
    """``relax_best=5`` as ``--relax-best 5``; True alone is a flag, a list is an option that is repeated."""
    options = []
    for name, value in settings.items():
        option = "--" + name.rstrip("_").replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is True:
                options.append(option)
            elif one is not None and one is not False:
                options += [option, os.fspath(one) if isinstance(one, os.PathLike) else str(one)]
    return options


def paths_of(structures: Any, folder: Path) -> list[str]:
    """The paths of inputs: one or several as given, or a new folder with files for structures."""
    if structures is None:
        return []
    if isinstance(structures, (str, os.PathLike)):
        return [os.fspath(structures)]
    given = list(structures)
    if given and all(isinstance(one, (str, os.PathLike)) for one in given):
        return [os.fspath(one) for one in given]
    from .files import write

    folder.mkdir()
    for number, structure in enumerate(given, start=1):
        write(folder / f"{number:04}.vasp", structure)
    return [str(folder)]


def discover(
    A: str,
    B: str,
    X: str = "H",
    a: str | os.PathLike[str] | Sequence[Any] | None = None,
    b: str | os.PathLike[str] | Sequence[Any] | None = None,
    output: str | os.PathLike[str] | None = None,
    **settings: Any,
) -> Run:
    """Generates certified ternary crystals A-B-X from binaries A-X and B-X.

    :param a: binaries of A and X: files, folders, or structures; default: the known binaries of the program
    :param b: binaries of B and X
    :param output: the directory of the run; default: a new one in the folder for temporary files, which stays
    :param settings: the options of ``crystalgan discover`` with underscores: ``samples=100, relax="chgnet", seed=3``
    :raises ValueError: for a wrong setting or wrong structures, with the message of the program
    :raises ArithmeticError: for a numerical failure
    """
    if output is None:
        output = Path(tempfile.mkdtemp(prefix=f"crystalgan-{A}-{B}-{X}-")) / "run"
    with tempfile.TemporaryDirectory() as folder:
        inputs = []
        for option, name, given in (("--a-structures", "a", a), ("--b-structures", "b", b)):
            for path in paths_of(given, Path(folder) / name):
                inputs += [option, path]
        _program("discover", A, B, "--with", X, *inputs, "-o", os.fspath(output), "--quiet", *_options(settings))
    return Run(output)


@dataclass(frozen=True)
class Learned:
    """What was learned from binaries."""

    path: Path  #: of its file: ``discover(..., learned=learned.path)``
    said: str  #: how many binaries, and how well it predicts them


def learn(
    binaries: str | os.PathLike[str] | Sequence[Any] | None = None,
    output: str | os.PathLike[str] | None = None,
    leave_out: Sequence[str] = (),
    seed: int = 1,
    threads: int | None = None,
) -> Learned:
    """Learns from binaries which arrangements are likely: ``crystalgan learn``.

    :param binaries: files, folders, or structures of any two elements; default: those that ship with the program
    :param output: new file; default: one in the folder for temporary files, which stays
    :param leave_out: systems whose binaries are left out, such as "Sr-O"
    :raises ValueError: for structures that cannot be used
    :raises OSError: for a file that cannot be written
    """
    path = Path(output) if output is not None else Path(tempfile.mkdtemp(prefix="crystalgan-")) / "learned.toml"
    with tempfile.TemporaryDirectory() as folder:
        inputs = paths_of(binaries, Path(folder) / "binaries")
        said = _program("learn", *inputs, "-o", os.fspath(path),
                        *_options({"leave_out": list(leave_out), "seed": seed, "threads": threads}))
    return Learned(path, said.strip())


def rank(run: Run | str | os.PathLike[str], references: Any = None, **settings: Any) -> Run:
    """Ranks the relaxed candidates of a run by their energy above the hull: ``crystalgan rank``, which writes into the run.

    :param references: more known phases of the system: files, folders, or structures
    :param settings: the options of the command with underscores
    :returns: the run, with its new ``ranked``
    :raises ValueError: for a run that has no relaxed candidates
    """
    path = run.path if isinstance(run, Run) else Path(run)
    with tempfile.TemporaryDirectory() as folder:
        phases = paths_of(references, Path(folder) / "phases")
        _program("rank", os.fspath(path), "--quiet", *_options({"phases": phases, **settings}))
    return Run(path)
