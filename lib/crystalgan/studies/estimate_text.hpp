#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "crystalgan/evaluation/statistics.hpp"
#include "crystalgan/record/estimate.hpp"

namespace crystalgan {

/// "4.2 ± 0.6" times `factor`; "4.2" without an interval.
std::string estimate_text(const Estimate& estimate, double factor = 1.0);

/// The same for a difference: "+4.2 ± 0.6".
std::string difference_text(const Estimate& difference, double factor = 1.0);

/// "38.1 [29.0, 47.2]" times `factor`; "38.1" without an interval.
std::string ratio_text(const RatioEstimate& ratio, double factor = 1.0);

/// The same for a difference: "+8.1 [-1.0, 17.2]".
std::string ratio_difference_text(const RatioEstimate& difference, double factor = 1.0);

/// {"ratio": 0.38, "low": 0.29, "high": 0.47}; null without an interval.
nlohmann::ordered_json ratio_json(const RatioEstimate& ratio);

/// {"mean": 4.2, "half_width": 0.6}; null without an interval.
nlohmann::ordered_json estimate_json(const Estimate& estimate);

}  // namespace crystalgan
