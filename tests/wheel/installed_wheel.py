"""The wheel as its users have it: run by scripts/build-wheel in a virtual environment with the wheel and numpy alone."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MAX_IMPORT_SECONDS = 0.1  # of processor time, the best of ten: a busy machine does not matter


def check(true: bool, expected: str, got: object) -> None:
    if not true:
        raise SystemExit(f"expected {expected}, got {got}")


def output_of(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    check(done.returncode == 0, f"{' '.join(command)} to end with 0", f"{done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def import_seconds(clock: str) -> float:
    measure = f"import time; start = time.{clock}(); import crystalgan; print(time.{clock}() - start)"
    return min(float(output_of(sys.executable, "-c", measure)) for _ in range(10))


def check_import() -> None:
    for other in ("pymatgen", "ase", "pandas", "tqdm"):
        check(importlib.util.find_spec(other) is None, f"an environment without {other}", "one that has it")
    seconds = import_seconds("process_time")
    print(f"import crystalgan: {1000 * seconds:.0f} ms of processor time, {1000 * import_seconds('perf_counter'):.0f} ms elapsed")
    check(seconds < MAX_IMPORT_SECONDS, f"an import in less than {MAX_IMPORT_SECONDS} s", seconds)


def check_files() -> None:
    import crystalgan

    package = Path(crystalgan.__file__).parent
    check(package.is_relative_to(sys.prefix), f"crystalgan in {sys.prefix}", package)
    for name in ("py.typed", "_crystalgan.pyi"):
        check((package / name).is_file(), f"{name} in the wheel", sorted(os.listdir(package)))
    missing = {"__version__", *crystalgan._HOME} ^ set(crystalgan.__all__)
    check(not missing, "the names of _HOME in __all__", f"a difference in {sorted(missing)}")
    version = importlib.metadata.version("crystalgan")
    check(crystalgan.__version__ == version, f"the version of the wheel, {version}", crystalgan.__version__)
    licences = [file for file in importlib.metadata.files("crystalgan") or [] if "licenses" in file.parts]
    check(any(file.name == "libssl3.copyright" for file in licences), "the licence of OpenSSL in the wheel", licences)


def check_program(folder: Path) -> None:
    """The command on the path finds new crystals by what the wheel carries."""
    version = importlib.metadata.version("crystalgan")
    program = shutil.which("crystalgan") or ""
    check(program.startswith(sys.prefix), f"crystalgan on the path, in {sys.prefix}", program)
    check(output_of(program, "--version").startswith(f"crystalgan {version} ("), f"version {version}", "another")
    start = time.perf_counter()
    output_of(program, "discover", "Ba", "Ti", "--with", "O", "--samples", "50", "-o", str(folder / "run"), "--quiet")
    print(f"discover Ba Ti --with O --samples 50: {time.perf_counter() - start:.1f} s")
    check((folder / "run" / "report.html").is_file(), "a report", sorted(os.listdir(folder / "run")))


def check_functions(folder: Path) -> None:
    import crystalgan

    run = crystalgan.discover("Pd", "Ni", samples=20, max_atoms=8, seed=3, output=folder / "hydrides")
    check(len(run) > 0, "candidates", run)
    relaxed = crystalgan.relax(run[0].structure, steps=100)
    check(relaxed.energy_per_atom < 0 and relaxed.largest_force < 1, "a relaxed hydride", relaxed)
    again = crystalgan.read(run.path / "candidates")
    check(len(crystalgan.unique(again)) <= len(again) == len(run), f"{len(run)} structures", len(again))


def main() -> None:
    check_import()
    check_files()
    with tempfile.TemporaryDirectory() as folder:
        check_program(Path(folder))
        check_functions(Path(folder))


if __name__ == "__main__":
    main()
