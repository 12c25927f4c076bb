"""wheel_licences.py WHEEL FOLDER: a wheel that auditwheel has repaired, with the licence of each library it carries.

The texts are Debian's: /usr/share/doc/<package>/copyright. Prints the path of the new wheel.
"""

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from auditwheel.wheeltools import InWheelCtx

DOCUMENTS = Path("/usr/share/doc")


def package_of(library: str) -> str:
    """The Debian package of a shared library, by the name it has in this system."""
    machine = sysconfig.get_config_var("MULTIARCH")  # there may be libraries of other machines too
    found = subprocess.run(["dpkg-query", "--search", f"*/{machine}/{library}"], capture_output=True, text=True)
    names = {line.split(":")[0] for line in found.stdout.splitlines()}
    if len(names) != 1:
        raise SystemExit(f"{library}: expected one Debian package that has it, found {sorted(names)}")
    return names.pop()


def carried(folder: Path) -> dict[str, str]:
    """Package of each carried library. auditwheel calls libz.so.1.2 `libz-<hash>.so.1.2`."""
    packages = {}
    for file in sorted(folder.glob("*.libs/*.so*")):
        stem, _, ending = file.name.partition(".so")
        name = stem.rpartition("-")[0] + ".so" + ending
        packages[name] = package_of(name)
    return packages


def main() -> None:
    wheel, target = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve() / Path(sys.argv[1]).name
    with InWheelCtx(wheel, target) as context:
        folder = Path(context.path)
        (licences,) = folder.glob("*.dist-info/licenses")
        for package in sorted(set(carried(folder).values())):
            shutil.copyfile(DOCUMENTS / package / "copyright", licences / f"{package}.copyright")
    print(target)


if __name__ == "__main__":
    main()
