"""Times the package chgnet (PyPI) beside `crystalgan-bench chgnet`, and compares what both find. Needs a Python that has
the package; everything runs on one core, times are processor times.

    python bench/chgnet_package.py --program PROGRAM --bench BENCH [--structures FILE ...]
    python bench/chgnet_package.py --bench BENCH --relax --folder FOLDER --structures FILE ...

The first prints energy, forces, stress and moments of PdH with 2 and 54 atoms, of BaTiO3 and of the files: milliseconds,
ratios, largest differences. The second displaces the atoms of each file by 0.02 Å and relaxes atoms and cell by
the StructOptimizer of the package (FIRE, fmax 0.01, 500 steps) and by ours, as it is and with the symmetry kept. FOLDER holds the displaced
structures and what the package found, which is not computed again; so a stopped run goes on.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time
import warnings

import numpy
import torch
from chgnet.model import CHGNet, StructOptimizer
from pymatgen.analysis.structure_matcher import StructureMatcher
from pymatgen.core import Lattice, Structure

DISPLACEMENT = 0.02  # Å, that of our relaxations by default
FORCE = 0.01  # eV/Å, ours by default; of the cell ASE takes V σ / N, so about 0.001 eV/Å³ as ours
STEPS = 500
REPETITIONS = 5
EDGE = 4.09  # Å, of rocksalt PdH


def displaced(structure, seed, largest=DISPLACEMENT):
    random = numpy.random.default_rng(seed)
    places = structure.cart_coords + largest * random.standard_normal((len(structure), 3))
    return Structure(structure.lattice, structure.species, places, coords_are_cartesian=True)


def palladium_hydride(cells):
    primitive = Lattice(EDGE / 2 * numpy.array([[0, 1, 1], [1, 0, 1], [1, 1, 0]]))
    structure = Structure(primitive, ["Pd", "H"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    structure.make_supercell(cells)
    return structure


def barium_titanate():
    places = [[0, 0, 0], [0.5, 0.5, 0.5], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]]
    return Structure(Lattice.cubic(4.03), ["Ba", "Ti", "O", "O", "O"], places)


def write_exactly(path, structure):
    """As POSCAR with all digits; the sites have been sorted by element."""
    counts = structure.composition.get_el_amt_dict()
    rows = [path.stem, "1.0"] + [" ".join(map(repr, map(float, row))) for row in structure.lattice.matrix]
    rows += [" ".join(counts), " ".join(str(int(count)) for count in counts.values()), "Direct"]
    rows += [" ".join(map(repr, map(float, site.frac_coords))) for site in structure]
    path.write_text("\n".join(rows) + "\n")


def lines_of(command):
    done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def processor_milliseconds(work):
    start = time.process_time()
    work()
    return 1e3 * (time.process_time() - start)


def fastest(work):
    work()
    return min(processor_milliseconds(work) for _ in range(REPETITIONS))


# --- single points

def largest_difference(one, other):
    return float(numpy.max(numpy.abs(numpy.array(one) - numpy.array(other))))


def differences(ours, theirs):
    """Energy per atom, forces, stress (GPa), moments; the package's are of float32."""
    return [largest_difference(ours["energy_eV_per_atom"], theirs["e"]),
            largest_difference(ours["forces_eV_per_A"], theirs["f"]),
            largest_difference(ours["stress_GPa"], theirs["s"]),
            largest_difference(ours["magmoms_muB"], theirs["m"])]


def compare_single_points(options):
    model = CHGNet.load(verbose=False, use_device="cpu")
    structures = {"PdH, displaced": displaced(palladium_hydride(1), 1), "54 atoms of PdH, displaced": displaced(palladium_hydride(3), 2),
                  "PdH": palladium_hydride(1), "54 atoms of PdH": palladium_hydride(3), "BaTiO3": barium_titanate()}
    for path in options.structures:
        structures[" ".join(pathlib.Path(path).parts[-3:])] = Structure.from_file(path)
    print("| structure | atoms | this program, ms | with symmetry, ms | package, ms | ratio | with symmetry | energy alone, ms "
          "| with symmetry, ms | package, ms | ratio | with symmetry | lists, % |")
    print("| --- " * 13 + "|")
    shown = []
    with tempfile.TemporaryDirectory() as folder:
        for name, structure in structures.items():
            structure = structure.get_sorted_structure()
            path = pathlib.Path(folder) / "structure.vasp"
            write_exactly(path, structure)
            theirs = fastest(lambda: model.predict_structure(structure, task="efsm"))
            their_energy = fastest(lambda: model.predict_structure(structure, task="e"))
            row = lines_of([options.bench, "chgnet", "--structures", path])[0]["rows"][0]
            symmetric = row.get("symmetric", row)
            cells = [name, len(structure)]
            for key, their in (("milliseconds", theirs), ("of_energy", their_energy)):
                cells += [f"{row[key]:.2f}", f"{symmetric[key]:.2f}", f"{their:.1f}", f"{their / row[key]:.1f}",
                          f"{their / symmetric[key]:.1f}"]
            cells.append(f"{100 * row['of_graph'] / row['milliseconds']:.1f}")
            print("| " + " | ".join(map(str, cells)) + " |", flush=True)
            ours = lines_of([options.program, "energy", "--json", path])[0]
            shown.append((name, differences(ours, model.predict_structure(structure, task="efsm"))))
    print("\n| largest difference | energy, eV/atom | forces, eV/Å | stress, GPa | moments, µB |")
    print("| --- " * 5 + "|")
    for name, numbers in shown:
        print(f"| {name} | " + " | ".join(f"{number:.1e}" for number in numbers) + " |")


# --- relaxations

def relaxed_by_package(optimizer, path):
    structure = Structure.from_file(path)
    found = []
    taken = processor_milliseconds(
        lambda: found.append(optimizer.relax(structure, fmax=FORCE, steps=STEPS, verbose=False)))
    end, trajectory = found[0]["final_structure"], found[0]["trajectory"]
    return {"name": path.stem, "milliseconds": taken, "steps": len(trajectory) - 2,
            "energy_eV_per_atom": float(trajectory.energies[-1]) / len(end),
            "largest_force": float(numpy.max(numpy.linalg.norm(trajectory.forces[-1], axis=1))),
            "species": [str(one) for one in end.species],
            "lattice_A": end.lattice.matrix.tolist(), "fractional": end.frac_coords.tolist()}


def relaxed_by_us(bench, path):
    return {**lines_of([bench, "chgnet", "--relax", "--structures", path])[0]["rows"][0], "name": path.stem}


def known_results(path):
    return {row["name"]: row for row in map(json.loads, path.read_text().splitlines())} if path.exists() else {}


def run_package(paths, results):
    known = known_results(results)
    optimizer = StructOptimizer(use_device="cpu")
    with results.open("a") as file:
        for path in paths:
            if path.stem not in known:
                print(json.dumps(relaxed_by_package(optimizer, path)), file=file, flush=True)
    return known_results(results)


def structure_of(row, species):
    return Structure(row["lattice_A"], species, row["fractional"])


def print_relaxations(rows, theirs, way):
    """Of the structures that the package relaxed before it ran out of steps, and of all."""
    matcher = StructureMatcher(scale=False)
    pairs = [(row[way], theirs[row["name"]], row["species"]) for row in rows]
    both = [pair for pair in pairs if pair[0]["end"] == "converged" and pair[1]["steps"] < STEPS]
    same = [matcher.fit(structure_of(ours, species), structure_of(their, their["species"]))
            for ours, their, species in both]
    gaps = [ours["energy_eV_per_atom"] - their["energy_eV_per_atom"] for ours, their, _ in both]
    seconds = [sum(pair[i]["milliseconds"] for pair in pairs) / 1e3 for i in (0, 1)]
    ratios = [their["milliseconds"] / ours["milliseconds"] for ours, their, _ in pairs]
    print(f"| {way} | {len(pairs)} | {sum(ours['end'] == 'converged' for ours, _, _ in pairs)} "
          f"| {sum(their['steps'] < STEPS for _, their, _ in pairs)} | {sum(same)} of {len(both)} "
          f"| {sum(gap < -1e-3 for gap in gaps)} / {sum(gap > 1e-3 for gap in gaps)} "
          f"| {statistics.median(ours['evaluations'] for ours, _, _ in pairs):g} / "
          f"{statistics.median(their['steps'] for _, their, _ in pairs):g} "
          f"| {seconds[0]:.1f} | {seconds[1]:.1f} | {seconds[1] / seconds[0]:.1f} | {statistics.median(ratios):.1f} |")


def compare_relaxations(options):
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for place, path in enumerate(options.structures):
        name = "-".join(pathlib.Path(path).with_suffix("").parts[-3:])
        paths.append(folder / f"{name}.vasp")
        if not paths[-1].exists():
            write_exactly(paths[-1], displaced(Structure.from_file(path).get_sorted_structure(), place))
    theirs = run_package(paths, folder / "package.jsonl")
    rows = [relaxed_by_us(options.bench, path) for path in paths]
    print("| ours | structures | converged | package | same crystal | lower / higher by 1 meV/atom | median evaluations "
          "| ours, s | package, s | ratio | median ratio |")
    print("| --- " * 11 + "|")
    for way in ("plain", "symmetric"):
        print_relaxations(rows, theirs, way)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", required=True, help="crystalgan-bench")
    parser.add_argument("--program", help="crystalgan, for the differences of single points")
    parser.add_argument("--relax", action="store_true", help="relaxations instead of single points")
    parser.add_argument("--folder", help="of the relaxations")
    parser.add_argument("--structures", nargs="*", default=[], metavar="FILE", help="structures of POSCAR or CIF files")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    if given.relax and not given.folder:
        parser.error("expected --folder beside --relax")
    if not given.relax and not given.program:
        parser.error("expected --program")
    compare_relaxations(given) if given.relax else compare_single_points(given)
