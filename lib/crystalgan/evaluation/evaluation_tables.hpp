#pragma once

#include <string>

#include "crystalgan/evaluation/evaluation.hpp"

namespace crystalgan {

/// The evaluation as readable Markdown: shares with the names of their suites, submitted set and reference side by
/// side, remarks on single structures, and duplicates.
std::string evaluation_tables(const Evaluation& evaluation);

/// The same as JSON, with all remarks and repeats.
std::string evaluation_json(const Evaluation& evaluation);

/// One row per readable structure.
std::string evaluation_csv(const Evaluation& evaluation);

}  // namespace crystalgan
