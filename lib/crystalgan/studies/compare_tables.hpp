#pragma once

#include <string>

#include "crystalgan/evaluation/statistics.hpp"
#include "crystalgan/studies/compare.hpp"

namespace crystalgan {

/// Which of the two judgements of a seed a number comes from.
enum class Stage { as_generated, repaired };

/// A count of the funnel over the seeds of one contender: mean and interval, out of Comparison::samples.
Estimate count_over_seeds(const ComparedContender& row, Stage stage, std::int64_t Summary::*count);

/// The comparison as Markdown that can be read as it stands: the paper's Table 2 (numbers that keep its rule), shares
/// of what was asked before and after projection, and the main contender minus each control and null, paired by seed.
/// Mean ± 95 % t-interval over the seeds; without an interval where there is one seed only.
std::string comparison_tables(const Comparison& comparison);

/// One row per contender and seed with all counts.
std::string comparison_csv(const Comparison& comparison);

/// Everything: contenders with their configurations, every seed's funnels, means and intervals of the counts.
std::string comparison_json(const Comparison& comparison);

}  // namespace crystalgan
