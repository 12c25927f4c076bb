#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// The loss terms of one epoch of one member in the order of their columns: single terms unweighted, totals the weighted
/// sums. Steps have the same places under different names; nan stands for a term that the step or method has not.
struct HistoryRow {
  static constexpr std::size_t kTerms = 12;

  std::int64_t member;
  std::int64_t step;   ///< 1 or 3 as the paper counts; 0 for a GAN without steps
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
  feature_matching_b,
  feature_matching_a,
};

/// A row without any term yet.
HistoryRow empty_row(std::int64_t member, std::int64_t step, std::int64_t epoch);

/// The name of a term as method and paper have it: "L_R_AH" in step 1, "L_R_AHB" in step 3; empty where the step has
/// none.
std::string loss_name(LossTerm term, std::int64_t step);

/// history.csv: member, step, epoch, then every loss term of both steps, and behind them those that other methods have;
/// fields of the other steps stay empty.
std::string history_csv(const std::vector<HistoryRow>& rows);

/// Reads it back. Throws ParseError.
std::vector<HistoryRow> parse_history(std::string_view csv, const std::string& file);

}  // namespace crystalgan
