"""The program: ``crystalgan`` and ``python -m crystalgan``."""

import signal
import sys

from . import _crystalgan


def main() -> int:
    """Runs the command line of this process. Returns its exit code."""
    for number in (signal.SIGINT, signal.SIGPIPE):  # as in a program that is not Python
        signal.signal(number, signal.SIG_DFL)
    return _crystalgan.run_program(["crystalgan", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
