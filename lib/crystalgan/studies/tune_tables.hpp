#pragma once

#include <string>

#include "crystalgan/studies/tune.hpp"

namespace crystalgan {

/// What the score is, and all trials with it, best first: Markdown that can be read as it stands.
std::string tuning_tables(const Tuning& tuning);

/// One row per trial: its λ, the score's mean and half width, and the score of every fold.
std::string tuning_csv(const Tuning& tuning);

/// Everything: trials with λ, factors, scores and the funnel of every fold, and the best configuration.
std::string tuning_json(const Tuning& tuning);

}  // namespace crystalgan
