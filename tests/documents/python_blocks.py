"""python_blocks.py: runs the ```python blocks of every page, in order, in a folder with small inputs.

What the pages assume is made here: the folders downloads/, hydrides/, binaries/ and phases/, the finished run run-Pd-Ni-H, a
`structure` and the list `known`. Discoveries are as small as they can be: the pages name the numbers that a user wants.
"""

import os
import re
import shutil
import tempfile
import warnings
import webbrowser
from pathlib import Path

import crystalgan

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SMALL = {"samples": 20, "relax_best": 2}  # the most that a discovery of a page gets here
large_discover = crystalgan.discover


def small_discover(*arguments, **settings):
    settings |= {name: min(settings[name], most) for name, most in SMALL.items() if name in settings}
    return large_discover(*arguments, **{"samples": SMALL["samples"], "max_atoms": 6, **settings})


def pages() -> list[Path]:
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md")), ROOT / "examples" / "README.md"]
    return [page for page in found if BLOCK.search(page.read_text())]


def make_inputs() -> dict[str, object]:
    """Files in the current folder, and the names that pages have."""
    run = large_discover("Pd", "Ni", samples=20, max_atoms=6, relax="chgnet", relax_best=2, output="run-Pd-Ni-H")
    structures = [candidate.as_type("arrays") for candidate in run]
    for folder, number in (("downloads/more", 4), ("downloads", 2), ("hydrides", 3), ("phases", 2)):
        os.makedirs(folder, exist_ok=True)
        for i in range(number):
            crystalgan.write(f"{folder}/{i}.vasp", structures[i])
    Path("downloads/empty.cif").write_text("data_of_another_program\n")
    oxides = large_discover("Ba", "Ti", "O", samples=1, max_atoms=6, output="run-Ba-Ti-O")
    os.mkdir("binaries")
    for i, binary in enumerate(sorted(oxides.path.glob("inputs/*/*"))):
        shutil.copy(binary, f"binaries/{i}.vasp")
    return {"structure": structures[0], "known": structures[1:3]}


def run_page(page: Path, names: dict[str, object]) -> int:
    """How many blocks it has. An error shows the line of the page."""
    text = page.read_text()
    blocks = list(BLOCK.finditer(text))
    for block in blocks:
        lines_before = text.count("\n", 0, block.start(1))
        exec(compile("\n" * lines_before + block[1], str(page), "exec"), names)
    return len(blocks)


def main() -> None:
    crystalgan.discover = small_discover
    webbrowser.open = lambda *_, **__: True
    warnings.simplefilter("ignore")  # of files that are passed over
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        tempfile.tempdir = folder
        names = {"__name__": "__main__", "crystalgan": crystalgan, **make_inputs()}
        for page in pages():
            print(f"{page.relative_to(ROOT)}: {run_page(page, dict(names))} blocks", flush=True)
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
