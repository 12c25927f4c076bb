#pragma once

#include <string>

#include "crystalgan/evaluation/statistics.hpp"
#include "crystalgan/studies/compare.hpp"

namespace crystalgan {

/// Before or after repair.
enum class Stage { as_generated, repaired };

/// A count over the seeds of one contender: mean and interval, as a share of Comparison::samples.
Estimate count_over_seeds(const ComparedContender& row, Stage stage, std::int64_t Summary::*count);

/// The comparison as readable Markdown: the paper's Table 2, shares before and after repair, and the main contender
/// minus each control and null, paired by seed. Mean ± 95 % t-interval over the seeds; no interval for one seed.
std::string comparison_tables(const Comparison& comparison);

/// One row per contender and seed with all counts.
std::string comparison_csv(const Comparison& comparison);

/// All results: contenders with configurations, the counts of every seed, means and intervals.
std::string comparison_json(const Comparison& comparison);

}  // namespace crystalgan
