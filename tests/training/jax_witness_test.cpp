// The program's losses, gradients, updates and feature transfer, recomputed by tests/reference/jax_game.py: an independent
// implementation of the published method in JAX and float64. Its docstring describes the files that are exchanged.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "crystalgan/core/checkpoint.hpp"
#include "crystalgan/features/transfer.hpp"
#include "crystalgan/training/cross_domain_training.hpp"
#include "tests/gan/cross_domain_games.hpp"
#include "tests/support/cell_sets.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan {
namespace {

using nlohmann::json;

constexpr std::int64_t kUpdates = 3;
constexpr std::int64_t kTrainedSlots = 5;  // more than a lattice has vectors

std::string name_of(GeometryForm form) { return std::string(kGeometryFormNames[static_cast<std::size_t>(form)]); }

// Small networks; in step 3 with a window such that both geometric terms have a value, and X as a group of its own.
StepSettings settings_of(std::int64_t step, GeometryForm form = GeometryForm::hinge, bool images = true) {
  StepSettings settings;
  settings.step = step;
  settings.record_every = 1;
  settings.layers = 4;
  settings.width = 20;
  settings.adam.learning_rate = 1e-3;
  settings.objective.weights = test::kUnequal;
  if (step == 3) {
    settings.objective.constraint = test::constrained(form);
    settings.objective.constraint->images = images;
  }
  return settings;
}

std::map<std::string, std::string> metadata_of(const StepSettings& settings, std::int64_t updates) {
  const auto& [l1, l2, l3, l4, l5, l6, feature_matching] = settings.objective.weights;
  json exchanged{{"step", settings.step},
                 {"layers", settings.layers},
                 {"width", settings.width},
                 {"lambda", {l1, l2, l3, l4, l5, l6}},
                 {"geometry", "none"},
                 {"images", true},
                 {"constrain_x", false},
                 {"d1", 0.0},
                 {"d2", 0.0},
                 {"updates", updates},
                 {"generator_updates", settings.generator_updates},
                 {"adam",
                  {{"learning_rate", settings.adam.learning_rate},
                   {"beta1", settings.adam.beta1},
                   {"beta2", settings.adam.beta2},
                   {"epsilon", settings.adam.epsilon},
                   {"weight_decay", settings.adam.weight_decay}}}};
  if (const auto& constraint = settings.objective.constraint) {
    exchanged["geometry"] = name_of(constraint->form);
    exchanged["images"] = constraint->images;
    exchanged["constrain_x"] = constraint->groups.size() > 1;
    exchanged["d1"] = constraint->window.smallest;
    exchanged["d2"] = constraint->window.largest;
  }
  return {{"settings", exchanged.dump()}};
}

template <class Number>
void add_cells(NamedArrays& arrays, const std::string& features, const std::string& mask,
               const CellBatch<Number>& cells) {
  arrays[features] = {{cells.size, kBlocks, cells.slots, kComponents}, cells.features};
  arrays[mask] = {{cells.size, kBlocks, cells.slots}, std::vector<std::int64_t>(cells.mask.begin(), cells.mask.end())};
}

template <class Number>
void add_losses(NamedArrays& arrays, const test::Round<Number>& round, const LossWeights& weights) {
  const auto add = [&arrays](const std::string& name, double value) {
    arrays["loss/" + name] = array_of(std::vector{static_cast<Number>(value)});
  };
  add("gan-b", round.generators.gan_b);
  add("reconstruction-a", round.generators.reconstruction_a);
  add("gan-a", round.generators.gan_a);
  add("reconstruction-b", round.generators.reconstruction_b);
  if (round.generators.geometry) {
    add("geo1", round.generators.geometry->geo1);
    add("geo2", round.generators.geometry->geo2);
  }
  add("generator-total", generator_total(round.generators, weights));
  add("discriminator-a", round.discriminators.a);
  add("discriminator-b", round.discriminators.b);
  add("discriminator-total", round.discriminators.total());
}

// A batch, and the losses and gradients that these networks have on it.
template <class Number>
NamedArrays round_arrays(const CrossDomainGan<Number>& gan, const PerDomain<CellBatch<Number>>& cells,
                         const GeneratorObjective& objective) {
  NamedArrays arrays;
  add_cells(arrays, "features-a", "mask-a", cells.a);
  add_cells(arrays, "features-b", "mask-b", cells.b);
  const auto round = test::round_of(gan, cells, objective);
  add_losses(arrays, round, objective.weights);
  arrays["gradient/generator-a"] = array_of(round.of_generators.a);
  arrays["gradient/generator-b"] = array_of(round.of_generators.b);
  arrays["gradient/discriminator-a"] = array_of(round.of_discriminators.a);
  arrays["gradient/discriminator-b"] = array_of(round.of_discriminators.b);
  return arrays;
}

// Different sizes; one structure has a single metal atom, which has no neighbour without periodic images.
PerDomain<CellBatch<double>> skewed_cells() {
  auto cells = test::example_cells(5, 3);
  for (std::int64_t slot = 0; slot < test::kSlots; ++slot) {
    cells.a.mask[cells.a.row(1, Block::a, slot)] = slot == 0 ? 1 : 0;
    cells.a.mask[cells.a.row(1, Block::b, slot)] = 0;
  }
  return cells;
}

// Losses and gradients in float64.
std::string round_bytes(const StepSettings& settings) {
  const auto gan = test::random_gan(settings.layers, settings.width);
  NamedArrays arrays = round_arrays(gan, skewed_cells(), settings.objective);
  const std::string before = "before/step" + std::to_string(settings.step) + "/";
  arrays[before + "generator-a"] = array_of(gan.generators.a.parameters);
  arrays[before + "generator-b"] = array_of(gan.generators.b.parameters);
  arrays[before + "discriminator-a"] = array_of(gan.discriminators.a.parameters);
  arrays[before + "discriminator-b"] = array_of(gan.discriminators.b.parameters);
  return checkpoint_bytes(arrays, metadata_of(settings, 0));
}

// Different sizes, and empty rows in every block, that of the lattice too.
PerDomain<CellBatch<float>> padded_cells() {
  PerDomain<CellBatch<float>> sets{test::cell_set(5, kTrainedSlots, 1), test::cell_set(3, kTrainedSlots, 2)};
  for (CellBatch<float>* cells : {&sets.a, &sets.b})
    for (std::int64_t structure = 0; structure < cells->size; ++structure)
      for (std::int64_t slot = kComponents; slot < kTrainedSlots; ++slot) {
        const std::size_t row = cells->row(structure, Block::lattice, slot);
        cells->mask[row] = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) cells->features[3 * row + axis] = 0.0F;
      }
  return sets;
}

// The last rows of a history.
NamedArray update_losses(const std::vector<HistoryRow>& history) {
  constexpr auto kTerms = static_cast<std::size_t>(LossTerm::discriminator_total) + 1;
  std::vector<float> losses;
  for (auto row = history.end() - kUpdates; row != history.end(); ++row)
    for (std::size_t term = 0; term < kTerms; ++term)
      losses.push_back(std::isnan(row->terms[term]) ? 0.0F : static_cast<float>(row->terms[term]));
  return {{kUpdates, static_cast<std::int64_t>(kTerms)}, losses};
}

void add_transfer(NamedArrays& arrays, const PartnerIndices& partners, const PerDomain<CellBatch<float>>& ternaries) {
  std::vector<std::int64_t> pairs;
  for (const auto& [i, j] : partners) pairs.insert(pairs.end(), {i, j});
  arrays["transfer/partners"] = {{std::ssize(partners), 2}, pairs};
  add_cells(arrays, "transfer/a", "transfer/mask-a", ternaries.a);
  add_cells(arrays, "transfer/b", "transfer/mask-b", ternaries.b);
}

// A training in float32 that stopped some updates before its end, and its checkpoint then.
class Interrupted {
 public:
  Interrupted(StepSettings settings, PerDomain<CellBatch<float>> cells)
      : settings_(ended(settings)), cells_(std::move(cells)), training_(settings_, kTrainedSlots, {Seed(7), 0}) {
    std::int64_t epoch = 0;
    training_.run(cells_, {[&](std::int64_t done) { epoch = done; }, [&] { return epoch + kUpdates == kEpochs; }});
    checkpoint_ = training_.state(prefix());
    arrays_ = round_arrays(training_.gan(), cells_, settings_.objective);
  }

  const NamedArrays& checkpoint() const { return checkpoint_; }

  // Step 2 from the networks of the checkpoint.
  PerDomain<CellBatch<float>> transfer() {
    const auto partners = paired_partners(cells_.a.size, cells_.b.size);
    const auto& generators = training_.gan().generators;
    auto ternaries =
        transfer_features({translated(generators.a, cells_.a), translated(generators.b, cells_.b)}, partners);
    add_transfer(arrays_, partners, ternaries);
    return ternaries;
  }

  // Goes on to the end. The networks before are those of the checkpoint.
  std::string exchange_at_the_end() {
    EXPECT_TRUE(training_.run(cells_, {}));
    for (const auto& [name, array] : training_.state("after/" + prefix()))
      if (!name.ends_with("/epoch") && !name.ends_with("/history")) arrays_[name] = array;
    arrays_["update-losses"] = update_losses(training_.history());
    return checkpoint_bytes(arrays_, metadata_of(settings_, kUpdates));
  }

 private:
  static constexpr std::int64_t kEpochs = 100;  // after which cells of a crystal's size are generated

  static StepSettings ended(StepSettings settings) {
    settings.epochs = kEpochs;
    return settings;
  }
  std::string prefix() const { return "step" + std::to_string(settings_.step) + "/"; }

  StepSettings settings_;
  PerDomain<CellBatch<float>> cells_;
  CrossDomainTraining training_;
  NamedArrays checkpoint_;
  NamedArrays arrays_;
};

// One start of Python for everything: it takes longer to start and to compile than to compute.
TEST(JaxWitness, RecomputesLossesGradientsUpdatesAndTheTransfer) {
  const test::ScratchFolder folder;
  std::vector<std::string> arguments;
  const auto write = [&](const std::string& name, const std::string& bytes) {
    arguments.push_back(folder.write(name + ".safetensors", bytes).string());
  };
  write("step1", round_bytes(settings_of(1)));
  for (const GeometryForm form : {GeometryForm::hinge, GeometryForm::literal, GeometryForm::spring})
    for (const bool images : {true, false})
      write("step3-" + name_of(form) + (images ? "-images" : ""), round_bytes(settings_of(3, form, images)));

  Interrupted step1(settings_of(1), padded_cells());
  StepSettings of_step3 = settings_of(3);
  of_step3.generator_updates = 2;
  of_step3.adam.weight_decay = 0.01;
  Interrupted step3(of_step3, step1.transfer());
  write("updates-step1", step1.exchange_at_the_end());
  write("updates-step3", step3.exchange_at_the_end());
  NamedArrays checkpoint = step1.checkpoint();
  checkpoint.insert(step3.checkpoint().begin(), step3.checkpoint().end());
  const auto member = folder.write("member.safetensors", checkpoint_bytes(checkpoint));
  arguments.insert(arguments.end(), {"--checkpoint", member.string()});

  test::expect_witness_agrees(folder.path(), CRYSTALGAN_TEST_REFERENCE "/jax_game.py", arguments);
}

}  // namespace
}  // namespace crystalgan
