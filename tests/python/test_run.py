import shutil

import pytest
from ase import Atoms
from pymatgen.core import Structure

import crystalgan
from conftest import rocksalt

CANDIDATES = """\
id,formula,space_group,space_group_symbol,volume_angstrom3,good,d_H-Pd_angstrom,origin,member,parent_a,prior
0001,NiPdH2,123,P4/mmm,35.5,yes,1.9,symmetry,0,,-1.5
0002,Ni2Pd2H4,0,,71.0,no,,symmetry,0,mp-1,-2
"""
POSCAR = "{}\n1.0\n2.7 0 0\n0 2.7 0\n0 0 3.7\nPd Ni H\n1 1 2\nDirect\n0 0 0\n0.5 0.5 0.5\n0.5 0.5 0\n0 0 0.5\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "run.toml").write_text("")
    (tmp_path / "summary.json").write_text('{"system": "Pd-Ni-H"}')
    (tmp_path / "candidates.csv").write_text(CANDIDATES)
    for name in ("candidates", "certificates", "relaxed"):
        (tmp_path / name).mkdir()
    for number in ("0001", "0002"):
        (tmp_path / "candidates" / f"{number}.vasp").write_text(POSCAR.format(number))
    (tmp_path / "certificates" / "0001.json").write_text(
        '{"policy": "binaries", "pairs": [{"pair": "H-Pd", "shortest": 1.9, "least": 1.4, "source": "<b>"},'
        '{"pair": "H-H", "shortest": null, "least": 2.0, "source": ""}]}'
    )
    (tmp_path / "relaxation.csv").write_text("id,formula,end,energy_ev_per_atom\n0002,Ni2Pd2H4,converged,-4.25\n")
    (tmp_path / "ranking.csv").write_text("rank,id,above_hull_ev_per_atom\n1,0002,0.031\n")
    (tmp_path / "relaxed" / "0002.vasp").write_text(POSCAR.format("0002"))
    return tmp_path


def test_a_run_is_a_sequence_of_candidates_best_first(folder):
    run = crystalgan.load(folder)
    assert len(run) == 2 and [candidate.id for candidate in run] == ["0001", "0002"]
    first = run[0]
    assert (first.formula, first.space_group, first.space_group_symbol) == ("NiPdH2", 123, "P4/mmm")
    assert first.provenance == {"origin": "symmetry", "member": 0, "prior": -1.5}
    assert first.certificate["policy"] == "binaries"
    assert first.energy_per_atom is None and first.above_hull is None and first.relaxed is None
    assert isinstance(first.structure, Structure) and isinstance(first.as_type("ase"), Atoms)
    assert run[1].energy_per_atom == -4.25 and run[1].above_hull == 0.031 and len(run[1].relaxed) == 4
    assert [candidate.id for candidate in run.ranked] == ["0002"]
    assert "0.031 eV/atom above hull" in repr(run[1]) and "Pd-Ni-H, 2 candidates" in repr(run)


def test_a_table_of_pandas(folder):
    frame = crystalgan.load(folder).to_frame()
    assert list(frame["id"]) == ["0001", "0002"]
    assert frame["above_hull_ev_per_atom"].isna().tolist() == [True, False]


def test_a_notebook_shows_the_report_in_an_isolated_frame(folder):
    run = crystalgan.load(folder)
    assert "crystalgan report" in run._repr_html_()
    (folder / "report.html").write_text('<html><script>alert("1")</script></html>')
    html = run._repr_html_()
    assert 'sandbox="allow-scripts"' in html and "<script>" not in html


def test_a_notebook_shows_a_candidate_in_space(folder):
    html = crystalgan.load(folder)[0]._repr_html_()
    assert "<td>H-Pd</td><td>1.900</td>" in html and "<b>" not in html
    assert html.count("<iframe") == 1 and 'sandbox="allow-scripts"' in html and "<script" not in html
    assert "viewer-library" in html and "&lt;script" in html and len(html) < 1_000_000
    (folder / "candidates.csv").write_text(CANDIDATES.replace("P4/mmm", "</iframe><script>alert(1)</script>"))
    html = crystalgan.load(folder)[0]._repr_html_()
    assert "<script" not in html and html.count("</iframe>") == 1 and "&amp;lt;script&amp;gt;alert(1)" in html


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(OSError, match="run.toml|no run"):
        crystalgan.load(tmp_path)
    (tmp_path / "run.toml").write_text("")
    with pytest.raises(ValueError, match="expected the directory of a finished run"):
        crystalgan.load(tmp_path)


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "0001/../0002"])
def test_the_id_of_a_candidate_leads_nowhere_else(folder, name):
    (folder / "candidates.csv").write_text(CANDIDATES.replace("0001,", f"{name},"))
    with pytest.raises(ValueError):
        crystalgan.load(folder)[0].structure
    with pytest.raises((ValueError, OSError)):
        crystalgan.load(folder)[0].certificate


def test_no_link_in_a_run_is_followed(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.json"
    elsewhere.write_text('{"pairs": []}')
    (folder / "certificates" / "0002.json").symlink_to(elsewhere)
    with pytest.raises(ValueError, match="link"):
        crystalgan.load(folder)[1].certificate


def test_files_are_read_in_every_type(folder):
    for name, kind in (("pymatgen", Structure), ("ase", Atoms), ("arrays", tuple)):
        assert all(isinstance(one, kind) for one in crystalgan.read(folder / "candidates", as_type=name))
    with pytest.raises(ValueError, match="as_type: expected pymatgen, ase, arrays, got 'spglib'"):
        crystalgan.read(folder / "candidates", as_type="spglib")
    with pytest.raises(OSError, match="nothing"):
        crystalgan.read(folder / "nothing")


def test_what_cannot_be_read_is_an_error_or_a_warning(folder):
    shutil.rmtree(folder / "relaxed")
    (folder / "candidates" / "0003.vasp").write_text("broken\n")
    with pytest.raises(ValueError, match="0003.vasp"):
        crystalgan.read(folder / "candidates")
    with pytest.warns(UserWarning, match="0003.vasp"):
        assert len(crystalgan.read([folder / "candidates"], skip_unusable=True)) == 2


def test_what_is_written_by_pymatgen_is_read_as_it_was(tmp_path):
    rocksalt().to(filename=str(tmp_path / "PdH.cif"))
    assert crystalgan.read(tmp_path / "PdH.cif")[0].matches(rocksalt())
