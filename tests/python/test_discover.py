import filecmp
import os
import subprocess
import sys

import pytest

import crystalgan
from conftest import rocksalt


def program(*arguments, **settings):
    return subprocess.run([sys.executable, "-m", "crystalgan", *arguments], capture_output=True, text=True, **settings)


def test_the_program_is_in_the_package():
    assert program("--version").stdout.startswith(f"crystalgan {crystalgan.__version__} (")
    wrong = program("inspect", "/nothing")
    assert wrong.returncode == 3 and wrong.stderr.startswith("crystalgan: /nothing: cannot be read")
    assert program("discover", "Pd", "Ni", "--epochs", "x").returncode == 2


def same_files(first, second):
    comparison = filecmp.dircmp(first, second)
    assert not comparison.left_only and not comparison.right_only
    _, mismatch, errors = filecmp.cmpfiles(first, second, comparison.common_files, shallow=False)
    assert not mismatch and not errors
    for name in comparison.common_dirs:
        same_files(os.path.join(first, name), os.path.join(second, name))


def test_a_discovery_has_the_bytes_of_the_program(tmp_path):
    run = crystalgan.discover("Pd", "Ni", samples=40, max_atoms=8, seed=3, output=tmp_path / "here")
    assert len(run) > 0 and run.summary["system"] == "Pd-Ni-H"
    done = program("discover", "Pd", "Ni", "--with", "H", "--samples", "40", "--max-atoms", "8", "--seed", "3", "-o",
                   str(tmp_path / "there"))
    assert done.returncode == 0, done.stderr
    same_files(tmp_path / "here", tmp_path / "there")


def test_structures_in_memory_are_binaries(tmp_path):
    run = crystalgan.discover("Pd", "Ni", a=[rocksalt("Pd"), rocksalt("Pd", a=4.2)], b=[rocksalt("Ni", a=3.7), rocksalt("Ni", a=3.8)],
                              samples=20, max_atoms=8, output=tmp_path / "run")
    assert len(list((tmp_path / "run" / "inputs" / "Pd-H").iterdir())) == 2
    assert run[0].certificate["policy"] == "binaries"


def test_what_is_wrong_is_a_value_error_with_the_words_of_the_program(tmp_path):
    with pytest.raises(ValueError, match="^generation.samples: "):
        crystalgan.discover("Pd", "Ni", samples=-5, output=tmp_path / "run")
    with pytest.raises(ValueError, match="--nonsense"):
        crystalgan.discover("Pd", "Ni", nonsense=1, output=tmp_path / "run")


def test_a_module_in_the_current_folder_takes_the_place_of_nothing(tmp_path, monkeypatch):
    (tmp_path / "crystalgan.py").write_text("raise SystemExit('started')")
    (tmp_path / "signal.py").write_text("raise SystemExit('started')")
    monkeypatch.chdir(tmp_path)
    assert len(crystalgan.discover("Pd", "Ni", samples=10, max_atoms=6, output="run")) >= 0


def test_what_is_written_is_read(tmp_path):
    crystalgan.write(tmp_path / "PdH.vasp", rocksalt())
    assert crystalgan.read(tmp_path / "PdH.vasp")[0] == rocksalt()
    with pytest.raises(ValueError, match="format"):
        crystalgan.write(tmp_path / "PdH.unknown", rocksalt())
    with pytest.raises(ValueError):
        crystalgan.write(tmp_path / "PdH.vasp", rocksalt(), rocksalt())
