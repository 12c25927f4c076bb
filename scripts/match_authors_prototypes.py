"""Which built-in prototypes are found again in the data set of the paper's authors (Pd-H, rows 0 to 29).

    build/python/bin/python scripts/match_authors_prototypes.py OURS THEIRS

OURS holds the built-in binaries as POSCAR files (crystalgan inspect --built-in Pd -o OURS), THEIRS the authors' rows as
00.vasp, 01.vasp, ... Two structures are the same where pymatgen's StructureMatcher with its default settings (ltol 0.2,
stol 0.3, angle_tol 5, primitive cells, scaled volumes) says so. Of several that match, the nearest comes first.
"""

import argparse
import importlib.metadata
import pathlib
import warnings

from pymatgen.analysis.structure_matcher import StructureMatcher
from pymatgen.core import Structure

ROWS = 30  # chosen: rows 30 to 34 are compressed rocksalt (twice), PdH6, a tetragonal PdH and cuprite-like Pd2H


def read_folder(folder):
    return {path.stem: Structure.from_file(path) for path in sorted(folder.glob("*.vasp"))}


def matches(matcher, row, ours):
    """Names of our structures that match, nearest first, each with its rms displacement."""
    found = []
    for name, structure in ours.items():
        if structure.composition.reduced_formula != row.composition.reduced_formula:
            continue
        distance = matcher.get_rms_dist(row, structure)
        if distance is not None:
            found.append((distance[0], name))
    return sorted(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", type=pathlib.Path, help="folder of the built-in binaries")
    parser.add_argument("theirs", type=pathlib.Path, help="folder of the authors' rows")
    arguments = parser.parse_args()

    warnings.filterwarnings("ignore")
    ours = read_folder(arguments.ours)
    theirs = read_folder(arguments.theirs)
    matcher = StructureMatcher()
    print(f"pymatgen-core {importlib.metadata.version('pymatgen-core')}, spglib {importlib.metadata.version('spglib')}, "
          f"{len(ours)} built-in structures")
    matched = 0
    for row in range(ROWS):
        structure = theirs[f"{row:02d}"]
        found = matches(matcher, structure, ours)
        matched += bool(found)
        names = ", ".join(f"{name} ({distance:.3f})" for distance, name in found)
        print(f"{row:2d}  {structure.composition.reduced_formula:6s}  {names or 'none'}")
    print(f"matched: {matched} of {ROWS}")


if __name__ == "__main__":
    main()
