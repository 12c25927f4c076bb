"""Writes validity.json: which compositions and which structures the public validity criteria let pass.

Run from the root of the project: build/python/bin/python tests/reference/make_validity_reference.py

Three criteria: CDVAE's composition validity and structure validity (Xie et al., arXiv:2110.06197; in its code
scripts/eval_utils.py) and LeMat-GenBench's validity (github.com/LeMaterial/lemat-genbench, 2025; in its code
src/lemat_genbench/metrics/validity_metrics.py), the latter without charge neutrality. The first one calls SMACT, and
so does this, in version 2.2.1. Radii, masses and the distances between different sites are pymatgen's own; the distance
of a site to its own image is the shortest sum of a few vectors of the LLL-reduced cell.
"""

import importlib.metadata
import itertools
import json
import math
import pathlib
import warnings

import numpy
import pymatgen.core
import smact
import smact.screening
from pymatgen.core import Element, Lattice, Structure

warnings.simplefilter("ignore")


def smact_table():
    """symbol: (metal, electronegativity or None, states); SMACT knows nothing beyond lawrencium"""
    table = {}
    for symbol in (Element.from_Z(number).symbol for number in range(1, 104)):
        element = smact.Element(symbol)
        table[symbol] = (symbol in smact.metals, element.pauling_eneg, element.oxidation_states or [])
    return table


TABLE = smact_table()


def smact_valid(composition):
    """CDVAE's call of SMACT: an electronegativity that SMACT lacks (None) makes its comparison raise, which passes."""
    symbols = sorted(composition, key=lambda symbol: Element(symbol).Z)
    if len(symbols) == 1:
        return True
    if any(symbol not in TABLE for symbol in symbols):
        return False  # the published program has no answer
    metal, electronegativities, states = zip(*(TABLE[symbol] for symbol in symbols))
    if all(metal):
        return True
    divisor = math.gcd(*composition.values())
    counts = [(composition[symbol] // divisor,) for symbol in symbols]
    for chosen in itertools.product(*states):
        if not smact.neutral_ratios(chosen, stoichs=counts)[0]:
            continue
        try:
            passed = smact.screening.pauling_test(chosen, electronegativities)
        except TypeError:
            passed = True
        if passed:
            return True
    return False


NAMED_COMPOSITIONS = """
NaCl NaCl2 Na2Cl PdH Pd2H Pd4H3 PdNi PdNiH PdNi2H3 Pd3NiH4 MgH2 TiH2 Mg2NiH4 MgTiH4 NiH Ni2H NiH2 LaNi5 LaNi5H6 FeTiH2
Fe2O3 Fe3O4 FeO2 SiO2 CO2 CO CH4 NH3 H2O H2O2 HF BN GaAs InP ZnS CdTe PbTe Bi2Te3 Mg2Si Mg3N2 AlN TiO2 Ti2O3 TiO Ti4O7
BaTiO3 CaTiO3 CsPbI3 LiCoO2 LiFePO4 K2PtCl6 XeF2 XeF4 XeF6 KrF2 RnF2 RnF6 HeNe Ar2O HeO NePd XeO3 XePt KrO PmO Pm2O3
PmPd Pm2Pd3 LiPmO2 PmH2 PmH3 PmLrO3 LrF3 LrH3 LiLrO2 RnO RnPm PmRnO2 OsO4 UO2 UO3 U3O8 UH3 NpO2 PuO2 ThO2 PaO2 AmO2
CmO2 CfF3 EsO NoO MdF3 UPd3 UGe2 ThPd PuGa GePd SbPd AsPd TePd SePd GeSb GeSi SiC Si3N4 B4C ZrO2 ZrH2 ZrN ZrNi ZrPdH
AuF AuCs CsAuO PtH PtO WH WO3 W2N MoS2 MoSe2 ReO3 RfO2 PdRf DbPd Rf Po Og OgF2 HgBa2Ca2Cu3O8 YBa2Cu3O7 YBa2Cu3O6
Al2Si2O9H4 KAl3Si3O12H2 Ca5P3O13H NaAlSi3O8 Cu2ZnSnS4 La4Ni3O10 H Pd Pd4 Ne H2 Fe12 Na100Cl100 Na100Cl99 Si46Na8
Mg17Al12 Fe101O152 Fe202O303 Pd1000H999 O150Ti75 H31C17O2 C60 C60K3 TbLiO2 EuLiO2 YbLiO2 TbH3 EuO YbTe KrXe KrXeF4 At2
AtH NaAt FrAt PmAu3 PmAu3Pt PmPt PmBi PmAt3 PmAu RnAt2 PmAuAt2 PdPmH5 TiPmH5 TiPdPmH7 RuPmH7 HRuPm PmAuPb2 AsPmRn
PmAt2Rn PuH2 PuH3
"""


class Chemist:
    """Draws compositions of every kind."""

    GROUPS = {
        "metals": "Li Na K Mg Ca Ba Al Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Y Zr Nb Pd Ag In Sn La Ce W Pt Au Pb Bi".split(),
        "hydrides": "Pd Ni Mg Ti Ag Cu Fe La Y Ca Li Zr Nb H H H H H H".split(),
        "salts": "Li Na K Mg Ca Al Ti Fe Ni Cu Zn O O F Cl S N H I P Si".split(),
        "unknown": "Pm Rn Lr Pm Rn H Li O F Pd Ca N S Xe".split(),
        "any": list(TABLE),
    }

    def __init__(self, seed):
        self.rng = numpy.random.default_rng(seed)

    def composition(self, group):
        size = int(self.rng.integers(2, 7))
        symbols = list(dict.fromkeys(self.rng.permutation(self.GROUPS[group])))[:size]
        most = int(self.rng.choice([3, 6, 24]))
        return {str(symbol): int(self.rng.integers(1, most + 1)) for symbol in symbols}

    def balanced(self):
        """One state of each element, balanced by the count of an anion that is not among the others."""
        symbols = self.rng.choice(self.GROUPS["salts"] + self.GROUPS["metals"], int(self.rng.integers(1, 4)), False)
        anion, charge = [("F", 1), ("O", 2), ("Cl", 1), ("S", 2), ("N", 3)][self.rng.integers(5)]
        result = {}
        total = 0
        for symbol in dict.fromkeys(str(symbol) for symbol in symbols if symbol != anion):
            positive = [state for state in TABLE[symbol][2] if state > 0]
            if positive:
                result[symbol] = int(self.rng.integers(1, 5)) * charge
                total += result[symbol] * int(self.rng.choice(positive))
        return {**result, anion: total // charge} if total else self.balanced()


def compositions():
    for formula in NAMED_COMPOSITIONS.split():
        found = pymatgen.core.Composition(formula)
        yield {element.symbol: int(count) for element, count in found.items()}
    draw = Chemist(1)
    for group in Chemist.GROUPS:
        for _ in range(45):
            yield draw.composition(group)
    for _ in range(45):
        yield draw.balanced()


def shortest_lattice_vector(lattice):
    """An LLL-reduced basis of three needs no coefficient beyond 3 for it."""
    rows = lattice.get_lll_reduced_lattice().matrix
    steps = [step for step in itertools.product(range(-3, 4), repeat=3) if step != (0, 0, 0)]
    return float(numpy.linalg.norm(numpy.array(steps) @ rows, axis=1).min())


def radius(specie):
    return float(specie.atomic_radius or 1.0)


def least_room(structure, own):
    """The smallest ratio of a distance to LeMat-GenBench's limit; infinite without a pair."""
    ratios = [math.inf]
    for i, j in itertools.combinations(range(len(structure)), 2):
        limit = 0.5 * (0.7 + radius(structure[i].specie) + radius(structure[j].specie))
        ratios.append(float(structure.distance_matrix[i, j]) / limit)
    if own:
        length = shortest_lattice_vector(structure.lattice)
        ratios += [length / (0.5 * (0.7 + 2 * radius(site.specie))) for site in structure]
    return min(ratios)


def shortest_distance(structure, own):
    pairs = itertools.combinations(range(len(structure)), 2)
    distances = [math.inf] + [float(structure.distance_matrix[pair]) for pair in pairs]
    return min(distances + [shortest_lattice_vector(structure.lattice)] if own else distances)


# quantity: (how it scales with the cell, its value, its limits). Every limit is approached from both sides.
QUANTITIES = {
    "distance": (1, lambda s: shortest_distance(s, False), [0.5]),
    "distance, own images": (1, lambda s: shortest_distance(s, True), [0.5]),
    "room": (1, lambda s: least_room(s, False), [1.0]),
    "room, own images": (1, lambda s: least_room(s, True), [1.0]),
    "volume": (3, lambda s: s.volume, [0.1, 1.0]),
    "density": (-3, lambda s: float(s.density), [0.01, 25.0]),
    "number density": (-3, lambda s: len(s) / s.volume, [1e-5, 0.5]),
    "shortest edge": (1, lambda s: min(s.lattice.abc), [1.0]),
    "longest edge": (1, lambda s: max(s.lattice.abc), [100.0]),
}

# The fewest and the most atoms where not 1 to 4: own images are the closest ones only where there is little else.
SIZES = {"distance": (2, 4), "room": (2, 4), "distance, own images": (1, 2), "room, own images": (1, 2)}


class Builder:
    """Random structures in cells of every shape."""

    ELEMENTS = ("H He Li B C N O F Ne Na Mg Al Si S Cl Ar K Ca Ti V Fe Ni Cu Zn Kr Y Zr Pd Ag I Xe Cs La Gd W Pt Au "
                "Pb Bi Fr U").split()
    SHAPES = ("cubic", "hexagonal", "triclinic", "skewed", "needle")

    def __init__(self, seed):
        self.rng = numpy.random.default_rng(seed)

    def lattice(self, shape):
        a, b, c = self.rng.uniform(2.0, 5.0, 3)
        if shape == "cubic":
            return Lattice.cubic(a)
        if shape == "hexagonal":
            return Lattice.hexagonal(a, c)
        if shape == "needle":
            return Lattice.from_parameters(a, 3 * b, 3 * c, *self.rng.uniform(60, 110, 3))
        lattice = Lattice.from_parameters(a, b, c, *self.rng.uniform(60, 110, 3))
        if shape == "triclinic":
            return lattice
        change = numpy.eye(3, dtype=int)  # the same points in a cell that is far from reduced
        for _ in range(4):
            i, j = self.rng.choice(3, 2, replace=False)
            change[i] += self.rng.integers(-2, 3) * change[j]
        return Lattice(change @ lattice.matrix)

    def structure(self, shape, size):
        symbols = [str(symbol) for symbol in self.rng.choice(self.ELEMENTS, size)]
        return Structure(self.lattice(shape), symbols, self.rng.uniform(-0.5, 1.5, (size, 3)))

    def brought_to(self, structure, quantity, target):
        power, value, _ = QUANTITIES[quantity]
        factor = (target / value(structure)) ** (1 / power)
        return Structure(Lattice(structure.lattice.matrix * factor), structure.species, structure.frac_coords)

    def structures(self):
        """(name, structure)"""
        for shape in self.SHAPES:
            for size in 3 * (1, 1, 2, 3, 4, 6, 8):
                structure = self.structure(shape, size)
                volume = size * self.rng.uniform(8.0, 30.0)
                yield f"random, {shape}, {size} atoms", self.brought_to(structure, "volume", volume)
            for quantity, (_, value, limits) in QUANTITIES.items():
                for limit, side in itertools.product(limits, (0.9, 0.995, 1.005, 1.1)):
                    fewest, most = SIZES.get(quantity, (1, 4))
                    structure = self.structure(shape, int(self.rng.integers(fewest, most + 1)))
                    name = f"{quantity} {side} times {limit}, {shape}"
                    yield name, self.brought_to(structure, quantity, side * limit)


def rounded(structure):
    """As it is written: the verdict is of the very numbers of the file."""
    return Structure(Lattice(numpy.round(structure.lattice.matrix, 9)), structure.species,
                     numpy.round(structure.frac_coords, 9))


def close_to_a_limit(structure):
    """Whether rounding may decide."""
    values = [(value(structure), limit) for _, value, limits in QUANTITIES.values() for limit in limits]
    return any(math.isfinite(value) and abs(value / limit - 1) < 1e-3 for value, limit in values)


def structure_verdict(structure, own):
    shortest = shortest_distance(structure, own)
    number_density = len(structure) / structure.volume
    return {
        "shortest": round(shortest, 9) if math.isfinite(shortest) else None,
        "cdvae": not (shortest < 0.5 or structure.volume < 0.1),
        "distances": least_room(structure, own) >= 1.0,
        "density": 0.01 <= float(structure.density) <= 25.0,
        "number_density": 0.00001 <= number_density <= 0.5,
        "volume": structure.volume > 1.0,
        "lengths": all(1.0 <= length <= 100.0 for length in structure.lattice.abc),
    }


def main():
    elements = [[symbol, *TABLE.get(symbol, (False, None, [])), radius(Element(symbol))]
                for symbol in (Element.from_Z(number).symbol for number in range(1, 119))]
    composition_rows = [[composition, smact_valid(composition)] for composition in compositions()]
    structure_rows = []
    set_aside = 0
    for name, structure in Builder(2).structures():
        structure = rounded(structure)
        if close_to_a_limit(structure):
            set_aside += 1
            continue
        structure_rows.append({
            "name": name,
            "rows": structure.lattice.matrix.tolist(),
            "sites": [[site.specie.symbol, site.frac_coords.tolist()] for site in structure],
            "density": float(f"{float(structure.density):.8g}"),
            "ignored": structure_verdict(structure, False),
            "counted": structure_verdict(structure, True),
        })
    header = {
        "command": "build/python/bin/python tests/reference/make_validity_reference.py",
        "versions": {name: importlib.metadata.version(name) for name in ("pymatgen-core", "numpy", "SMACT")},
        "set_aside": set_aside,
    }
    lines = [f' "{key}": {json.dumps(value)}' for key, value in header.items()]
    for key, rows in (("elements", elements), ("compositions", composition_rows), ("structures", structure_rows)):
        lines.append(f' "{key}": [\n' + ",\n".join("  " + json.dumps(row) for row in rows) + "\n ]")
    pathlib.Path(__file__).with_name("validity.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
