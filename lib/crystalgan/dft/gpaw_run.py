"""Relaxes one crystal or molecule by GPAW: reads NAME/input.json, writes NAME/result.json and GPAW's own text NAME/gpaw.txt.

Run as: python3 gpaw_run.py NAME
With --missing instead of a name it computes nothing: exit code 0, or 10 where GPAW or ASE, 11 where PAW data are not there.
Needs the Debian packages gpaw, gpaw-data.
"""

import json
import os
import pathlib
import sys
import time

FUNCTIONAL = "PBE"

# Bohr magnetons per atom at the start: above what the ferromagnetic metals have, since the field finds its way down only.
# Alignments other than ferromagnetic are not looked for.
START_MOMENTS = {"Cr": 2.5, "Mn": 3.0, "Fe": 2.6, "Co": 2.0, "Ni": 0.9}
LEAST_MOMENT = 0.05  # Bohr magnetons per magnetic atom; chosen: below it the gain in energy is less than 1 meV

# Guesses of second derivatives, for the first step downhill. Chosen: eV/A^2 from optical phonons of Pd and PdH, eV/A^3 from
# 3 B = 350 GPa, 2 G = 120 GPa, between those of Mg and of Ni.
METAL_STIFFNESS = 10.0
LIGHT_STIFFNESS = 4.0
VOLUME_STIFFNESS = 2.2
SHAPE_STIFFNESS = 0.75

SLOPE_SHARE = 0.05  # of the cut-off, to both sides; chosen
SLOPE_SPACING = 1.0  # 1/A; chosen: 3 x 3 x 3 k-points for a metal atom

LONGEST_STEP = 0.2  # A; for the cell: of its strain times the cube root of its volume
WORSE = 0.01  # eV per atom: a step that ends so much higher is taken back


class Failure(Exception):
    """What is a finding about the crystal, not a defect of the program."""


def missing():
    try:
        import ase  # noqa: F401
        import gpaw
    except ImportError:
        return 10
    return 0 if any(pathlib.Path(folder, f"H.{FUNCTIONAL}.gz").exists() for folder in gpaw.setup_paths) else 11


def require_setups(symbols):
    import gpaw

    for symbol in sorted(set(symbols)):
        if not any(pathlib.Path(folder, f"{symbol}.{FUNCTIONAL}{ending}").exists()
                   for folder in gpaw.setup_paths for ending in ("", ".gz")):
            raise Failure(f"GPAW has no {FUNCTIONAL} data of {symbol}")


class Level:
    """Cut-off, k-points and tolerances of a calculation."""

    def __init__(self, name, cutoff, spacing, convergence, slope=None):
        self.name = name
        self.cutoff = cutoff
        self.spacing = spacing  # 1/A; None: the gamma point alone
        self.convergence = convergence
        self.slope = slope  # dE/dcutoff, eV per eV: corrects stresses, which are those of a fixed number of plane waves


def k_points(cell, spacing):
    """Centred at gamma, so that no cell loses symmetry by them: n = ceil(|b| / spacing), |b| with 2 pi."""
    import numpy

    if spacing is None:
        return {"size": (1, 1, 1), "gamma": True}
    lengths = 2 * numpy.pi * numpy.linalg.norm(numpy.linalg.inv(cell), axis=0)
    return {"size": tuple(max(1, int(numpy.ceil(length / spacing - 1e-6))) for length in lengths), "gamma": True}


class Calculation:
    def __init__(self, atoms, settings, text):
        self.atoms = atoms
        self.settings = settings
        self.text = text

    def start(self, level, polarised):
        """Gives the atoms a fresh calculator."""
        from gpaw import GPAW, FermiDirac, Mixer, MixerSum, PW

        symbols = self.atoms.get_chemical_symbols()
        moments = [START_MOMENTS.get(symbol, 0.0) if polarised else 0.0 for symbol in symbols]
        self.atoms.set_initial_magnetic_moments(moments)
        self.level = level
        self.atoms.calc = GPAW(
            mode=PW(level.cutoff, dedecut=level.slope), xc=FUNCTIONAL,
            kpts=k_points(self.atoms.cell, level.spacing), spinpol=polarised,
            occupations=FermiDirac(self.settings["smearing"]),
            # Measured on Pd3NiH4 and Pd2Ni2H4: 14 to 16 cycles, 24 with GPAW's own choice.
            mixer=MixerSum(0.25, 8, 1) if polarised else Mixer(0.25, 8, 1),
            convergence=level.convergence, maxiter=150,
            symmetry={"symmorphic": False, "tolerance": 1e-5}, txt=self.text)

    def energy(self):
        from gpaw import KohnShamConvergenceError

        try:
            return float(self.atoms.get_potential_energy())
        except KohnShamConvergenceError:
            raise Failure(f"{self.level.name}: the self-consistent field did not converge in 150 cycles") from None

    def slope(self, level):
        """dE/dcutoff there. It belongs to the cores, so that few k-points and one spin do. GPAW's own estimate of it, from the
        kinetic energies of free atoms, makes Ni 0.03 A too wide at 350 eV."""
        energies = []
        for share in (1.0 - SLOPE_SHARE, 1.0 + SLOPE_SHARE):
            spacing = None if level.spacing is None else SLOPE_SPACING
            self.start(Level("slope", share * level.cutoff, spacing, level.convergence), polarised=False)
            energies.append(self.energy())
        return (energies[1] - energies[0]) / (2 * SLOPE_SHARE * level.cutoff)

    def moment(self):
        """Bohr magnetons in all."""
        return float(self.atoms.calc.get_magnetic_moment()) if self.atoms.calc.get_spin_polarized() else 0.0

    def has_moment(self):
        """Whether a polarised calculation kept a moment."""
        magnetic = [i for i, symbol in enumerate(self.atoms.get_chemical_symbols()) if symbol in START_MOMENTS]
        local = abs(self.atoms.calc.get_magnetic_moments())
        return max(local[i] for i in magnetic) > LEAST_MOMENT


def stiffness(symbols, volume, length, variable_cell):
    import numpy

    atoms = [LIGHT_STIFFNESS if symbol == "H" else METAL_STIFFNESS for symbol in symbols for _ in range(3)]
    if not variable_cell:
        return numpy.diag(atoms)
    trace = numpy.eye(3).reshape(-1)
    cell = SHAPE_STIFFNESS * numpy.eye(9) + (VOLUME_STIFFNESS - SHAPE_STIFFNESS) * numpy.outer(trace, trace) / 3
    whole = numpy.zeros((len(atoms) + 9, len(atoms) + 9))
    whole[:len(atoms), :len(atoms)] = numpy.diag(atoms)
    whole[len(atoms):, len(atoms):] = cell * volume / length**2
    return whole


class Descent:
    """Quasi-Newton (BFGS) on atoms and cell. Steps are dear, so it begins with a guess of the second derivatives, and takes
    back what went uphill. Symmetry is kept since GPAW's forces and stresses have it."""

    def __init__(self, calculation, variable_cell):
        try:
            from ase.filters import UnitCellFilter  # ASE 3.23
        except ImportError:
            from ase.constraints import UnitCellFilter

        atoms = calculation.atoms
        self.calculation = calculation
        self.variable_cell = variable_cell
        length = atoms.get_volume() ** (1 / 3)
        self.movable = UnitCellFilter(atoms, cell_factor=length) if variable_cell else atoms
        self.hessian = stiffness(atoms.get_chemical_symbols(), atoms.get_volume(), length, variable_cell)
        self.longest = LONGEST_STEP
        self.steps = 0

    def evaluate(self):
        """Energy, forces on the coordinates; notes the largest of atoms and cell."""
        import numpy

        energy = self.calculation.energy()
        atoms = self.calculation.atoms
        self.largest_force = float(numpy.linalg.norm(atoms.get_forces(), axis=1).max())
        self.largest_stress = float(abs(atoms.get_stress()).max()) if self.variable_cell else 0.0
        self.steps += 1
        return energy, self.movable.get_forces().reshape(-1)

    def step(self, forces):
        import numpy

        values, vectors = numpy.linalg.eigh(self.hessian)
        step = vectors @ ((forces @ vectors) / numpy.maximum(abs(values), 0.5))
        longest = numpy.linalg.norm(step.reshape(-1, 3), axis=1).max()
        return step * min(1.0, self.longest / longest) if longest > 0 else step

    def learn(self, step, change):
        """The second derivatives after `change` of the forces along `step`."""
        import numpy

        curvature = -step @ change
        if curvature <= 1e-3 * (step @ step):
            return
        product = self.hessian @ step
        self.hessian += numpy.outer(change, change) / curvature - numpy.outer(product, product) / (step @ product)

    def run(self, settings, max_steps):
        """True where forces and stresses came below their limits."""
        energy, forces = self.evaluate()
        while True:
            if (self.largest_force <= settings["largest_force"] and self.largest_stress <= settings["largest_stress"]):
                return True
            if self.steps >= max_steps:
                return False
            here = self.movable.get_positions()
            step = self.step(forces)
            self.movable.set_positions(here + step.reshape(-1, 3))
            new_energy, new_forces = self.evaluate()
            self.learn(step, new_forces - forces)
            if new_energy > energy + WORSE * len(self.calculation.atoms) and self.steps < max_steps:
                self.movable.set_positions(here)
                self.longest /= 2
            else:
                energy, forces = new_energy, new_forces


def relax(calculation, level, polarised, variable_cell, settings, max_steps):
    calculation.start(level, polarised)
    descent = Descent(calculation, variable_cell)
    converged = descent.run(settings, max_steps)
    return {"converged": converged, "steps": descent.steps, "largest_force": descent.largest_force,
            "largest_stress": descent.largest_stress}


def computed(task, text):
    from ase import Atoms

    settings = task["settings"]
    symbols = [site["element"] for site in task["sites"]]
    require_setups(symbols)
    atoms = Atoms(symbols, cell=task["lattice"], pbc=True,
                  scaled_positions=[site["position"] for site in task["sites"]])
    molecule = task["kind"] == "molecule"
    calculation = Calculation(atoms, settings, text)

    coarse = Level("relaxation", settings["relaxation_cutoff"], None if molecule else settings["relaxation_k_spacing"],
                   {"energy": 1e-4, "density": 1e-3, "eigenstates": 1e-5})
    final = Level("final point", settings["cutoff"], None if molecule else settings["k_spacing"],
                  {"energy": 1e-4, "density": 3e-4, "eigenstates": 1e-6})
    may_be_magnetic = settings["spin"] and not molecule and any(symbol in START_MOMENTS for symbol in symbols)

    def moment_at(level):
        calculation.start(level, polarised=True)
        calculation.energy()
        return calculation.has_moment()

    if not molecule:
        coarse.slope = calculation.slope(coarse)

    # Two spins cost three times as much: without a moment at the start the relaxation does without, and the final point
    # too unless one has come with the new shape.
    polarised = may_be_magnetic and moment_at(coarse)
    relaxation = relax(calculation, coarse, polarised, not molecule, settings, settings["max_steps"])
    if may_be_magnetic and not polarised:
        polarised = moment_at(coarse)
    calculation.start(final, polarised)
    energy = calculation.energy()
    return {**relaxation, "energy": energy, "magnetic_moment": calculation.moment(), "lattice": atoms.cell.tolist(),
            "positions": atoms.get_scaled_positions(wrap=False).tolist()}


def main():
    if sys.argv[1] == "--missing":
        return missing()
    folder = pathlib.Path(sys.argv[1])
    task = json.loads((folder / "input.json").read_text())
    import gpaw

    result = {"failure": "", "program": f"GPAW {gpaw.__version__}"}
    with open(folder / "gpaw.txt", "w") as text:
        try:
            result.update(computed(task, text))
        except Failure as failure:
            result["failure"] = str(failure)
    result["seconds"] = time.process_time()
    partial = folder / "result.json.partial"
    partial.write_text(json.dumps(result, indent=1, allow_nan=False) + "\n")
    os.replace(partial, folder / "result.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
