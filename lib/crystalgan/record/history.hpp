#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// The loss terms of one epoch of one member, in the order of their columns: single terms unweighted, totals weighted.
/// Both steps use the same places; NaN: no such term.
struct HistoryRow {
  static constexpr std::size_t kTerms = 12;

  std::int64_t member;
  std::int64_t step;   ///< 1 or 3 as in the paper; 0 for a GAN without steps
  std::int64_t epoch;  ///< from 1
  std::array<double, kTerms> terms;
};

/// Indices of HistoryRow::terms.
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

/// A row without terms.
HistoryRow empty_row(std::int64_t member, std::int64_t step, std::int64_t epoch);

/// The name of a term: "L_R_AH" in step 1, "L_R_AHB" in step 3; empty if the step has no such term.
std::string loss_name(LossTerm term, std::int64_t step);

/// history.csv: member, step, epoch, the loss terms of both steps, then those of other methods; fields of other steps
/// are empty.
std::string history_csv(const std::vector<HistoryRow>& rows);

/// The reverse. Throws ParseError.
std::vector<HistoryRow> parse_history(std::string_view csv, const std::string& file);

}  // namespace crystalgan
