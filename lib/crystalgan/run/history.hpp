#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace crystalgan {

/// The loss terms of one epoch of one member in the order of their columns: single terms unweighted, L_G1 and L_G2 the
/// weighted sums. Step 1 and step 3 have the same
/// ten places under different names; the geometry is nan in step 1.
struct HistoryRow {
  static constexpr std::size_t kTerms = 10;

  std::int64_t member;
  std::int64_t step;   ///< 1 or 3
  std::int64_t epoch;  ///< from 1
  std::array<double, kTerms> terms;
};

/// Places in HistoryRow::terms.
enum class LossTerm : std::size_t {
  gan_b,
  reconstruction_a,
  gan_a,
  reconstruction_b,
  geo1,
  geo2,
  generator_total,
  discriminator_a,
  discriminator_b,
  discriminator_total,
};

/// The name of a term as method and paper have it: "L_R_AH" in step 1, "L_R_AHB" in step 3; empty where the step has
/// none.
std::string loss_name(LossTerm term, std::int64_t step);

/// history.csv: member, step, epoch, then every loss term of both steps; fields of the other step stay empty.
std::string history_csv(const std::vector<HistoryRow>& rows);

}  // namespace crystalgan
