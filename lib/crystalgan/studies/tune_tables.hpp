#pragma once

#include <string>

#include "crystalgan/studies/tune.hpp"

namespace crystalgan {

/// The score and all trials, best first, as readable Markdown.
std::string tuning_tables(const Tuning& tuning);

/// One row per trial: its λ, mean and half width of the score, and the score of every fold.
std::string tuning_csv(const Tuning& tuning);

/// All results: trials with λ, factors, scores and counts of every fold, and the best configuration.
std::string tuning_json(const Tuning& tuning);

}  // namespace crystalgan
