#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "crystalgan/record/estimate.hpp"

namespace crystalgan {

/// "4.2 ± 0.6" times `factor`; "4.2" without an interval.
std::string estimate_text(const Estimate& estimate, double factor = 1.0);

/// The same for a difference: "+4.2 ± 0.6".
std::string difference_text(const Estimate& difference, double factor = 1.0);

/// {"mean": 4.2, "half_width": 0.6}; null without an interval.
nlohmann::ordered_json estimate_json(const Estimate& estimate);

}  // namespace crystalgan
