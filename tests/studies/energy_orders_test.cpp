#include "crystalgan/studies/energy_orders.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "crystalgan/core/json_value.hpp"
#include "crystalgan/studies/binary_orders.hpp"
#include "crystalgan/studies/energy_order_tables.hpp"
#include "tests/studies/rocksalt_systems.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

OrderedCandidate ordered(double prior, double score, double ionic, std::optional<double> chgnet, bool is_known) {
  return {{1, true, prior, score, chgnet}, ionic, is_known};
}

std::size_t place_of(std::string_view name) {
  for (std::size_t i = 0; i < kComparedOrders.size(); ++i)
    if (kComparedOrders[i].name == name) return i;
  throw std::logic_error(std::string(name));
}

TEST(EnergyOrders, TheRankIsThatOfTheFirstThatIsKnown) {
  // known: third by prior, first by the ionic energy, second as listed, first by CHGNet from 8 per eV/atom on
  const std::vector<OrderedCandidate> all{ordered(-1, -1.0, -5.0, -3.0, false), ordered(-2, -1.2, -5.5, -2.0, false),
                                          ordered(-3, -1.1, -6.0, -3.3, true), ordered(-9, -2.0, -4.0, -3.25, true)};
  const OrderRanks ranks = ranks_of_known(all).value();
  EXPECT_EQ(ranks[place_of("prior")], 2U);
  EXPECT_EQ(ranks[place_of("ionic energy")], 0U);
  EXPECT_EQ(ranks[place_of("prior + ionic energy, as listed")], 1U);
  EXPECT_EQ(ranks[place_of("CHGNet energy")], 0U);
  EXPECT_EQ(ranks[place_of("prior + CHGNet, 4")], 1U);  // -1 - 1.2 against -3
  EXPECT_EQ(ranks[place_of("prior + CHGNet, 8")], 0U);
}

TEST(EnergyOrders, WhatChgnetRefusesComesLast) {
  const std::vector<OrderedCandidate> all{ordered(-1, -1.0, -5.0, std::nullopt, true),
                                          ordered(-2, -1.2, -5.5, -2.0, false)};
  const OrderRanks ranks = ranks_of_known(all).value();
  EXPECT_EQ(ranks[place_of("prior")], 0U);
  EXPECT_EQ(ranks[place_of("CHGNet energy")], 1U);
}

TEST(EnergyOrders, WhatIsNotAmongTheCandidatesHasNoRank) {
  EXPECT_EQ(ranks_of_known(std::vector{ordered(-1, -1.0, -5.0, -3.0, false)}), std::nullopt);
  EXPECT_EQ(ranks_of_known({}), std::nullopt);
}

RawStructure listed(const Structure& structure, double prior, double score) {
  return {structure, "symmetry", 0, "", "", SymmetryOrigin{"T", 1, "any", prior, -30.0, 0, prior, score}};
}

// Ordered rocksalt, and the same with one metal next to itself in columns, which costs energy.
TEST(EnergyOrders, CandidatesChangePlacesInsideTheirFormulaAndOthersStay) {
  const Structure known = test::layered("Mg", "Ni", "O");
  const Structure sparse = Structure(Lattice::from_parameters(12, 12, 12, 90, 90, 90), known.sites(), "sparse");
  const std::vector<RawStructure> raw{listed(sparse, -1, -1.0), listed(sparse, -1, -1.1), listed(known, -1, -1.2)};
  const EnergyOrder order = ordered_by_energy(raw, {sparse, std::nullopt, known}, {known});
  ASSERT_EQ(order.raw.size(), 3U);
  EXPECT_EQ(std::get<Structure>(order.raw[0].structure).name(), "MgNiO2") << "lower by CHGNet";
  EXPECT_EQ(order.raw[1].symmetry->score, -1.1) << "breaks a limit: stays";
  ASSERT_EQ(order.ranks.size(), 1U);
  EXPECT_EQ(order.ranks[0].candidates, 2U);
  EXPECT_EQ(order.ranks[0].ternary, "MgNiO2");
  EXPECT_EQ(order.ranks[0].ranks.value()[place_of("CHGNet energy")], 0U);
}

TEST(EnergyOrderTables, AreMeansOfLogarithmsForBothHalves) {
  OrderRanks first{}, third;
  third.fill(2);
  const std::vector<SystemRanks> systems{{"Mg-Ni-O", {{"a", 9, first}, {"b", 9, third}, {"c", 9, std::nullopt}}},
                                         {"Ni-Ti-O", {}}};
  const std::string text = energy_orders_table(systems);
  const bool for_choosing = is_for_choosing("Mg-Ni-O");
  EXPECT_NE(text.find(for_choosing ? "### Systems for choosing the weight: 2 known" : "### All other systems: 2 known"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Contaminated"), std::string::npos);
  EXPECT_NE(text.find("| prior + CHGNet, 32"), std::string::npos);
  EXPECT_NE(text.find("0.55 ± "), std::string::npos) << std::log(3.0) / 2 << text;
  EXPECT_EQ(energy_orders_table({{"Ni-Ti-O", {}}}), "");
}

TEST(EnergyOrderTables, HalfOfTheSystemsAreForChoosing) {
  int chosen = 0;
  for (const char* a : {"Mg", "Ca", "Sr", "Ba", "Zn", "Cd", "Pb", "Ni", "Co", "Fe"})
    for (const char* b : {"Ti", "V", "Zr", "Nb", "Mo", "Hf", "Ta", "W", "Sn", "Ge"})
      chosen += is_for_choosing(std::string(a) + "-" + b + "-O") ? 1 : 0;
  EXPECT_GT(chosen, 35);
  EXPECT_LT(chosen, 65);
}

TEST(EnergyOrderTables, RanksReadBack) {
  OrderRanks ranks{};
  ranks[3] = 17;
  const std::vector<KnownRank> known{{"MgNiO2", 40, ranks}, {"other", 0, std::nullopt}};
  EXPECT_EQ(parse_known_ranks(JsonValue::parse(known_ranks_json(known).dump(), "ranks.json", "ranks")), known);
}

TEST(BinaryOrders, AKnownBinaryIsFoundAmongTheArrangementsOfItsFormula) {
  std::vector<PooledBinary> binaries;
  for (const char* metal : {"Mg", "Ca", "Ni", "Mn"}) binaries.push_back({test::rocksalt_binary(metal, "O"), 0.0});
  binaries.push_back({test::rocksalt_binary("Ti", "O"), 0.2});  // too far above the hull
  // other templates, so that both halves of the training have some
  binaries.push_back({test::cubic("CsCl", {{"Cs", {0, 0, 0}}, {"Cl", {0.5, 0.5, 0.5}}}), 0.0});
  binaries.push_back({test::handmade_fluorite(Element::from_symbol("Ca"), Element::from_symbol("F")), 0.0});
  binaries.push_back({test::handmade_wurtzite(Element::from_symbol("Zn"), Element::from_symbol("S")), 0.0});
  binaries.push_back({test::handmade_metal_rich(Element::from_symbol("Fe"), Element::from_symbol("N")), 0.0});
  const BinaryPool pool(std::move(binaries));
  const auto found = binary_orders(pool, Element::from_symbol("O"), {2, Seed(1), 2}, {});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  for (const SystemRanks& system : *found) {
    ASSERT_EQ(system.ranks.size(), 1U);
    ASSERT_TRUE(system.ranks[0].ranks) << system.system;
    EXPECT_LE((*system.ranks[0].ranks)[place_of("ionic energy")], 3U) << system.system;
  }
  EXPECT_FALSE(binary_orders(pool, Element::from_symbol("O"), {2, Seed(1), 1}, {{}, [] { return true; }}));
}

}  // namespace
}  // namespace crystalgan
