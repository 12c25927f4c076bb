#include "crystalgan/pipeline/discovery.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/methods/symmetry_model.hpp"
#include "crystalgan/pipeline/training_run.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

void write_screened(const Screened& screened, const Configuration& configuration, const RunDirectory& run) {
  write_candidates(screened.certified, screened.summary, configuration, run);
}

namespace fs = std::filesystem;

const Binaries& inputs() { return test::small_binaries(); }

RunDirectory started(const fs::path& path, const Configuration& configuration) {
  return start_run(configuration, inputs(), {"0", "c", "command", 5, {}, {}}, path);
}

// Few samples: their repair takes longer than the training.
Configuration few_samples(Mode mode = Mode::repaired) {
  Configuration configuration = test::small_configuration(mode);
  configuration.generation.samples = 7;
  return configuration;
}

Configuration of_method(MethodName name) {
  Configuration configuration = few_samples();
  configuration.method.name = name;
  return configuration;
}

std::map<std::string, std::string> files_of(const RunDirectory& run) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(run.path()))
    if (entry.is_regular_file()) files[fs::relative(entry.path(), run.path())] = read_file(entry.path());
  return files;
}

TEST(Discovery, ThreadsLeaveNoTrace) {
  for (const Mode mode : {Mode::repaired, Mode::published}) {
    const test::ScratchFolder scratch;
    const Configuration configuration = few_samples(mode);
    std::map<std::string, std::string> files[2];
    for (const std::size_t threads : {1U, 2U}) {
      const RunDirectory run = started(scratch / std::to_string(threads), configuration);
      EXPECT_TRUE(train_members(configuration, inputs(), run, threads, {}));
      write_screened(generate_candidates(configuration, inputs(), run, threads), configuration, run);
      files[threads - 1] = files_of(run);
    }
    EXPECT_EQ(files[0], files[1]) << name_of(mode);
    EXPECT_TRUE(files[0].contains("summary.json"));
    EXPECT_TRUE(files[0].contains("checkpoint/member-001.safetensors"));
  }
}

TEST(Discovery, AStoppedAndResumedRunEqualsAnUninterruptedOne) {
  for (const Mode mode : {Mode::repaired, Mode::published}) {
    const test::ScratchFolder scratch;
    const Configuration configuration = few_samples(mode);
    const RunDirectory whole = started(scratch / "whole", configuration);
    train_members(configuration, inputs(), whole, 1, {});
    write_screened(generate_candidates(configuration, inputs(), whole, 1), configuration, whole);

    const RunDirectory broken = started(scratch / "broken", configuration);
    std::atomic<int> epochs{0};
    EXPECT_FALSE(train_members(configuration, inputs(), broken, 2, {{}, [&] { return ++epochs > 7; }}));
    EXPECT_TRUE(train_members(configuration, inputs(), broken, 2, {}));
    write_screened(generate_candidates(configuration, inputs(), broken, 2), configuration, broken);
    EXPECT_EQ(files_of(broken), files_of(whole)) << name_of(mode);
  }
}

TEST(Discovery, ProgressReachesItsTotal) {
  const test::ScratchFolder scratch;
  const Configuration configuration = test::small_configuration();
  const RunDirectory run = started(scratch / "run", configuration);
  std::int64_t last = 0;
  std::int64_t total = 0;
  train_members(configuration, inputs(), run, 2,
                {[&](std::int64_t done, std::int64_t all) {
                   EXPECT_GE(done, last);
                   last = done;
                   total = all;
                 },
                 {}});
  EXPECT_EQ(total, 24);
  EXPECT_EQ(last, total);
}

TEST(Discovery, ANumericalFailureNamesTheLastGoodCheckpoint) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration();
  configuration.training.members = 1;
  const RunDirectory run = started(scratch / "run", configuration);
  train_members(configuration, inputs(), run, 1, {{}, [calls = 0]() mutable { return ++calls == 5; }});
  configuration.training.learning_rate = 1e30;
  try {
    train_members(configuration, inputs(), run, 1, {});
    FAIL() << "expected a NumericalError";
  } catch (const NumericalError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("step 1, epoch 5, member 0: L_"), std::string::npos) << message;
    EXPECT_NE(message.find("last good checkpoint: " + (run / "checkpoint/member-000.safetensors").string() +
                           " after 4 epochs"),
              std::string::npos)
        << message;
  }
}

TEST(Discovery, SamplesAreSpreadOverMembersAndPairs) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration(Mode::published);
  configuration.training.epochs_step1 = 1;
  configuration.training.epochs_step3 = 1;
  const RunDirectory run = started(scratch / "run", configuration);
  train_members(configuration, inputs(), run, 2, {});
  for (const std::int64_t samples : {1, 7, 24, 95, 96}) {  // 6 x 4 pairs, two each, two members: 96 at most
    configuration.generation.samples = samples;
    EXPECT_EQ(generate_candidates(configuration, inputs(), run, 2).summary.generated, samples);
  }
  configuration.generation.samples = 97;
  EXPECT_THROW(generate_candidates(configuration, inputs(), run, 2), ConfigError);
}

TEST(Discovery, EveryMemberHasItsShare) {
  Configuration configuration = test::small_configuration();
  configuration.training.members = 3;
  const auto shares = [&](std::int64_t samples) {
    configuration.generation.samples = samples;
    std::vector<std::int64_t> all;
    for (std::int64_t member = 0; member < 3; ++member) all.push_back(share_of(member, configuration, inputs()));
    return all;
  };
  EXPECT_EQ(shares(9), (std::vector<std::int64_t>{3, 3, 3}));
  EXPECT_EQ(shares(11), (std::vector<std::int64_t>{4, 4, 3}));
  EXPECT_EQ(shares(1), (std::vector<std::int64_t>{1, 0, 0}));
  EXPECT_EQ(shares(0), (std::vector<std::int64_t>{12, 12, 12})) << "two per pair of inputs, of the larger set";
}

TEST(Discovery, AMemberWithoutAShareMakesNothing) {
  const test::ScratchFolder scratch;
  Configuration configuration = few_samples();
  configuration.training.epochs_step1 = 1;
  configuration.training.epochs_step3 = 1;
  configuration.generation.samples = 1;
  const RunDirectory run = started(scratch / "run", configuration);
  train_members(configuration, inputs(), run, 2, {});
  EXPECT_EQ(generate_candidates(configuration, inputs(), run, 2).summary.generated, 1);
}

TEST(Discovery, MoreSamplesThanAMethodCanMakeAreRefusedBeforeTheTraining) {
  const auto message_of = [](Configuration configuration, std::int64_t samples) -> std::string {
    configuration.generation.samples = samples;
    try {
      require_enough_pairs(configuration, inputs());
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "accepted";
  };
  const auto refusal = [](const char* most, const char* got) {
    return std::string("generation.samples: expected at most ") + most +
           ", all that this method can make of these inputs, got " + got;
  };
  EXPECT_EQ(message_of(few_samples(Mode::published), 96), "accepted");
  EXPECT_EQ(message_of(few_samples(Mode::published), 97), refusal("96", "97"));
  EXPECT_EQ(message_of(of_method(MethodName::discogan), 20), "accepted");
  EXPECT_EQ(message_of(of_method(MethodName::discogan), 21), refusal("20", "21"));
  for (const MethodName method : {MethodName::gan, MethodName::relabel})
    EXPECT_EQ(message_of(of_method(method), 1'000'000), "accepted") << name_of(method);
}

TEST(Discovery, AnUntrainedMemberCannotGenerate) {
  const test::ScratchFolder scratch;
  for (const MethodName method : {MethodName::crystalgan, MethodName::gan, MethodName::discogan}) {
    const Configuration configuration = of_method(method);
    const RunDirectory run = started(scratch / std::string(name_of(method)), configuration);
    EXPECT_THROW(generate_candidates(configuration, inputs(), run, 1), ConfigError) << name_of(method);
  }
}

TEST(Discovery, WhatLearnsNothingNeedsNoTraining) {
  const test::ScratchFolder scratch;
  const Configuration configuration = of_method(MethodName::interleave);
  const RunDirectory run = started(scratch / "run", configuration);
  const Screened before = generate_candidates(configuration, inputs(), run, 1);
  EXPECT_EQ(before.summary.generated, 7);
  std::int64_t total = -1;
  EXPECT_TRUE(
      train_members(configuration, inputs(), run, 2, {[&](std::int64_t, std::int64_t all) { total = all; }, {}}));
  EXPECT_EQ(total, 0);
  EXPECT_EQ(generate_candidates(configuration, inputs(), run, 2).summary, before.summary);
}

TEST(Discovery, CandidatesCarryTheirRankAndWhatMadeThem) {
  const Configuration configuration = of_method(MethodName::relabel);
  const auto raw = generate_raw(*make_method(configuration, inputs(), 1), 1, configuration, inputs());
  const Screened screened = screen_raw(raw, configuration, inputs(), 2);
  ASSERT_GT(screened.certified.size(), 0U);
  for (std::size_t rank = 0; rank < screened.certified.size(); ++rank) {
    const Certified& certified = screened.certified[rank];
    EXPECT_EQ(certified.candidate.id, "000" + std::to_string(rank + 1));
    EXPECT_EQ(certified.candidate.origin, "relabel");
    EXPECT_EQ(certified.candidate.member, 1);
    EXPECT_EQ(certified.candidate.parent_a, raw[certified.index].parent_a);
    EXPECT_EQ(certified.candidate.parent_b, raw[certified.index].parent_b);
    EXPECT_FALSE(certified.candidate.novel) << "an input with metals renamed is known";
  }
}

TEST(Discovery, RepairIsDoneWhereItIsAsked) {
  Configuration configuration = of_method(MethodName::random);
  configuration.generation.samples = 12;
  const auto raw = generate_raw(*make_method(configuration, inputs(), 0), 0, configuration, inputs());
  const std::int64_t repaired = screen_raw(raw, configuration, inputs(), 2).summary.certified;
  configuration.screening.repair = false;
  EXPECT_GT(repaired, screen_raw(raw, configuration, inputs(), 2).summary.certified);
}

TEST(Discovery, NoiseMovesEveryAtomByAGaussianOfItsSize) {
  Configuration configuration = of_method(MethodName::relabel);
  configuration.generation.samples = 200;
  const auto method = make_method(configuration, inputs(), 0);
  const auto still = generate_raw(*method, 0, configuration, inputs());
  configuration.generation.noise = 0.05;
  const auto noisy = generate_raw(*method, 0, configuration, inputs());
  const auto again = generate_raw(*method, 0, configuration, inputs());
  ASSERT_EQ(still.size(), noisy.size());
  double squares = 0.0;
  int components = 0;
  for (std::size_t k = 0; k < still.size(); ++k) {
    const auto& before = std::get<Structure>(still[k].structure);
    const auto& after = std::get<Structure>(noisy[k].structure);
    EXPECT_EQ(after.lattice().rows(), before.lattice().rows());
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(after.sites()[i].element, before.sites()[i].element);
      EXPECT_EQ(after.sites()[i].position, std::get<Structure>(again[k].structure).sites()[i].position);
      Fractional apart = after.sites()[i].position - before.sites()[i].position;
      for (double& component : apart.components) component -= std::round(component);
      for (const double component : before.lattice().cartesian(apart).components) {
        squares += component * component;
        ++components;
      }
    }
  }
  // the variance of x² is 2 for a deviation of 1
  EXPECT_NEAR(squares / components, 0.05 * 0.05, 5 * 0.05 * 0.05 * std::sqrt(2.0 / components));
}

std::vector<PooledBinary> without_energies_of(const std::vector<Structure>& structures) {
  std::vector<PooledBinary> binaries;
  for (const Structure& structure : structures) binaries.push_back({structure, std::nullopt});
  return binaries;
}

TEST(Discovery, ThePolicyChoosesTheLimits) {
  Configuration configuration = test::small_configuration();
  for (const Policy policy : {Policy::radii, Policy::training, Policy::published, Policy::binaries}) {
    configuration.screening.policy = policy;
    EXPECT_EQ(limits_of(configuration, inputs()).policy, name_of(policy));
    EXPECT_EQ(impossible_limits(configuration, inputs()), std::nullopt) << name_of(policy);
  }
  configuration.screening.policy = Policy::published;
  configuration.loss.d1 = 2.0;
  configuration.loss.d2 = 2.5;
  const DistanceLimits published = limits_of(configuration, inputs());
  EXPECT_EQ(published.metals->min, 2.0);
  EXPECT_EQ(published.metals->max, 2.5);
}

TEST(Discovery, TheBinariesPolicyKnowsTheBinariesOfTheModel) {
  Configuration configuration = default_configuration(Mode::symmetry);
  configuration.system.a = "Li";
  configuration.system.b = "Ti";
  configuration.system.x = "O";
  std::map<std::string, std::string> checksums;
  Binaries binaries = read_inputs(configuration, checksums);
  const Element lithium = binaries.system.a, titanium = binaries.system.b, oxygen = binaries.system.x;
  const DistanceLimits shipped = limits_of(configuration, binaries);
  const double shortest = shipped.pairs.at(element_pair(lithium, lithium)).min / 0.8;
  double of_oxides = 10.0, of_contact = 10.0;
  for (const Structure& structure : binaries.structures.a) {
    const auto distances = shortest_distances(structure);
    of_oxides = std::min(of_oxides, distances.at(element_pair(lithium, lithium)));
    of_contact = std::min(of_contact, distances.at(element_pair(lithium, oxygen)));
  }
  EXPECT_LT(shortest, of_oxides - 1.0) << "the known oxides of lithium alone keep it apart";
  EXPECT_DOUBLE_EQ(shipped.pairs.at(element_pair(lithium, oxygen)).min, 0.8 * of_contact);
  EXPECT_EQ(shipped.pairs.at(element_pair(lithium, titanium)).source, "mean of Li-Li and Ti-Ti");

  EXPECT_EQ(checksums["data/binaries.txt"].size(), 64U) << "of the data that ship";
  EXPECT_TRUE(checksums.contains("data/discriminator.txt"));

  const SymmetryModel oxides{shipped_model().discriminator, BinaryPool(without_energies_of(all_of(binaries)))};
  binaries.model = model_text(oxides, {});
  EXPECT_NEAR(limits_of(configuration, binaries).pairs.at(element_pair(lithium, lithium)).min, 0.8 * of_oxides, 1e-3)
      << "a learned model has its own binaries";
}

TEST(Discovery, LimitsThatContradictEachOtherEndInAWholeRunWithoutCandidates) {
  const test::ScratchFolder scratch;
  Configuration configuration = test::small_configuration(Mode::published);
  configuration.loss.d1 = 3.0;
  configuration.loss.d2 = 1.8;
  const auto reason = impossible_limits(configuration, inputs());
  ASSERT_TRUE(reason);
  const RunDirectory run = started(scratch / "run", configuration);
  write_screened(nothing_generated(configuration, inputs(), *reason), configuration, run);
  const Summary summary = kept_summary(run);
  EXPECT_EQ(summary.system, "Pd-Ni-H");
  EXPECT_EQ(summary.policy, "published");
  EXPECT_EQ(summary.generated, 0);
  EXPECT_EQ(summary.certified, 0);
  ASSERT_EQ(summary.rejections.size(), 1U);
  EXPECT_EQ(summary.rejections[0].example, *reason);
  configuration.screening.policy = Policy::radii;
  EXPECT_EQ(impossible_limits(configuration, inputs()), std::nullopt) << "the window is not what this one holds to";
}

}  // namespace
}  // namespace crystalgan
