#include "crystalgan/record/history.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

using Names = std::array<std::string_view, HistoryRow::kTerms>;

constexpr Names kStep1Names{"L_GAN_BH", "L_R_AH", "L_GAN_AH", "L_R_BH", "",        "",
                            "L_G1",     "L_D_AH", "L_D_BH",   "L_D1",   "L_FM_BH", "L_FM_AH"};
constexpr Names kStep3Names{"L_GAN_BHA", "L_R_AHB", "L_GAN_AHB", "L_R_BHA", "L_geo1", "L_geo2",
                            "L_G2",      "L_D_AHB", "L_D_BHA",   "L_D2",    "",       ""};
constexpr Names kNoStepNames{"", "", "", "", "", "", "L_G", "", "", "L_D", "", ""};

const Names& names_of_step(std::int64_t step) {
  if (step == 0) return kNoStepNames;
  return step == 1 ? kStep1Names : kStep3Names;
}

struct HistoryColumn {
  std::int64_t step;
  std::size_t term;
};

// All columns of the paper, and those of other methods that have a value.
std::vector<HistoryColumn> columns_of(const std::vector<HistoryRow>& rows) {
  std::vector<HistoryColumn> columns;
  std::vector<HistoryColumn> of_others;
  for (const std::int64_t step : {1, 3, 0}) {
    for (std::size_t term = 0; term < HistoryRow::kTerms; ++term) {
      if (names_of_step(step)[term].empty()) continue;
      const bool of_paper = step != 0 && term < static_cast<std::size_t>(LossTerm::feature_matching_b);
      const bool used = std::ranges::any_of(
          rows, [&](const HistoryRow& row) { return row.step == step && std::isfinite(row.terms[term]); });
      if (of_paper) columns.push_back({step, term});
      if (!of_paper && used) of_others.push_back({step, term});
    }
  }
  columns.insert(columns.end(), of_others.begin(), of_others.end());
  return columns;
}

}  // namespace

HistoryRow empty_row(std::int64_t member, std::int64_t step, std::int64_t epoch) {
  HistoryRow row{member, step, epoch, {}};
  row.terms.fill(std::numeric_limits<double>::quiet_NaN());
  return row;
}

std::string loss_name(LossTerm term, std::int64_t step) {
  return std::string(names_of_step(step)[static_cast<std::size_t>(term)]);
}

std::string history_csv(const std::vector<HistoryRow>& rows) {
  const auto columns = columns_of(rows);
  std::string text = "member,step,epoch";
  for (const auto& [step, term] : columns) text += "," + std::string(names_of_step(step)[term]);
  text += "\n";
  for (const HistoryRow& row : rows) {
    text += std::to_string(row.member) + "," + std::to_string(row.step) + "," + std::to_string(row.epoch);
    for (const auto& [step, term] : columns) {
      text += ",";
      if (step == row.step && std::isfinite(row.terms[term])) text += exact_text(row.terms[term]);
    }
    text += "\n";
  }
  return text;
}

std::vector<HistoryRow> parse_history(std::string_view csv, const std::string& file) {
  const CsvTable table(csv, file);
  const auto& columns = table.columns();
  std::vector<HistoryRow> rows;
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::int64_t step = table.count(row, "step");
    if (step != 0 && step != 1 && step != 3)
      throw ParseError(file, 0, "expected steps 0, 1 and 3, got " + std::to_string(step));
    HistoryRow read = empty_row(table.count(row, "member"), step, table.count(row, "epoch"));
    for (std::size_t term = 0; term < HistoryRow::kTerms; ++term) {
      const std::string_view name = names_of_step(read.step)[term];
      const bool present = !name.empty() && std::ranges::find(columns, name) != columns.end();
      if (present && !table.text(row, name).empty()) read.terms[term] = table.real(row, name);
    }
    rows.push_back(read);
  }
  return rows;
}

}  // namespace crystalgan
