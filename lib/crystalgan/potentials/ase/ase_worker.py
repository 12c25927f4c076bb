"""Energies by an ASE calculator: one line of JSON per crystal, over the socket on stdin.

Run by crystalgan as: python3 -u -c TEXT MODULE:FACTORY FOLDER
FACTORY, called without arguments, gives the calculator; FOLDER, if not empty, may have MODULE. What it prints goes to stdout and stderr, which are not the socket.

First the worker sends {"version": TEXT}, then it answers {"cell": rows in A, "symbols": [...], "positions": fractions} by
{"energy": eV, "forces": eV/A, "stress": 3 x 3 in eV/A^3, sign of ASE, "magmoms": Bohr magnetons, if the calculator has them},
by {"refused": TEXT} where the calculator raises an exception, or by {"failure": TEXT} where its result is none.
"""

import sys

# No module comes from the current folder, which may be a run directory of somebody else. The folder that the user names comes
# last: no file in it takes the place of a library.
sys.path[:] = [path for path in sys.path if path.startswith("/")] + ([sys.argv[2]] if sys.argv[2] else [])

import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import socket  # noqa: E402


class Failure(Exception):
    """What the user reads."""


def described(error):
    return " ".join(f"{type(error).__name__}: {error}".split())


def found_factory(text):
    module_name, _, path = text.partition(":")
    try:
        found = importlib.import_module(module_name)
    except Exception as error:
        raise Failure(f"cannot import {module_name}: {described(error)}") from None
    for name in path.split("."):
        if not hasattr(found, name):
            raise Failure(f"{module_name} has no {path}")
        found = getattr(found, name)
    if not callable(found):
        raise Failure(f"expected that {text} can be called without arguments, got {type(found).__name__}")
    return found


def made_calculator(text):
    try:
        import ase  # noqa: F401
    except ImportError as error:
        raise Failure(f"it cannot import ase ({described(error)}): install it there (PyPI: ase; Debian: python3-ase), or "
                      "name another Python by --python") from None
    factory = found_factory(text)
    try:
        calculator = factory()
    except (Exception, SystemExit) as error:
        raise Failure(f"{text}() raised {described(error)}") from None
    if not hasattr(calculator, "get_potential_energy") or not hasattr(calculator, "get_forces"):
        raise Failure(f"expected that {text}() returns an ASE calculator, got {type(calculator).__name__}")
    return calculator


def version_of(calculator):
    import ase

    kind = type(calculator)
    package = kind.__module__.partition(".")[0]
    version = getattr(sys.modules.get(package), "__version__", None)
    own = f"{package} {version}, " if package != "ase" and version else ""
    return f"{own}ase {ase.__version__}, {kind.__module__}.{kind.__qualname__}"


def checked(name, values, shape):
    """As lists of finite numbers."""
    import numpy

    try:
        array = numpy.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise Failure(f"{name}: expected numbers, got {described(error)}") from None
    if shape == () and array.size == 1:
        array = array.reshape(())
    if array.shape != shape:
        raise Failure(f"{name}: expected the shape {shape}, got {array.shape}")
    if not numpy.isfinite(array).all():
        raise Failure(f"{name}: expected finite numbers, got {array[~numpy.isfinite(array)].flat[0]}")
    return array.tolist()


def computed(crystal, calculator):
    from ase import Atoms
    from ase.calculators.calculator import PropertyNotImplementedError

    atoms = Atoms(crystal["symbols"], cell=crystal["cell"], scaled_positions=crystal["positions"], pbc=True)
    atoms.calc = calculator
    try:
        energy, forces = atoms.get_potential_energy(), atoms.get_forces()
    except (Exception, SystemExit) as error:
        return {"refused": described(error)}
    try:
        stress = atoms.get_stress(voigt=False)
    except (PropertyNotImplementedError, NotImplementedError):
        raise Failure("it gives no stress") from None
    except (Exception, SystemExit) as error:
        return {"refused": described(error)}
    answer = {"energy": checked("energy", energy, ()), "forces": checked("forces", forces, (len(atoms), 3)),
              "stress": checked("stress", stress, (3, 3))}
    moments = getattr(calculator, "results", {}).get("magmoms")
    if moments is not None:
        answer["magmoms"] = checked("magmoms", moments, (len(atoms),))
    return answer


def answered(line, calculator):
    try:
        return computed(json.loads(line), calculator)
    except Failure as failure:
        return {"failure": str(failure)}


def main():
    channel = socket.socket(fileno=os.dup(0))
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)  # programs that the calculator starts do not read from the socket

    def send(answer):
        channel.sendall(json.dumps(answer, allow_nan=False).encode() + b"\n")

    try:
        calculator = made_calculator(sys.argv[1])
        send({"version": version_of(calculator)})
    except Failure as failure:
        send({"failure": str(failure)})
        return
    for line in channel.makefile("rb"):
        send(answered(line, calculator))


main()
