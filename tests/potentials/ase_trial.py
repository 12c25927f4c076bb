"""Calculators for the tests of --ase, good and bad."""

import os
import signal
import sys

import numpy
from ase.calculators.calculator import Calculator, all_changes
from ase.calculators.lj import LennardJones

print("a line of a module that is imported")


def lennard_jones():
    return LennardJones(sigma=2.0, epsilon=0.1, rc=7.0, ro=5.0, smooth=True)


class Noisy(LennardJones):
    def calculate(self, *arguments):
        print('{"energy": 1}')
        sys.stdout.flush()
        os.write(1, b"noise\n")
        os.system("echo noise of a program; cat")  # which would read what is on stdin
        super().calculate(*arguments)


def noisy():
    return Noisy(sigma=2.0, epsilon=0.1, rc=7.0, ro=5.0, smooth=True)


class Trial(Calculator):
    """One atom: 1 eV. Two: what `act` does."""

    implemented_properties = ["energy", "forces", "stress", "magmoms"]

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        self.results = {"energy": 1.0, "forces": numpy.zeros((len(atoms), 3)), "stress": numpy.zeros(6),
                        "magmoms": numpy.full(len(atoms), numpy.float32(0.5))}
        if len(atoms) > 1:
            self.act()

    def act(self):
        pass


class Dies(Trial):
    def act(self):
        print("out of memory, good bye")
        os._exit(7)


class Killed(Trial):
    def act(self):
        os.kill(os.getpid(), signal.SIGKILL)


class Raises(Trial):
    def act(self):
        raise RuntimeError("no parameters\nof this pair")


class Exits(Trial):
    def act(self):
        sys.exit("please read the manual")


class Sleeps(Trial):
    def act(self):
        if "ASE_TRIAL_PID" in os.environ:
            with open(os.environ["ASE_TRIAL_PID"] + ".partial", "w") as file:
                file.write(str(os.getpid()))
            os.replace(os.environ["ASE_TRIAL_PID"] + ".partial", os.environ["ASE_TRIAL_PID"])
        signal.pause()


class Nan(Trial):
    def act(self):
        self.results["forces"][1, 2] = numpy.nan


class Infinite(Trial):
    def act(self):
        self.results["energy"] = -numpy.inf


class Short(Trial):
    def act(self):
        self.results["forces"] = numpy.zeros((1, 3))


class Text(Trial):
    def act(self):
        self.results["energy"] = "low"


class NoStress(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        self.results = {"energy": 1.0, "forces": numpy.zeros((len(atoms), 3))}


def seven():
    return 7


def broken():
    raise ValueError("no weights")


def deadly():
    print("abort")
    os.abort()
