"""Serves structures by the reference server of OPTIMADE (optimade[server] of PyPI) on the loopback address, in pages of 10.

reference_optimade_server.py PORT_FILE COUNT: writes the port that the system chose to PORT_FILE. Ends with 77 where the
package is missing."""
import datetime
import json
import os
import socket
import sys
import tempfile

configuration = {
    "database_backend": "mongomock",
    "insert_test_data": False,
    "insert_from_jsonl": None,
    "page_limit": 10,
    "page_limit_max": 20,
    "root_path": None,
    "provider": {"prefix": "test", "name": "Structures of a test", "description": "made by a test", "homepage": None},
    "log_dir": tempfile.mkdtemp(),
}
with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
    json.dump(configuration, file)
os.environ["OPTIMADE_CONFIG_FILE"] = file.name
try:
    import uvicorn
    from optimade.server.main import app
except ImportError as error:
    print("skipped: expected the package optimade[server], found none (%s)" % error, file=sys.stderr)
    sys.exit(77)


def rock_salt(metal, a, number):
    """A conventional cell of metal and H, lattice constant a in angstrom."""
    fcc = [[0, 0, 0], [0, .5, .5], [.5, 0, .5], [.5, .5, 0]]
    symbols = sorted(["H", metal])
    sites = {"H": [[(x + .5) * a for x in p] for p in fcc], metal: [[x * a for x in p] for p in fcc]}
    return {
        "id": "%s-%d" % (metal, number), "type": "structures",
        "last_modified": datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
        "elements": symbols, "nelements": 2, "elements_ratios": [.5, .5],
        "chemical_formula_descriptive": "".join(symbols), "chemical_formula_reduced": "".join(symbols),
        "chemical_formula_anonymous": "AB", "dimension_types": [1, 1, 1], "nperiodic_dimensions": 3,
        "lattice_vectors": [[a, 0, 0], [0, a, 0], [0, 0, a]],
        "cartesian_site_positions": [p for s in symbols for p in sites[s]],
        "nsites": 8, "species_at_sites": [s for s in symbols for _ in range(4)],
        "species": [{"name": s, "chemical_symbols": [s], "concentration": [1.0]} for s in symbols],
        "structure_features": [],
    }


count = int(sys.argv[2])
# not in the configuration: the package would look for the licence in the network
object.__setattr__(app.state.config, "license", "https://spdx.org/licenses/CC-BY-4.0")
app.state.entry_collections["structures"].insert([rock_salt(metal, 4.0 + .01 * i, i) for metal in ("Ni", "Pd") for i in range(count)])
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
with open(sys.argv[1] + ".new", "w") as port:
    port.write(str(listener.getsockname()[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
