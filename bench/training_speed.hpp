#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crystalgan/core/seed.hpp"

namespace crystalgan {

/// What is trained to be timed: step 1 or 3 on synthetic cells, one batch of all structures per epoch. Step 3 has the
/// hinge with the default window and periodic images.
struct SpeedSettings {
  std::int64_t step = 1;         ///< 1 or 3
  std::int64_t structures = 35;  ///< per domain: as many as the paper has
  std::int64_t slots = 18;       ///< rows per block. Chosen: 216 numbers a cell, a middling size
  std::int64_t layers =
      5;  ///< weight matrices. Chosen: one fewer than the default, so that figures of all builds compare
  std::int64_t width = 100;  ///< the same
  std::size_t members = 1;   ///< each trained on one thread, in parallel
  std::size_t threads = 1;
  double least_seconds = 1.5;  ///< of timed rounds. Chosen: some rounds of each case, a minute for all of them
  /// Of one round, and of each look at the peak. Chosen: many rounds in a second, so that the median is none that was
  /// disturbed.
  double round_seconds = 0.2;
  Seed seed{0};
};

/// A member-step is one update of all four networks of one member.
struct TrainingSpeed {
  double milliseconds_per_member_step = 0.0;  ///< wall time over members times epochs; the median round
  double best_milliseconds = 0.0;             ///< the same of the fastest round
  double processor_milliseconds = 0.0;        ///< processor time of all threads in its place; the median round
  double gflops = 0.0;                        ///< flops_of_update() by the median round
  double share_of_peak = 0.0;                 ///< of fma_peak_gflops() with the same threads, measured beside
  std::int64_t rounds = 0;
  std::int64_t epochs = 0;  ///< of every member, in each round
};

/// Floating-point operations that one update of one member cannot do without, two per multiply-add, in the matrix
/// products alone:
/// * the four passes through the generators; on the way back the gradient of the weights of each, and that of the
///   inputs where these were generated, of the cell's numbers only;
/// * each discriminator on real and generated cells, forward and back to its own weights;
/// * each discriminator on the generated cells again, back to the cell's numbers, without gradients of its weights.
/// Inputs count as dense, zeros included; biases, activations, losses, geometry and Adam do not count.
std::int64_t flops_of_update(const SpeedSettings& settings);

/// Trains members as a run does: some epochs untimed, then short rounds.
TrainingSpeed training_speed(const SpeedSettings& settings);

/// Which cases training_speeds_json() goes through; a case with more threads than members is left out.
struct SpeedPlan {
  std::vector<std::size_t> members = {1, 8, 64};
  std::vector<std::size_t> threads = {1, 2};
  SpeedSettings settings = {};  ///< of every case but step, members and threads
};

/// Measures step 1 and step 3: one JSON object with a row per case. Throws
/// ConfigError naming --threads where no case is left.
std::string training_speeds_json(const SpeedPlan& plan);

}  // namespace crystalgan
