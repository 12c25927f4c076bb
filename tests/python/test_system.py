import json
import subprocess
import sys

import pytest
from pymatgen.core import Lattice, Structure

import crystalgan
from conftest import perovskite, rocksalt


def program(*arguments):
    return subprocess.run([sys.executable, "-m", "crystalgan", *arguments], capture_output=True, text=True, check=True).stdout


def test_formulas_are_those_of_the_program(tmp_path):
    found = crystalgan.formulas("Ba", "Ti", "O", count=12)
    assert found[0].rank == 1 and [row.rank for row in found] == list(range(1, 13))
    assert "BaTiO3" in [row.formula for row in found] and found[0].reason.startswith("Ba ")
    program("formulas", "Ba", "Ti", "--with", "O", "--formulas-count", "12", "--csv", str(tmp_path / "formulas.csv"))
    lines = (tmp_path / "formulas.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == [row.formula for row in found]
    frame = found.to_frame()
    assert list(frame["formula"]) == [row.formula for row in found] and frame["log_probability"].is_monotonic_decreasing
    with pytest.raises(ValueError, match="B: expected an element other than A"):
        crystalgan.formulas("Ba", "Ba", "O")


def test_formulas_of_own_binaries():
    rutile = Structure.from_spacegroup("P4_2/mnm", Lattice.tetragonal(4.6, 2.95), ["Ti", "O"], [[0, 0, 0], [0.305, 0.305, 0]])
    oxide = rocksalt("Ba", "O", 5.5)
    assert crystalgan.formulas("Ba", "Ti", "O", a=[oxide, rocksalt("Ba", "O", 5.6)], b=[rutile, rutile * (1, 1, 2)], max_atoms=10)[0].formula == "BaTiO3"


def test_templates_of_a_formula():
    cubic = crystalgan.templates("BaTiO3", max_atoms=5, space_groups=[221])
    texts = [row.text for row in cubic]
    assert "221 A1b B1a X3d" in texts or "221 A1a B1b X3c" in texts
    row = next(row for row in cubic if row.parameters == 0)
    assert row.space_group == 221 and row.atoms == 5 and row.formula_units == 1
    assert sorted(element for element, _ in row.positions) == ["Ba", "O", "Ti"]
    binary = crystalgan.templates("NaCl", max_atoms=2, space_groups=[221, 225])
    assert [row.text for row in binary] == ["221 A1b X1a", "225 A4b X4a"]
    assert crystalgan.templates("BaTiO3", max_atoms=5, threads=1) == crystalgan.templates("BaTiO3", max_atoms=5, threads=2)
    assert len(cubic.to_frame()) == len(cubic)
    for wrong in ("batio3", "Ba2Ti2O6", "BaTiO3x", "Xx2O", "O2", "BaBaO"):
        with pytest.raises(ValueError, match="formula|divisor"):
            crystalgan.templates(wrong)


def test_a_certificate_beside_hand_counted_distances():
    certificate = crystalgan.certify(perovskite())
    assert certificate.kept and certificate.broken is None and certificate.policy == "binaries"
    shortest = {pair.pair: pair.shortest for pair in certificate.pairs}
    assert shortest["O-Ti"] == pytest.approx(2.0) and shortest["O-Ba"] == pytest.approx(8**0.5)
    assert shortest["Ti-Ba"] == pytest.approx(12**0.5) and shortest["Ba-Ba"] == pytest.approx(4.0)
    assert all(pair.limit is None or pair.limit > 1 for pair in certificate.pairs)
    assert set(certificate.to_frame()["pair"]) == set(shortest)
    small = crystalgan.certify([perovskite(), perovskite(3.0)], policy="radii")
    assert [one.kept for one in small] == [True, False] and small[1].broken
    with pytest.raises(ValueError, match="structure: expected two metals and O, got Ba-O"):
        crystalgan.certify(rocksalt("Ba", "O"))
    with pytest.raises(ValueError, match="screening.policy"):
        crystalgan.certify(perovskite(), policy="no")
    with pytest.raises(ValueError, match="X: expected one of Mg, O, S, got none"):
        crystalgan.certify(Structure(Lattice.cubic(6), ["Mg", "O", "S"], [[0, 0, 0], [0.5, 0.5, 0.5], [0.5, 0, 0]]))


def test_an_evaluation_is_that_of_the_program(tmp_path, pairs):
    structures = [structure for pair in pairs[:6] for structure in pair]
    found = crystalgan.evaluate(structures, references=[perovskite()], threads=2)
    for folder, kept in (("submitted", structures), ("known", [perovskite()])):
        (tmp_path / folder).mkdir()
        for i, structure in enumerate(kept):
            crystalgan.write(tmp_path / folder / f"{i:02}.vasp", structure)
    said = json.loads(program("evaluate", str(tmp_path / "submitted"), "--reference", str(tmp_path / "known"), "--json"))
    assert found.measures["submitted"] == said["submitted"] and found.measures["reference"] == said["reference"]
    assert len(found.rows) == 12 and len(found.to_frame()) == 12
    assert str(found) == found._repr_markdown_() == found.tables
    with pytest.raises(ValueError, match="expected at least one"):
        crystalgan.evaluate([])


def test_learning_and_its_use(tmp_path):
    learned = crystalgan.learn(output=tmp_path / "model.toml", leave_out=["Ba-O"], threads=2)
    assert learned.path.read_text().strip() and "Learned from" in learned.said
    assert crystalgan.formulas("Sr", "Ti", "O", learned=learned.path)
    with pytest.raises((ValueError, OSError)):
        crystalgan.learn(tmp_path / "nothing")


def test_a_run_is_ranked_again_with_more_phases(tmp_path):
    run = crystalgan.discover("Pd", "Ni", samples=20, max_atoms=6, relax="chgnet", relax_best=3, output=tmp_path / "run")
    before = [candidate.above_hull for candidate in run.ranked]
    assert before
    after = crystalgan.rank(run, references=[run.ranked[0].relaxed])
    assert len(after.ranked) == len(before)
    assert all(new.above_hull >= old - 1e-9 for new, old in zip(after.ranked, before))
    unrelaxed = crystalgan.discover("Pd", "Ni", samples=5, max_atoms=6, output=tmp_path / "raw")
    with pytest.raises(ValueError):
        crystalgan.rank(unrelaxed)
