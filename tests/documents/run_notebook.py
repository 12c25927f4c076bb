"""run_notebook.py NOTEBOOK: runs a notebook of examples/notebook from its first cell to its last, with few structures.

The cell with the tag "parameters" is replaced by the line below. The file itself has no outputs.
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient

SMALL = "samples, relax_best = 30, 3"


def main() -> None:
    path = Path(sys.argv[1])
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.outputs or cell.execution_count for cell in code):
        raise SystemExit(f"{path}: expected cells without outputs: clear them before you commit")
    (parameters,) = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
    parameters.source = SMALL
    with tempfile.TemporaryDirectory() as folder:
        for place in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "TMPDIR"):
            os.environ[place] = folder
        kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=f"{folder}/kernel")  # no port of the machine
        NotebookClient(notebook, km=kernel, startup_timeout=120, timeout=240, resources={"metadata": {"path": folder}}).execute()
    for cell in code:
        print(cell.source, *(output.get("text", "") for output in cell.outputs), sep="\n")


if __name__ == "__main__":
    main()
