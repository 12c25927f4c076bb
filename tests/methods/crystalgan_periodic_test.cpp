#include "crystalgan/methods/crystalgan_periodic.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "crystalgan/training/checkpoint.hpp"
#include "tests/support/crystals.hpp"
#include "tests/support/small_run.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

const Binaries& inputs() { return test::small_binaries(); }

Configuration short_configuration() {
  Configuration configuration = test::small_configuration();
  configuration.training.epochs_step1 = 3;
  configuration.training.epochs_step3 = 3;
  return configuration;
}

PeriodicCrystalGan small_gan(std::int64_t member = 0) { return {short_configuration(), inputs(), member}; }

PeriodicCrystalGan trained(const Configuration& configuration, const Binaries& binaries) {
  PeriodicCrystalGan gan(configuration, binaries, 0);
  EXPECT_TRUE(gan.train({}));
  return gan;
}

// One training for all tests that only look at what it makes.
const PeriodicCrystalGan& trained_gan() {
  static const PeriodicCrystalGan gan = trained(short_configuration(), inputs());
  return gan;
}

const Structure& structure_of(const RawStructure& raw) { return std::get<Structure>(raw.structure); }

const Structure* named(const std::vector<Structure>& structures, const std::string& name) {
  const auto found = std::ranges::find(structures, name, &Structure::name);
  return found == structures.end() ? nullptr : &*found;
}

bool same(const RawStructure& one, const RawStructure& other) {
  const auto places = [](const Structure& structure) {
    std::vector<std::pair<Element, Fractional>> all;
    for (const Site& site : structure.sites()) all.emplace_back(site.element, site.position);
    return all;
  };
  return one.origin == other.origin && one.parent_a == other.parent_a && one.parent_b == other.parent_b &&
         structure_of(one).lattice().rows() == structure_of(other).lattice().rows() &&
         places(structure_of(one)) == places(structure_of(other));
}

void expect_ternaries(const std::vector<RawStructure>& made, const Binaries& binaries, std::size_t most_atoms = 16) {
  const auto& [a, b, x] = binaries.system;
  for (const RawStructure& raw : made) {
    ASSERT_TRUE(std::holds_alternative<Structure>(raw.structure)) << std::get<Rejection>(raw.structure).detail;
    const Composition composition = structure_of(raw).composition();
    EXPECT_EQ(composition.size(), 3U) << formula(composition);
    for (const Element element : {a, b, x}) EXPECT_TRUE(composition.contains(element)) << formula(composition);
    EXPECT_LE(structure_of(raw).size(), most_atoms);
    EXPECT_NEAR(structure_of(raw).lattice().volume() / rule_volume(composition), 1.0, 1e-6);
  }
}

TEST(PeriodicCrystalGan, TrainsBothStepsToTheEnd) {
  PeriodicCrystalGan gan = small_gan();
  EXPECT_EQ(gan.epochs(), 6);
  std::vector<std::int64_t> told;
  EXPECT_TRUE(gan.train({[&](std::int64_t epoch) { told.push_back(epoch); }, {}}));
  EXPECT_EQ(gan.epochs_done(), 6);
  EXPECT_EQ(told, (std::vector<std::int64_t>{1, 2, 3, 1, 2, 3}));
  std::set<std::pair<std::int64_t, std::int64_t>> recorded;
  for (const HistoryRow& row : gan.history()) recorded.emplace(row.step, row.epoch);
  EXPECT_EQ(recorded, (std::set<std::pair<std::int64_t, std::int64_t>>{{1, 2}, {1, 3}, {3, 2}, {3, 3}}));
}

TEST(PeriodicCrystalGan, OneEpochMovesEveryParameterOfItsStep) {
  PeriodicCrystalGan gan = small_gan();
  const NamedTensors fresh = gan.state();
  EXPECT_FALSE(gan.train({{}, [&] { return gan.epochs_done() == 1; }}));
  const NamedTensors after_one = gan.state();
  EXPECT_FALSE(gan.train({{}, [&] { return gan.epochs_done() == 4; }}));
  const NamedTensors after_step3 = gan.state();
  const auto moved = [](const NamedTensors& from, const NamedTensors& to, const std::string& name) {
    return !test::identical(from.at(name), to.at(name));
  };
  int parameters = 0;
  for (const auto& [name, tensor] : fresh) {
    if (!fresh.contains(name + "/first-moment")) continue;
    ++parameters;
    const bool of_step1 = name.starts_with("step1/");
    EXPECT_EQ(moved(fresh, after_one, name), of_step1) << name;
    if (!of_step1) {
      EXPECT_TRUE(moved(after_one, after_step3, name)) << name;
    }
  }
  EXPECT_EQ(parameters, 8);  // one buffer for each of four networks in each step
}

TEST(PeriodicCrystalGan, WhatItMakesIsTernaryWithinTheLimitOfAtoms) {
  const auto raw = trained_gan().generate(80);
  ASSERT_EQ(raw.size(), 80U);
  expect_ternaries(raw, inputs());
  const auto& [a, b, x] = inputs().system;
  std::set<std::string> origins;
  for (const RawStructure& one : raw) {
    const Structure* of_a = named(inputs().structures.a, one.parent_a);
    const Structure* of_b = named(inputs().structures.b, one.parent_b);
    ASSERT_TRUE(of_a != nullptr && of_b != nullptr) << one.parent_a << " and " << one.parent_b;
    // metals of both, perhaps of a supercell, and the X of the host
    const Composition made = structure_of(one).composition();
    const Composition from_a = of_a->composition();
    const Composition from_b = of_b->composition();
    EXPECT_EQ(made.at(a) % from_a.at(a), 0);
    EXPECT_EQ(made.at(b) % from_b.at(b), 0);
    if (one.origin == "AHB2") {
      EXPECT_EQ(made.at(x) * from_a.at(a), from_a.at(x) * made.at(a)) << formula(made);
    } else {
      EXPECT_EQ(made.at(x) * from_b.at(b), from_b.at(x) * made.at(b)) << formula(made);
    }
    EXPECT_EQ(one.member, 0);
    origins.insert(one.origin);
  }
  EXPECT_EQ(origins, (std::set<std::string>{"AHB2", "BHA2"}));
}

TEST(PeriodicCrystalGan, TheFirstStructuresDoNotDependOnHowManyAreMade) {
  const auto many = trained_gan().generate(75);  // three parts of thirty-two
  for (const std::int64_t count : {0, 1, 32, 33, 70}) {
    const auto some = trained_gan().generate(count);
    ASSERT_EQ(std::ssize(some), count);
    for (std::size_t i = 0; i < some.size(); ++i) EXPECT_TRUE(same(some[i], many[i])) << i << " of " << count;
  }
}

TEST(PeriodicCrystalGan, AResumedTrainingEqualsAnUninterruptedOne) {
  const std::string whole = checkpoint_bytes(trained_gan().state());
  for (const std::int64_t stop_after : {1, 3, 4}) {
    PeriodicCrystalGan first = small_gan();
    EXPECT_FALSE(first.train({{}, [&] { return first.epochs_done() >= stop_after; }}));
    PeriodicCrystalGan second = small_gan();
    second.restore(parse_checkpoint(checkpoint_bytes(first.state()), "member"));
    EXPECT_EQ(second.epochs_done(), stop_after);
    EXPECT_TRUE(second.train({}));
    EXPECT_EQ(checkpoint_bytes(second.state()), whole) << stop_after;
  }
}

TEST(PeriodicCrystalGan, ARestoredOneMakesTheSame) {
  PeriodicCrystalGan restored = small_gan();
  restored.restore(parse_checkpoint(checkpoint_bytes(trained_gan().state()), "member"));
  const auto one = trained_gan().generate(10);
  const auto other = restored.generate(10);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(same(one[i], other[i])) << i;
}

TEST(PeriodicCrystalGan, TernariesWorthLearningFromJoinStep3Alone) {
  Binaries binaries = inputs();
  for (const RawStructure& raw : trained_gan().generate(5)) binaries.learned.push_back(structure_of(raw));
  const auto& [a, b, x] = binaries.system;
  std::vector<Site> full;  // of as many atoms of one element as there may be
  for (std::size_t i = 0; i < 14; ++i) full.push_back({x, {static_cast<double>(i) / 14, 0.3, 0.4}});
  full.push_back({a, {0.1, 0.8, 0.8}});
  full.push_back({b, {0.6, 0.8, 0.1}});
  binaries.learned.push_back(at_rule_volume({Lattice::from_parameters(9, 4, 5, 80, 95, 100), full, "full"}));
  PeriodicCrystalGan with(short_configuration(), binaries, 0);
  PeriodicCrystalGan without = small_gan();
  const auto until = [](PeriodicCrystalGan& gan, std::int64_t epoch) {
    gan.train({{}, [&] { return gan.epochs_done() == epoch; }});
    return checkpoint_bytes(gan.state());
  };
  EXPECT_EQ(until(with, 3), until(without, 3)) << "step 1 knows binaries alone";
  EXPECT_NE(until(with, 4), until(without, 4)) << "one epoch of step 3";
  const PeriodicCrystalGan whole = trained(short_configuration(), binaries);
  expect_ternaries(whole.generate(5), binaries);
}

TEST(PeriodicCrystalGan, MembersDiffer) {
  EXPECT_NE(checkpoint_bytes(small_gan(0).state()), checkpoint_bytes(small_gan(1).state()));
  EXPECT_EQ(checkpoint_bytes(small_gan(1).state()), checkpoint_bytes(small_gan(1).state()));
}

TEST(PeriodicCrystalGan, WithoutStep3TheStartsComeOutAsTheyAre) {
  Configuration configuration = short_configuration();
  configuration.periodic.step3 = false;
  PeriodicCrystalGan gan(configuration, inputs(), 0);
  EXPECT_EQ(gan.epochs(), 3);
  EXPECT_TRUE(gan.train({}));
  for (const HistoryRow& row : gan.history()) EXPECT_EQ(row.step, 1);
  const auto raw = gan.generate(40);
  expect_ternaries(raw, inputs());
  const DistanceLimits limits = limits_of(configuration, inputs());
  const auto& [a, b, x] = inputs().system;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    EXPECT_EQ(raw[i].origin, i % 2 == 0 ? "AHB_g" : "BHA_g");
    EXPECT_FALSE(broken_limit(certify(structure_of(raw[i]), x, limits))) << "a start keeps the limits unchanged";
    // the host of domain A holds metal B after step 1
    const Composition made = structure_of(raw[i]).composition();
    const Composition from_a = named(inputs().structures.a, raw[i].parent_a)->composition();
    EXPECT_EQ(made.at(b) % from_a.at(a), 0);
    if (i % 2 == 0) {
      EXPECT_EQ(made.at(x) * from_a.at(a), from_a.at(x) * made.at(b)) << formula(made);
    }
  }
}

TEST(PeriodicCrystalGan, OneFrameIsEnoughAndMoreOfThemChangeTheOutcome) {
  Configuration configuration = short_configuration();
  configuration.periodic.frames = 1;
  PeriodicCrystalGan one(configuration, inputs(), 0);
  configuration.periodic.frames = 3;
  PeriodicCrystalGan three(configuration, inputs(), 0);
  for (PeriodicCrystalGan* gan : {&one, &three}) {
    EXPECT_TRUE(gan->train({}));
    expect_ternaries(gan->generate(5), inputs());
  }
  EXPECT_FALSE(same(one.generate(1)[0], three.generate(1)[0]));
}

TEST(PeriodicCrystalGan, EveryPartCanBeLeftOut) {
  const std::vector<std::pair<std::string, void (*)(Configuration&)>> changes{
      {"augmentation", [](Configuration& c) { c.periodic.augmentation = false; }},
      {"selection", [](Configuration& c) { c.periodic.selection = false; }},
      {"transfer", [](Configuration& c) { c.periodic.transfer = "overlay"; }},
      {"supercells", [](Configuration& c) { c.periodic.most_multiple = 1; }},
      {"latent", [](Configuration& c) { c.periodic.latent = 0; }},
      {"adversarial", [](Configuration& c) { c.loss.adversarial = 0.0; }},
      {"geometry", [](Configuration& c) { c.loss.geometry = "none"; }},
      {"spring", [](Configuration& c) { c.loss.geometry = "spring"; }},
      {"policy", [](Configuration& c) { c.screening.policy = "training"; }},
      {"batches", [](Configuration& c) { c.training.batch_size = 4; }}};
  Binaries binaries = inputs();  // the metals of B off the origin, so that they can be overlaid too
  for (Structure& structure : binaries.structures.b) structure = test::translated(structure, {0.25, 0.25, 0.25});
  const std::string whole = checkpoint_bytes(trained(short_configuration(), binaries).state());
  for (const auto& [name, change] : changes) {
    SCOPED_TRACE(name);
    Configuration configuration = short_configuration();
    change(configuration);
    const PeriodicCrystalGan gan = trained(configuration, binaries);
    EXPECT_NE(checkpoint_bytes(gan.state()), whole);
    expect_ternaries(gan.generate(3), binaries);
  }
}

TEST(PeriodicCrystalGan, WorksOnAnyMetalsAndAnyXInAnyRatio) {
  for (const auto& [a, b, x] : {std::array{"Mg", "Zn", "O"}, {"Ca", "Sr", "S"}, {"Ti", "Na", "N"}}) {
    SCOPED_TRACE(std::string(a) + b + x);
    const ChemicalSystem system = ChemicalSystem::from_symbols(a, b, x);
    const Binaries binaries{system,
                            {test::handmade_binaries(system.a, system.x), test::handmade_binaries(system.b, system.x)}};
    Configuration configuration = short_configuration();
    configuration.training.epochs_step1 = 1;
    configuration.training.epochs_step3 = 1;
    expect_ternaries(trained(configuration, binaries).generate(20), binaries);
  }
}

TEST(PeriodicCrystalGan, TwoBinariesOfEachDomainAreEnough) {
  const ChemicalSystem system = ChemicalSystem::from_symbols("Mg", "Zn", "O");
  const Binaries binaries{system,
                          {{test::handmade_rocksalt(system.a, system.x), test::handmade_wurtzite(system.a, system.x)},
                           {test::handmade_wurtzite(system.b, system.x), test::handmade_fluorite(system.b, system.x)}}};
  expect_ternaries(trained(short_configuration(), binaries).generate(5), binaries);
}

// Eight metals and twenty X (as a doubled cell of V2O5 has) on places of a grid.
Structure large_cell(Element metal, Element x, std::size_t seed) {
  Random random{Seed(seed)};
  std::vector<Site> sites;
  for (const std::size_t place : random.permutation(36)) {
    if (sites.size() == 28) break;
    const auto i = static_cast<double>(place);
    sites.push_back({sites.size() < 8 ? metal : x,
                     {std::fmod(i, 3.0) / 3.0, std::fmod(std::floor(i / 3.0), 3.0) / 3.0, std::floor(i / 9.0) / 4.0}});
  }
  return test::handmade(Lattice::from_parameters(6, 6, 8, 90, 95, 90), sites, "large-" + std::to_string(seed));
}

TEST(PeriodicCrystalGan, WhereTheCellsOfOneDomainAreLargeEveryTernaryHasItsSlots) {
  const ChemicalSystem system = ChemicalSystem::from_symbols("V", "Mg", "O");
  const auto& [a, b, x] = system;
  const Binaries binaries{
      system,
      {{large_cell(a, x, 1), large_cell(a, x, 2)}, {test::handmade_rocksalt(b, x), test::handmade_wurtzite(b, x)}}};
  Configuration configuration = short_configuration();
  configuration.training.epochs_step1 = 1;
  configuration.training.epochs_step3 = 1;
  configuration.periodic.ternaries = 30;
  configuration.periodic.selection = false;
  // the smallest pair with a host of domain A: 28 atoms and one
  expect_ternaries(trained(configuration, binaries).generate(70), binaries, 29);
}

TEST(PeriodicCrystalGan, AnInputGivenTwiceCountsOnce) {
  Binaries twice = inputs();
  for (auto* domain : {&twice.structures.a, &twice.structures.b}) {
    const auto once = *domain;
    domain->insert(domain->end(), once.begin(), once.end());
  }
  EXPECT_EQ(checkpoint_bytes(trained(short_configuration(), twice).state()), checkpoint_bytes(trained_gan().state()));
}

}  // namespace
}  // namespace crystalgan
