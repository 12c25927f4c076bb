import subprocess
import sys

import numpy as np
import pytest
from ase.build import bulk
from pymatgen.core import Lattice, Structure

import crystalgan
from conftest import perovskite, rocksalt
from crystalgan.structures import Arrays, like, native


def test_import_is_quick_and_needs_no_other_package():
    code = (
        "import sys, time; start = time.perf_counter(); import crystalgan; end = time.perf_counter() - start;"
        "print(end, *{'numpy', 'pymatgen', 'ase', 'torch', 'pandas'} & set(sys.modules))"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
            for _ in range(5)]
    assert all(len(run) == 1 for run in runs), runs
    assert min(float(run[0]) for run in runs) < 0.1


def test_every_public_name_is_there_and_documented():
    for name in crystalgan.__all__:
        assert getattr(crystalgan, name) is not None
        assert name == "__version__" or getattr(crystalgan, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        crystalgan.Nothing


def test_a_structure_comes_back_in_its_own_type():
    pymatgen = rocksalt()
    again = like(native(pymatgen), pymatgen)
    assert isinstance(again, Structure) and again == pymatgen
    atoms = bulk("MgO", "rocksalt", a=4.2)
    back = like(native(atoms), atoms)
    assert type(back) is type(atoms) and (back.numbers == atoms.numbers).all()
    assert np.abs(back.positions - atoms.positions).max() < 1e-12
    arrays = (np.eye(3) * 3.0, ["Pd", "H"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    plain = like(native(arrays), arrays)
    assert isinstance(plain, Arrays) and list(plain.species) == ["Pd", "H"]
    assert (plain.lattice == arrays[0]).all() and (plain.positions == arrays[2]).all()


@pytest.mark.parametrize(
    "structure, error, text",
    [
        (3, TypeError, "expected a pymatgen Structure, ASE Atoms or .*, got int"),
        ((np.eye(3), ["Xx"], [[0, 0, 0]]), ValueError, "expected the symbol of an element, got 'Xx'"),
        ((np.eye(3), [0], [[0, 0, 0]]), ValueError, "0"),
        ((np.eye(3), [2**40], [[0, 0, 0]]), ValueError, "expected"),
        ((np.zeros((3, 3)), ["H"], [[0, 0, 0]]), ValueError, "volume"),
        ((np.eye(3), ["H"], [[0, np.nan, 0]]), ValueError, "got nan"),
        ((np.eye(3), ["H"], [[0, 0, 0], [0, 0, 0.5]]), ValueError, "as many positions as atomic numbers, got 2 and 1"),
        ((np.eye(2), ["H"], [[0, 0, 0]]), TypeError, "incompatible"),
        (Structure(Lattice.cubic(3), [{"Pd": 0.5, "Ni": 0.5}], [[0, 0, 0]]), ValueError, "site 0: expected one species"),
        (bulk("Cu"), None, ""),
    ],
)
def test_what_is_no_structure_is_refused_in_words(structure, error, text):
    if error is None:
        structure.pbc = [True, True, False]
        error, text = ValueError, "periodic in three directions"
    with pytest.raises(error, match=text):
        native(structure)


def test_species_with_oxidation_states_and_isotopes_are_elements():
    ionic = perovskite().add_oxidation_state_by_element({"Ba": 2, "Ti": 4, "O": -2})
    assert list(native(ionic).numbers) == [56, 22, 8, 8, 8]
    assert list(native((np.eye(3) * 3, ["D"], [[0, 0, 0]])).numbers) == [1]
