#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crystalgan/core/checkpoint.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/training/cross_domain_training.hpp"

// A cross-domain training small enough for tests.
namespace crystalgan::test {

inline constexpr std::int64_t kSlots = 3;

/// Cells of about 4 Å with up to kSlots atoms of each element, others for every seed.
inline CellBatch<float> cells_of(std::int64_t count, std::uint64_t seed) {
  Random random((Seed(seed)));
  CellBatch<float> cells(count, kSlots);
  for (std::int64_t structure = 0; structure < count; ++structure)
    for (const Block block : {Block::lattice, Block::x, Block::a, Block::b})
      for (std::int64_t slot = 0; slot < kSlots; ++slot) {
        const std::size_t row = cells.row(structure, block, slot);
        const bool lattice = block == Block::lattice;
        cells.mask[row] = lattice || slot == 0 || random.uniform() < 0.7 ? 1 : 0;
        for (std::int64_t axis = 0; axis < 3; ++axis) {
          const double edge = lattice ? (slot == axis ? 4.0 : 0.0) : 1.5;
          const double number = edge + 2.0 * random.uniform() - 1.0;
          if (cells.mask[row] != 0)
            cells.features[3 * row + static_cast<std::size_t>(axis)] = static_cast<float>(number);
        }
      }
  return cells;
}

inline PerDomain<CellBatch<float>> sets(std::int64_t count_a = 5, std::int64_t count_b = 5) {
  return {cells_of(count_a, 1), cells_of(count_b, 2)};
}

/// Step 3 with its constraint.
inline StepSettings small_settings(std::int64_t epochs) {
  StepSettings small;
  small.step = 3;
  small.epochs = epochs;
  small.record_every = 2;
  small.layers = 3;
  small.width = 16;
  small.adam.learning_rate = 1e-3;
  small.objective.constraint = GeometryConstraint{};
  return small;
}

inline CrossDomainTraining training_of(const StepSettings& settings, std::uint64_t seed = 1, std::int64_t number = 0) {
  return {settings, kSlots, {Seed(seed), number}};
}

inline CrossDomainTraining trained(const StepSettings& settings, const PerDomain<CellBatch<float>>& data = sets()) {
  CrossDomainTraining training = training_of(settings);
  training.run(data, {});
  return training;
}

inline std::string bytes_of(const CrossDomainTraining& training) { return checkpoint_bytes(training.state("step/")); }

/// Stops after this epoch.
inline TrainingObserver until(std::int64_t last) {
  auto epoch = std::make_shared<std::int64_t>(0);
  return {[epoch](std::int64_t done) { *epoch = done; }, [epoch, last] { return *epoch >= last; }};
}

/// The parameters of both networks.
inline std::vector<std::vector<float>> parameters_of(const PerDomain<Network<float>>& networks) {
  return {networks.a.parameters, networks.b.parameters};
}

inline double term(const HistoryRow& row, LossTerm place) { return row.terms[static_cast<std::size_t>(place)]; }

}  // namespace crystalgan::test
