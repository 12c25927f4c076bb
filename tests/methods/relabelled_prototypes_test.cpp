#include "crystalgan/methods/symmetry/relabelled_prototypes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "crystalgan/chemistry/formula_potential.hpp"
#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/methods/symmetry/ionic_structure.hpp"
#include "tests/chemistry/binaries.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

Structure rocksalt_of(const std::string& metal, const std::string& anion, double scale = 1.0) {
  const Structure rocksalt = test::rocksalt();
  std::vector<Site> sites = rocksalt.sites();
  for (Site& site : sites) site.element = Element::from_symbol(site.element.symbol() == "H" ? anion : metal);
  return {rocksalt.lattice().scaled(scale), std::move(sites), metal + " rocksalt"};
}

/// What one system needs.
struct PreparedSystem {
  PreparedSystem(const BinaryPool& pool, const char* a, const char* b, const char* x)
      : system(ChemicalSystem::from_symbols(a, b, x)),
        contacts(pool),
        geometry(ternary_geometry(pool, system)),
        prototypes(binary_prototypes(pool, pool.entries(), 1)),
        relabelled(pool, prototypes, system) {}

  IonicModel model(const RankedFormula& formula) { return formula_potential(contacts, system, formula).value(); }

  ChemicalSystem system;
  ContactLengths contacts;
  TernaryGeometry geometry;
  std::vector<BinaryPrototype> prototypes;
  RelabelledPrototypes relabelled;
};

/// Mg-O and Ni-O in the NaCl type, 4.2 and 4.1 Å.
BinaryPool two_rocksalts() {
  return BinaryPool({{rocksalt_of("Mg", "O", 4.2 / 4.09), 0.0}, {rocksalt_of("Ni", "O", 4.1 / 4.09), 0.01}});
}

const RankedFormula kOneOne{{1, 1, 2}, 0.0, 2.0, 2.0, FormulaSource::requested, ""};

TEST(BinaryPrototypes, ThatDifferInScaleOrCellAreOne) {
  const BinaryPool pool({{rocksalt_of("Ca", "O", 1.2), 0.3},
                         {*primitive_cell(rocksalt_of("Mg", "S")), 0.1},
                         {test::recut(rocksalt_of("Ni", "O"), {{{1, 0, 0}, {1, 1, 0}, {0, -2, 1}}}), std::nullopt}});
  const auto found = binary_prototypes(pool, pool.entries(), 1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].type, (BinaryType{1, 1, 225, 2}));
  EXPECT_EQ(found[0].binaries, 3);
  EXPECT_EQ(found[0].hull_energy, 0.0);
  EXPECT_EQ(found[0].structure.size(), 2U);
  EXPECT_EQ(found[0].operations.size(), 48U);
  EXPECT_EQ(found[0].anions, (std::set<Element>{Element::from_symbol("O"), Element::from_symbol("S")}));
}

TEST(RelabelledPrototypes, NameTheBinaryThatIsRelabelled) {
  const auto expect_parents = [](const BinaryPool& pool, const std::string& a, const std::string& b) {
    PreparedSystem mg_ni_o(pool, "Mg", "Ni", "O");
    IonicRelaxation relaxation;
    const IonicModel model = mg_ni_o.model(kOneOne);
    const auto found = mg_ni_o.relabelled.candidates(kOneOne.formula, 0, model, mg_ni_o.geometry, relaxation);
    ASSERT_FALSE(found.empty());
    for (const SymmetryCandidate& each : found) {
      EXPECT_EQ(each.parent_a, a) << each.origin;
      EXPECT_EQ(each.parent_b, b) << each.origin;
    }
  };
  expect_parents(two_rocksalts(), "Mg rocksalt", "");
  // MgO2 has another ratio of metals to oxygen
  expect_parents(BinaryPool({test::fluorite_of("Mg", "O", 4.9), {rocksalt_of("Ni", "O"), 0.01}}), "", "Ni rocksalt");
}

TEST(BinaryPrototypes, OfTheShippedBinariesAreTheSameForAnyNumberOfThreads) {
  const auto& pool = shipped_pool();
  const auto some = pool.entries().subspan(0, 150);
  const auto one = binary_prototypes(pool, some, 1);
  const auto three = binary_prototypes(pool, some, 3);
  ASSERT_EQ(one.size(), three.size());
  int binaries = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].structure.name(), three[i].structure.name());
    EXPECT_EQ(one[i].type, three[i].type);
    EXPECT_EQ(one[i].binaries, three[i].binaries);
    EXPECT_LE(one[i].structure.size(), 20U);
    EXPECT_EQ(one[i].metals.size() * static_cast<std::size_t>(one[i].type.metals + one[i].type.anions),
              one[i].structure.size() * static_cast<std::size_t>(one[i].type.metals));
    binaries += one[i].binaries;
  }
  // none of the larger ones has a smaller primitive cell
  EXPECT_EQ(binaries, std::ranges::count_if(
                          some, [&](const BinaryEntry& entry) { return pool.structure_of(entry).size() <= 20; }));
  EXPECT_LT(one.size(), 120U);
}

TEST(BinaryPrototypes, AreSoughtAmongTheRatiosOfTheFormulas) {
  const RankedFormula spinel{{1, 2, 4}, 0.0, 2.0, 3.0, FormulaSource::requested, ""};
  const std::array formulas{kOneOne, spinel};
  const auto found = entries_with_ratios_of(shipped_pool(), formulas);
  EXPECT_GT(found.size(), 100U);
  for (const BinaryEntry& entry : found)
    EXPECT_TRUE(entry.metals == entry.anions || 4 * entry.metals == 3 * entry.anions);
}

TEST(RelabelledPrototypes, OfRocksaltAreTheOrderingsOfTheFccLattice) {
  const BinaryPool pool = two_rocksalts();
  PreparedSystem mg_ni_o(pool, "Mg", "Ni", "O");
  IonicRelaxation relaxation;
  const auto found =
      mg_ni_o.relabelled.candidates(kOneOne.formula, 4, mg_ni_o.model(kOneOne), mg_ni_o.geometry, relaxation);
  // 2 orderings of two metals, 5 of four (Hart & Forcade 2008: 12 with those of AB3 and A3B), then more
  ASSERT_EQ(found.size(), 60U);
  EXPECT_EQ(std::ranges::count_if(found, [](const auto& one) { return one.structure.size() == 4; }), 2);
  EXPECT_EQ(std::ranges::count_if(found, [](const auto& one) { return one.structure.size() == 8; }), 5);
  StructureMatcher matcher;
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].kind, 'R');
    EXPECT_EQ(found[i].formula, 4U);
    EXPECT_EQ(found[i].own, 2);
    EXPECT_TRUE(is_of(found[i].structure, mg_ni_o.system));
    EXPECT_EQ(formula(reduced(found[i].structure.composition())), "MgNiO2");
    EXPECT_NEAR(found[i].structure.volume_per_atom() * 4, mg_ni_o.geometry.volume(kOneOne.formula), 1e-6);
    EXPECT_LE(found[i == 0 ? 0 : i - 1].cost, found[i].cost);
    if (found[i].structure.size() > 8) continue;
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_FALSE(matcher.fit(matcher.prepare(found[i].structure), matcher.prepare(found[j].structure)))
          << found[i].origin << ", " << found[j].origin;
  }
  // both orderings of two metals have one equivalent
  EXPECT_NEAR(found[0].cost, 0.9 * std::log(2.0) - 1.5 * 2 + 2 * 0.0 - 0.7, 1e-12);
  EXPECT_EQ(found[0].origin, "MgO Mg rocksalt x [1 0 0; 0 1 0; 0 0 2]");
  EXPECT_EQ(found[0].structure.name(), found[0].origin);
}

TEST(RelabelledPrototypes, FromThePoolAreOfOtherTypesRelaxedAndUnrelaxed) {
  const auto& pool = shipped_pool();
  PreparedSystem mg_ni_o(pool, "Mg", "Ni", "O");
  IonicRelaxation relaxation;
  const IonicModel model = mg_ni_o.model(kOneOne);
  const auto found = mg_ni_o.relabelled.candidates(kOneOne.formula, 0, model, mg_ni_o.geometry, relaxation);
  std::map<std::string, SymmetryCandidate> unrelaxed;
  int pairs = 0;
  for (const SymmetryCandidate& one : found)
    if (one.kind == 'P') unrelaxed.emplace(one.origin + std::to_string(one.energy), one);
  for (const SymmetryCandidate& one : found) {
    EXPECT_EQ(formula(reduced(one.structure.composition())), "MgNiO2") << one.origin;
    if (one.kind == 'R') {
      EXPECT_GE(one.own, 1);
      continue;
    }
    EXPECT_EQ(one.own, 0);
    EXPECT_EQ(one.origin.find("MgO"), std::string::npos);
    if (!one.origin.ends_with(" relaxed")) {
      EXPECT_NEAR(one.structure.volume_per_atom() * 4, mg_ni_o.geometry.volume(kOneOne.formula), 1e-6);
      continue;
    }
    const auto other = unrelaxed.find(one.origin.substr(0, one.origin.size() - 8) + std::to_string(one.energy));
    if (other == unrelaxed.end()) continue;  // one energy and volume with a cheaper one
    ++pairs;
    EXPECT_NEAR(other->second.cost, one.cost + 1.5, 1e-12);
    // the energy is that of the relaxed structure, within the accuracy of a relaxation
    const IonicCell cell = ionic_cell(one.structure, mg_ni_o.system);
    EXPECT_NEAR(ionic_energy(model, cell).energy() / static_cast<double>(one.structure.size()), one.energy, 2e-3);
  }
  EXPECT_GT(pairs, 10);
}

TEST(RelabelledPrototypes, AreTheSameWhateverTheRelaxationServedBefore) {
  const auto& pool = shipped_pool();
  PreparedSystem sr_ti_o(pool, "Sr", "Ti", "O");
  const auto formulas = ranked_formulas(pool, sr_ti_o.system, {3, 0, 0});
  std::vector<IonicModel> models;
  for (const RankedFormula& formula : formulas) models.push_back(sr_ti_o.model(formula));
  std::vector<std::vector<SymmetryCandidate>> one_after_the_other(formulas.size()), apart(formulas.size());
  IonicRelaxation relaxation;
  for (std::size_t i = 0; i < formulas.size(); ++i)
    one_after_the_other[i] =
        sr_ti_o.relabelled.candidates(formulas[i].formula, i, models[i], sr_ti_o.geometry, relaxation);
  parallel_for(formulas.size(), 3, [&](std::size_t i) {
    IonicRelaxation another;
    apart[i] = sr_ti_o.relabelled.candidates(formulas[i].formula, i, models[i], sr_ti_o.geometry, another);
  });
  for (std::size_t i = 0; i < formulas.size(); ++i) {
    ASSERT_EQ(apart[i].size(), one_after_the_other[i].size());
    EXPECT_LE(apart[i].size(), 60U + 2 * 30U);
    for (std::size_t j = 0; j < apart[i].size(); ++j) {
      EXPECT_EQ(apart[i][j].origin, one_after_the_other[i][j].origin);
      EXPECT_EQ(apart[i][j].energy, one_after_the_other[i][j].energy);
      EXPECT_EQ(apart[i][j].structure.lattice().rows(), one_after_the_other[i][j].structure.lattice().rows());
    }
  }
}

}  // namespace
}  // namespace crystalgan
