"""Stands in for the Python that has GPAW: every crystal stays as it is, at -3.25 eV. Called as `stand-in -c PROGRAM --missing`
and as `stand-in gpaw_run.py TASK`, with isolation options before them."""
import json
import os
import sys

if "--missing" not in sys.argv:
    folder = sys.argv[-1]
    with open(folder + "/input.json") as file:
        task = json.load(file)
    result = {"failure": "", "program": "Stand-in 1", "seconds": 1.5, "energy": -3.25, "magnetic_moment": 0.5,
              "converged": True, "largest_force": 0.01, "largest_stress": 0.002, "steps": 3,
              "lattice": task["lattice"], "positions": [site["position"] for site in task["sites"]]}
    with open(folder + "/result.json.new", "w") as file:
        json.dump(result, file)
    os.rename(folder + "/result.json.new", folder + "/result.json")
