#pragma once

#include <string>

#include "crystalgan/evaluation/evaluation.hpp"

namespace crystalgan {

/// The evaluation as Markdown that can be read as it stands: shares with the names of their suites, the submitted set
/// beside the reference, then what is odd about single structures and which are the same crystal.
std::string evaluation_tables(const Evaluation& evaluation);

/// The same numbers as JSON, with all remarks and repeats.
std::string evaluation_json(const Evaluation& evaluation);

/// One row per submitted structure that could be read.
std::string evaluation_csv(const Evaluation& evaluation);

}  // namespace crystalgan
