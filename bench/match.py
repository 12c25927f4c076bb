"""Compares `crystalgan match --as-pymatgen` with pymatgen's StructureMatcher on pairs made of known crystals: agreement and speed.

    build/python/bin/python bench/match.py --program build/ci/app/crystalgan --bench build/ci/bench/crystalgan-bench FILE.jsonl.gz ...

FILEs are OPTIMADE JSON Lines. Both programs get the same pairs, with two settings: pymatgen's defaults, and the wider
tolerances of crystal structure prediction. Prints Markdown. Witness only: needs what tests/requirements.txt names.

Both answers can depend on how a crystal lies in space and which cell describes it: where several Niggli cells have the
same parameters, one of them is taken, and what matches on it need not quite match on another. Every pair is therefore
asked again in another orientation and cell of both crystals, to count how often each program contradicts itself. And
where the programs differ, pymatgen is asked in further ones, until it gives crystalgan's answer or TURNS are over.
"""

import argparse
import collections
import gzip
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import warnings

import numpy
from pymatgen.analysis.structure_matcher import StructureMatcher
from pymatgen.core import Lattice, Structure

warnings.simplefilter("ignore")

SETTINGS = [("defaults", {}), ("wide", {"ltol": 0.3, "stol": 0.5, "angle_tol": 10.0})]
SAME = 1e-4  # two rms distances are the same: pymatgen's Niggli cells are right to 1e-5 only
TURNS = 60
PATIENCE = 60  # seconds for a pair; a pair that takes pymatgen longer is left out
# of (V/N)^(1/3): Gaussian displacements per coordinate, up to what takes most pairs beyond stol
DISPLACEMENTS = (0.01, 0.03, 0.06, 0.1, 0.15, 0.2)
STRAINS = (0.02, 0.05, 0.1, 0.15, 0.2)


class TooLong(Exception):
    """pymatgen needed longer than PATIENCE."""


def structure_of(resource):
    attributes = resource["attributes"]
    return Structure(Lattice(attributes["lattice_vectors"]), attributes["species_at_sites"],
                     attributes["cartesian_site_positions"], coords_are_cartesian=True)


def read_structures(paths):
    """id -> structure"""
    structures = {}
    for path in paths:
        opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
        with opened as lines:
            for line in lines:
                resource = json.loads(line)
                if "attributes" in resource:
                    structures[resource["id"]] = structure_of(resource)
    return structures


def unit(structure):
    return (structure.volume / len(structure)) ** (1 / 3)


class Variations:
    """Other crystals made of one, and other descriptions of one crystal."""

    def __init__(self, seed):
        self.rng = numpy.random.default_rng(seed)

    def displaced(self, structure):
        deviation = self.rng.choice(DISPLACEMENTS) * unit(structure)
        moved = structure.cart_coords + deviation * self.rng.normal(size=(len(structure), 3))
        return Structure(structure.lattice, structure.species, moved, coords_are_cartesian=True)

    def near_miss(self, structure):
        """One atom displaced so that its distance from the common mean is within 2 % of a stol."""
        count = len(structure)
        stol = self.rng.choice([0.3, 0.5]) * self.rng.uniform(0.98, 1.02)
        direction = self.rng.normal(size=3)
        moved = structure.cart_coords.copy()
        by = stol * unit(structure) * count / max(count - 1, 1)
        moved[self.rng.integers(count)] += by * direction / numpy.linalg.norm(direction)
        return Structure(structure.lattice, structure.species, moved, coords_are_cartesian=True)

    def strained(self, structure):
        strain = self.rng.uniform(-1, 1, size=(3, 3)) * self.rng.choice(STRAINS)
        matrix = structure.lattice.matrix @ (numpy.eye(3) + 0.5 * (strain + strain.T))
        return Structure(Lattice(matrix), structure.species, structure.frac_coords)

    def supercell(self, structure):
        copy = structure.copy()
        copy.make_supercell([int(n) for n in self.rng.permutation([2, 1, 1])])
        return copy

    def turned(self, structure):
        """Rotated or mirrored, translated, in another cell; the sites in their order."""
        turn, _ = numpy.linalg.qr(self.rng.normal(size=(3, 3)))
        copy = Structure(Lattice(structure.lattice.matrix @ turn), structure.species,
                         structure.frac_coords + self.rng.random(3))
        change = numpy.eye(3, dtype=int)
        for _ in range(2):
            i, j = self.rng.choice(3, 2, replace=False)
            change[i] += self.rng.integers(-2, 3) * change[j]
        copy.make_supercell(change)
        return copy

    def disguised(self, structure):
        """Turned, scaled, its sites in another order."""
        turned = self.turned(structure)
        order = self.rng.permutation(len(turned))
        return Structure(Lattice(turned.lattice.matrix * self.rng.uniform(0.8, 1.3)),
                         [turned.species[i] for i in order], turned.frac_coords[order])


def make_pairs(structures, count, make):
    """(kind, first, second); all kinds equally often."""
    names = list(structures)
    by_formula = collections.defaultdict(list)
    for name in names:
        by_formula[structures[name].composition.reduced_formula].append(name)
    families = [family for family in by_formula.values() if len(family) > 1]

    def some():
        return structures[names[make.rng.integers(len(names))]]

    def polymorphs():
        family = families[make.rng.integers(len(families))]
        one, other = make.rng.choice(family, 2, replace=False)
        return structures[one], structures[other]

    def varied(vary):
        structure = some()
        return structure, make.disguised(vary(structure))

    kinds = [
        ("same crystal", lambda: varied(lambda s: s)),
        ("supercell", lambda: varied(make.supercell)),
        ("atoms displaced", lambda: varied(make.displaced)),
        ("one atom near stol", lambda: varied(make.near_miss)),
        ("cell strained", lambda: varied(make.strained)),
    ]
    if families:
        kinds.append(("polymorphs", polymorphs))
    for i in range(count):
        kind, pair = kinds[i % len(kinds)]
        yield (kind, *pair())


def resource_of(name, structure):
    return {"id": name, "type": "structures", "attributes": {
        "nsites": len(structure), "dimension_types": [1, 1, 1], "nperiodic_dimensions": 3, "structure_features": [],
        "lattice_vectors": structure.lattice.matrix.tolist(),
        "cartesian_site_positions": structure.cart_coords.tolist(),
        "species_at_sites": [site.specie.symbol for site in structure],
        "species": [{"name": e.symbol, "chemical_symbols": [e.symbol], "concentration": [1.0]}
                    for e in structure.composition.elements]}}


class Listed:
    """Pairs of structures on disk, as both programs read them."""

    def __init__(self, pairs, folder, name):
        path = folder / f"{name}.jsonl"
        with path.open("w") as file:
            file.write('{"x-optimade": {"api_version": "1.2.0"}}\n')
            for i, pair in enumerate(pairs):
                for which, structure in zip("ab", pair):
                    file.write(json.dumps(resource_of(f"{i}-{which}", structure)) + "\n")
        self.listing = folder / f"{name}.txt"
        self.listing.write_text("".join(f"{path}#{i}-a\t{path}#{i}-b\n" for i in range(len(pairs))))
        read = read_structures([str(path)])
        self.pairs = [(read[f"{i}-a"], read[f"{i}-b"]) for i in range(len(pairs))]


def within_patience(work):
    def give_up(*_):
        raise TooLong

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        return work()
    finally:
        signal.alarm(0)


def answer(matcher, first, second):
    """(fit, rms or None)"""
    fit = bool(matcher.fit(first, second))
    rms = matcher.get_rms_dist(first, second)
    return fit, None if rms is None else float(rms[0])


def answers_of_pymatgen(settings, pairs):
    """One per pair, None where it fails or takes too long, and the seconds of processor per answered pair."""
    matcher = StructureMatcher(**settings)
    answers = []
    spent = 0.0
    for first, second in pairs:
        start = time.process_time()
        try:
            answers.append(within_patience(lambda: answer(matcher, first, second)))
            spent += time.process_time() - start
        except (TooLong, ValueError) as failure:
            answers.append(None)
            print(f"pymatgen left pair {len(answers) - 1} unanswered: {failure!r}", file=sys.stderr)
    return answers, spent / max(1, sum(a is not None for a in answers))


def run_program(program, *words):
    return subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout


def answers_of_crystalgan(program, settings, listing):
    options = [word for name, value in settings.items() for word in (f"--{name.replace('_', '-')}", str(value))]
    answers = run_program(program, "match", "--as-pymatgen", "--pairs", str(listing), "--threads", "1", *options)
    lines = [json.loads(line) for line in answers.splitlines()]
    return [(line["match"], line["rms"]) for line in lines], sum(line.get("given_up", False) for line in lines)


def same_rms(one, other):
    return (one is None) == (other is None) and (one is None or abs(one - other) <= SAME)


def metric(lattice):
    """|a|, |b|, |c|, and |b·c|, |a·c|, |a·b|: the same for all Niggli cells of one lattice."""
    a, b, c = lattice.matrix
    return numpy.array([*lattice.abc, abs(b @ c), abs(a @ c), abs(a @ b)])


def is_reduced(lattice):
    """Whether a, b, c are as short as they can be, in ascending order: Niggli's first conditions."""
    a, b, c, bc, ac, ab = metric(lattice)
    room = 1e-3 * a * a
    return a <= b + 1e-4 and b <= c + 1e-4 and 2 * bc <= b * b + room and 2 * max(ac, ab) <= a * a + room


def explanation(settings, pair, ours, make):
    """What pymatgen says of the same two crystals in other orientations and cells."""
    matcher = StructureMatcher(**settings)

    def cells(structures):
        return [matcher._get_reduced_structure(structure, True).lattice for structure in structures]

    given = cells(pair)
    flaw = "" if all(is_reduced(lattice) for lattice in given) else "; of the pair as given it has a cell that is not Niggli's"
    for turn in range(1, TURNS + 1):
        turned = [make.turned(structure) for structure in pair]
        try:
            fit, rms = within_patience(lambda: answer(matcher, *turned))
        except (TooLong, ValueError):
            continue
        if fit == ours[0] and same_rms(rms, ours[1]):
            same_cells = all(numpy.allclose(metric(one), metric(other), rtol=1e-3, atol=1e-3)
                             for one, other in zip(given, cells(turned)))
            where = "in another Niggli cell of the same lengths and angles" if same_cells else "in another cell"
            return f"agrees {where}{flaw}"
    return f"does not agree in {TURNS} descriptions{flaw}"


def shown(fit, rms):
    return f"{'fit' if fit else 'no fit'}, rms {'none' if rms is None else f'{rms:.5f}'}"


def differences(one, other):
    """(verdict, rms there or not, rms by more than SAME)"""
    presence = (one[1] is None) != (other[1] is None)
    return one[0] != other[0], presence, not presence and not same_rms(one[1], other[1])


def table(head, rows):
    if not rows:
        return
    print(f"| {' | '.join(head)} |\n| {' | '.join('---' for _ in head)} |")
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |")
    print()


def print_agreement(kinds, theirs, ours):
    counts = collections.defaultdict(lambda: numpy.zeros(6, dtype=int))
    for kind, their, our in zip(kinds, theirs, ours):
        if their is None:
            continue
        verdict, presence, distance = differences(their, our)
        for row in kind, "all":
            counts[row] += (1, their[0], their[1] is not None, verdict, presence, distance)
    rows = [(kind, *counts[kind]) for kind in [*dict.fromkeys(kinds), "all"]]
    table(("kind", "pairs", "fit", "with rms", "verdict differs", "only one has an rms", f"rms differs by > {SAME:g}"),
          rows)


def print_constancy(answers):
    """`answers`: per program those to the pairs and those to the same pairs, turned."""
    rows = []
    for program, (before, after) in answers.items():
        both = [(one, other) for one, other in zip(before, after) if one is not None and other is not None]
        changes = [differences(one, other) for one, other in both]
        rows.append((program, len(both), *(sum(change[k] for change in changes) for k in range(3))))
    table(("both crystals turned", "pairs", "verdict changes", "rms comes or goes", f"rms changes by > {SAME:g}"), rows)


def compare(title, settings, kinds, given, turned, program, make):
    """Prints the tables of one setting; returns pymatgen's seconds per pair."""
    theirs, seconds = answers_of_pymatgen(settings, given.pairs)
    ours, given_up = answers_of_crystalgan(program, settings, given.listing)
    print(f"## {title}: {settings or 'pymatgen defaults'}\n")
    print_agreement(kinds, theirs, ours)
    print(f"Given up at the bound: {given_up}. Unanswered by pymatgen: {sum(a is None for a in theirs)}.\n")
    print_constancy({"pymatgen": (theirs, answers_of_pymatgen(settings, turned.pairs)[0]),
                     "crystalgan": (ours, answers_of_crystalgan(program, settings, turned.listing)[0])})
    different = [i for i, their in enumerate(theirs) if their is not None and any(differences(their, ours[i]))]
    table(("pair", "kind", "pymatgen", "crystalgan", "pymatgen, the same two crystals turned"),
          [(i, kinds[i], shown(*theirs[i]), shown(*ours[i]), explanation(settings, given.pairs[i], ours[i], make))
           for i in different])
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", help="OPTIMADE JSON Lines, also gzipped")
    parser.add_argument("--program", default="crystalgan")
    parser.add_argument("--bench", default="crystalgan-bench")
    parser.add_argument("--pairs", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=pathlib.Path, help="a new folder for the pairs (default: a temporary one)")
    options = parser.parse_args()

    make = Variations(options.seed)
    made = list(make_pairs(read_structures(options.files), options.pairs, make))
    kinds = [kind for kind, _, _ in made]
    pairs = [(first, second) for _, first, second in made]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=options.keep is None)
        given = Listed(pairs, folder, "given")
        turned = Listed([[make.turned(structure) for structure in pair] for pair in pairs], folder, "turned")
        seconds = [compare(title, settings, kinds, given, turned, options.program, make)
                   for title, settings in SETTINGS]
        bench = json.loads(run_program(options.bench, "match", "--pairs", str(given.listing)))
    groups = json.loads(run_program(options.bench, "match"))
    each = 2 * bench["microseconds_per_prepare"] + bench["microseconds_per_fit"] + bench["microseconds_per_rms"]
    print("## Speed: processor time on one core, without reading, with pymatgen's defaults\n")
    print(f"* pymatgen, fit and get_rms_dist: {1e6 * seconds[0]:.0f} µs a pair")
    print(f"* crystalgan, both structures prepared, fit and rms: {each:.1f} µs a pair")
    print(f"* ratio: {1e6 * seconds[0] / each:.0f}\n\n```\n{json.dumps(bench)}\n```\n")
    print("## Groups of 10,000 candidates\n")
    table(("", "groups", "threads", "seconds"),
          [(name, groups[name]["groups"], groups[name]["threads"], groups[name]["seconds"])
           for name in ("many_compositions", "one_composition")])


if __name__ == "__main__":
    main()
