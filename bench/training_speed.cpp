#include "training_speed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <ctime>
#include <deque>
#include <limits>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/matrix_products.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/training/cross_domain_training.hpp"
#include "fma_peak.hpp"

namespace crystalgan {
namespace {

// The cells: see synthetic_cells(). bench/train.py makes its own by the same rule. Chosen: crystals of small cells,
// where some atoms are too close and some images too far for the window of step 3.
constexpr double kEdge = 4.0;    // Å
constexpr double kStrain = 0.2;  // of the edge, up to, either way
constexpr std::size_t kMostAtomsOfABlock = 4;

// Chosen: a member's weights and moments come from memory once and then stay in the cache, as in a run, so a round must
// not be all beginnings.
constexpr std::int64_t kLeastEpochs = 25;

double uniform(Random& random, double low, double high) { return low + (high - low) * random.uniform(); }

// In every filled block one to kMostAtomsOfABlock atoms anywhere in a cell that is nearly a cube; Cartesian Å. Rows without
// an atom are zero.
CellBatch<float> synthetic_cells(const SpeedSettings& settings, const std::vector<Block>& filled, Random random) {
  CellBatch<float> cells(settings.structures, settings.slots);
  for (std::int64_t structure = 0; structure < settings.structures; ++structure) {
    const auto number = [&](Block block, std::int64_t row, std::int64_t axis) -> float& {
      return cells.features[3 * cells.row(structure, block, row) + static_cast<std::size_t>(axis)];
    };
    for (std::int64_t row = 0; row < 3; ++row) {
      cells.mask[cells.row(structure, Block::lattice, row)] = 1;
      for (std::int64_t axis = 0; axis < 3; ++axis)
        number(Block::lattice, row, axis) =
            static_cast<float>(kEdge * ((row == axis ? 1.0 : 0.0) + uniform(random, -kStrain, kStrain)));
    }
    for (const Block block : filled) {
      const auto atoms = 1 + static_cast<std::int64_t>(random.below(kMostAtomsOfABlock));
      for (std::int64_t row = 0; row < std::min(atoms, settings.slots); ++row) {
        cells.mask[cells.row(structure, block, row)] = 1;
        for (std::int64_t vector = 0; vector < 3; ++vector) {
          const auto fraction = static_cast<float>(random.uniform());
          for (std::int64_t axis = 0; axis < 3; ++axis)
            number(block, row, axis) += fraction * number(Block::lattice, vector, axis);
        }
      }
    }
  }
  return cells;
}

// Step 1: the block of the other metal is empty. Step 3: all are filled.
PerDomain<CellBatch<float>> synthetic_sets(const SpeedSettings& settings) {
  const bool ternary = settings.step == 3;
  const std::vector<Block> of_a = ternary ? std::vector{Block::x, Block::a, Block::b} : std::vector{Block::x, Block::a};
  const std::vector<Block> of_b = ternary ? of_a : std::vector{Block::x, Block::b};
  return {synthetic_cells(settings, of_a, Random(settings.seed.derive("cells-a"))),
          synthetic_cells(settings, of_b, Random(settings.seed.derive("cells-b")))};
}

StepSettings step_settings(const SpeedSettings& settings) {
  StepSettings step;
  step.step = settings.step;
  step.epochs = std::numeric_limits<std::int64_t>::max();
  step.batch_size = settings.structures;
  step.layers = settings.layers;
  step.width = settings.width;
  if (settings.step == 3) step.objective.constraint.emplace();
  return step;
}

// The members of one case in training.
class Members {
 public:
  explicit Members(const SpeedSettings& settings) : threads_(settings.threads), sets_(synthetic_sets(settings)) {
    for (std::size_t member = 0; member < settings.members; ++member)
      trainings_.emplace_back(
          step_settings(settings), settings.slots,
          Member{settings.seed.derive("member-" + std::to_string(member)), static_cast<std::int64_t>(member)});
  }

  /// Trains every member for so many epochs; the seconds that passed.
  double run(std::int64_t epochs) {
    const auto start = std::chrono::steady_clock::now();
    parallel_for(trainings_.size(), threads_, [&](std::size_t training) {
      std::int64_t done = 0;
      trainings_[training].run(sets_, {{}, [&] { return ++done == epochs; }});
    });
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

 private:
  std::size_t threads_;
  PerDomain<CellBatch<float>> sets_;
  std::deque<CrossDomainTraining> trainings_;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

/// The multiply-adds of one row through a network, by what is asked for.
struct RowCost {
  std::int64_t weights;   ///< forward, and the gradient of the weights: each touches every weight once
  std::int64_t hidden;    ///< the gradient of everything behind the inputs
  std::int64_t of_cells;  ///< the same and the gradient of the inputs that hold the cell's numbers
};

RowCost row_cost(const SpeedSettings& settings, std::int64_t inputs, std::int64_t outputs) {
  const std::int64_t first = settings.layers == 1 ? outputs : settings.width;
  RowCost cost{0, 0, 0};
  for (std::int64_t layer = 1; layer < settings.layers; ++layer)
    cost.hidden += settings.width * (layer == settings.layers - 1 ? outputs : settings.width);
  cost.weights = inputs * first + cost.hidden;
  cost.of_cells = kBlocks * settings.slots * 3 * first + cost.hidden;
  return cost;
}

std::string number(double value, int digits) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.begin(), text.end(), value, std::chars_format::fixed, digits);
  return {text.begin(), end.ptr};
}

std::string row_json(const SpeedSettings& settings) {
  const TrainingSpeed speed = training_speed(settings);
  return "{\"step\": " + std::to_string(settings.step) + ", \"members\": " + std::to_string(settings.members) +
         ", \"threads\": " + std::to_string(settings.threads) +
         ", \"milliseconds_per_member_step\": " + number(speed.milliseconds_per_member_step, 4) +
         ", \"best_milliseconds\": " + number(speed.best_milliseconds, 4) +
         ", \"processor_milliseconds\": " + number(speed.processor_milliseconds, 4) +
         ", \"gflops\": " + number(speed.gflops, 2) + ", \"share_of_peak\": " + number(speed.share_of_peak, 4) +
         ", \"rounds\": " + std::to_string(speed.rounds) + ", \"epochs\": " + std::to_string(speed.epochs) + "}";
}

void require_a_case(const SpeedPlan& plan) {
  const std::size_t members = *std::ranges::max_element(plan.members);
  const std::size_t threads = *std::ranges::min_element(plan.threads);
  if (threads > members)
    throw ConfigError("--threads", "expected at most as many threads as members, " + std::to_string(members) +
                                       ", got " + std::to_string(threads));
}

}  // namespace

std::int64_t flops_of_update(const SpeedSettings& settings) {
  const std::int64_t cell = kBlocks * settings.slots * 3;
  const RowCost generator = row_cost(settings, cell, cell);
  const RowCost discriminator = row_cost(settings, cell, 1);
  const std::int64_t made = 2 * generator.weights;                                             // fake and cycle
  const std::int64_t learned = 2 * generator.weights + generator.hidden + generator.of_cells;  // fake and cycle
  const std::int64_t classified = 2 * (2 * discriminator.weights + discriminator.hidden);      // real and fake
  const std::int64_t faked = discriminator.weights + discriminator.of_cells;
  return 2 * 2 * settings.structures * (made + learned + classified + faked);  // both domains; two per multiply-add
}

TrainingSpeed training_speed(const SpeedSettings& settings) {
  Members members(settings);
  members.run(1);
  constexpr std::int64_t kTrial = 3;
  const double trial = members.run(kTrial) / static_cast<double>(kTrial);
  TrainingSpeed speed;
  speed.epochs = std::max(kLeastEpochs, static_cast<std::int64_t>(std::ceil(settings.round_seconds / trial)));
  const auto peak_beside = [&] { return fma_peak_gflops(settings.threads, settings.round_seconds); };
  double peak = peak_beside();
  const double steps = static_cast<double>(speed.epochs) * static_cast<double>(settings.members);
  std::vector<double> milliseconds;
  std::vector<double> processor;
  double elapsed = 0.0;
  do {
    const std::clock_t before = std::clock();
    const double seconds = members.run(speed.epochs);
    processor.push_back(1e3 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC / steps);
    milliseconds.push_back(1e3 * seconds / steps);
    elapsed += seconds;
  } while (elapsed < settings.least_seconds);
  peak = std::max(peak, peak_beside());
  speed.rounds = std::ssize(milliseconds);
  speed.milliseconds_per_member_step = median(milliseconds);
  speed.best_milliseconds = *std::min_element(milliseconds.begin(), milliseconds.end());
  speed.processor_milliseconds = median(processor);
  speed.gflops = static_cast<double>(flops_of_update(settings)) / speed.milliseconds_per_member_step / 1e6;
  speed.share_of_peak = speed.gflops / peak;
  return speed;
}

std::string training_speeds_json(const SpeedPlan& plan) {
  require_a_case(plan);
  const SpeedSettings& common = plan.settings;
  std::string rows;
  std::string peaks;
  for (const std::int64_t step : {1, 3})
    for (const std::size_t members : plan.members)
      for (const std::size_t threads : plan.threads) {
        if (threads > members) continue;
        SpeedSettings settings = common;
        settings.step = step;
        settings.members = members;
        settings.threads = threads;
        rows += (rows.empty() ? "" : ", ") + row_json(settings);
      }
  for (const std::size_t threads : plan.threads)
    peaks += (peaks.empty() ? "\"" : ", \"") + std::to_string(threads) +
             "\": " + number(fma_peak_gflops(threads, common.round_seconds), 1);
  return "{\"bench\": \"train\", \"matrix_products\": \"" + product_library() +
         "\", \"structures\": " + std::to_string(common.structures) + ", \"slots\": " + std::to_string(common.slots) +
         ", \"layers\": " + std::to_string(common.layers) + ", \"width\": " + std::to_string(common.width) +
         ", \"fma_peak_gflops\": {" + peaks + "}, \"rows\": [" + rows + "]}";
}

}  // namespace crystalgan
