"""Times crystalgan.StructureMatcher beside pymatgen's in one process, on one thread, and compares every answer.

    PYTHONPATH=build/ci/python build/python/bin/python bench/python_matcher.py FILE.jsonl.gz ...

FILEs are OPTIMADE JSON Lines; the pairs are those of bench/match.py. Times are those of the calling thread, so that the
threads of a BLAS that spin do not count against pymatgen. Each pair is new to both when it is timed first: pymatgen keeps
reduced cells of structures that it has seen. Prints Markdown.
"""

import argparse
import gc
import os
import pathlib
import platform
import sys
import tempfile
import time
import warnings
from importlib.metadata import version

sys.path.insert(0, str(pathlib.Path(__file__).parent))
warnings.simplefilter("ignore")

from match import SETTINGS, Listed, Variations, make_pairs, read_structures, same_rms, table
from pymatgen.core.structure_matcher import StructureMatcher as Pymatgen

from crystalgan import StructureMatcher
from crystalgan.structures import native


def timed(work, items):
    """The results, and microseconds per item, without the collection of garbage, as timeit does."""
    gc.collect()
    gc.disable()
    start = time.thread_time()
    results = [work(*item) for item in items]
    spent = time.thread_time() - start
    gc.enable()
    return results, 1e6 * spent / len(items)


def clear():
    Pymatgen._get_reduced_istructure.cache_clear()


def measure(settings, pairs):
    """Rows of the table, and the answers of both: (fit, rms or None)."""
    own, other = StructureMatcher(**settings), Pymatgen(**settings)
    rows = []

    def add(what, our_time, their_time):
        rows.append((what, f"{our_time:.1f}", f"{their_time:.0f}", f"{their_time / our_time:.0f}"))

    clear()
    their_fits, their_fit = timed(lambda first, second: bool(other.fit(first, second)), pairs)
    clear()
    their_rms, their_time = timed(other.get_rms_dist, pairs)
    fits, fit = timed(own.fit, pairs)
    rms, its_time = timed(own.get_rms_dist, pairs)
    add("`fit` of pymatgen's structures", fit, their_fit)
    add("`get_rms_dist` of pymatgen's structures", its_time, their_time)
    ours, converting = timed(lambda first, second: (native(first), native(second)), pairs)
    _, fit = timed(lambda first, second: own._matcher.fit(own._matcher.prepare(first), own._matcher.prepare(second)), ours)
    add("`fit` of structures that are converted", fit, their_fit)
    ready = [(own.prepare(first), own.prepare(second)) for first, second in pairs]
    reduced = [[other._get_reduced_structure(one, True) for one in pair] for pair in pairs]
    _, fit = timed(own.fit, ready)
    _, their_fit = timed(lambda first, second: other.fit(first, second, skip_structure_reduction=True), reduced)
    add("`fit` of reduced structures, the search alone", fit, their_fit)
    clear()
    more = {**settings, "attempt_supercell": True}
    others, their_time = timed(lambda first, second: bool(Pymatgen(**more).fit(first, second)), pairs)
    general = StructureMatcher(**more)
    verdicts, its_time = timed(general.fit, pairs)
    add("`fit` with `attempt_supercell`", its_time, their_time)
    rows.append(("verdicts that differ there", "", str(sum(one != two for one, two in zip(verdicts, others))), ""))
    rows.append(("conversion of both structures", f"{converting:.1f}", "", ""))
    return rows, list(zip(fits, rms)), list(zip(their_fits, their_rms))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", help="OPTIMADE JSON Lines, also gzipped")
    parser.add_argument("--pairs", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    made = list(make_pairs(read_structures(options.files), options.pairs, Variations(options.seed)))
    with tempfile.TemporaryDirectory() as folder:
        pairs = Listed([pair for _, *pair in made], pathlib.Path(folder), "given").pairs
    sites = sum(len(structure) for pair in pairs for structure in pair) / (2 * len(pairs))
    threads = {name: os.environ.get(name, "default") for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    print(f"Python {platform.python_version()}, pymatgen {version('pymatgen')}, pymatgen-core {version('pymatgen-core')}, numpy "
          f"{version('numpy')}, {threads}; {len(pairs)} pairs, {sites:.1f} atoms a structure on average\n")
    for title, settings in SETTINGS:
        rows, ours, theirs = measure(settings, pairs)
        print(f"## {title}: {settings or 'pymatgen defaults'}\n")
        table(("microseconds a pair", "crystalgan", "pymatgen", "ratio"), rows)
        other = [i for i, (one, two) in enumerate(zip(ours, theirs)) if one[0] != two[0]]
        far = [i for i, (one, two) in enumerate(zip(ours, theirs))
               if not same_rms(one[1] and one[1][0], two[1] and two[1][0])]
        print(f"Verdicts that differ: {len(other)} of {len(pairs)}{f' {other}' if other else ''}. Rms distances on one side only, or off by more "
              f"than 0.0001: {len(far)}{f' {far}' if far else ''}.\n")


if __name__ == "__main__":
    main()
