#pragma once

#include <string>

#include "crystalgan/studies/compare_rounds.hpp"

namespace crystalgan {

/// The comparison as readable Markdown: what each contender found, how soon, and the meaning of the rows. Means over the
/// seeds.
std::string rounds_tables(const RoundsComparison& comparison);

/// One row per contender and seed.
std::string rounds_csv(const RoundsComparison& comparison);

/// All results: contenders with their configurations, and every energy in the order of relaxation.
std::string rounds_json(const RoundsComparison& comparison);

}  // namespace crystalgan
