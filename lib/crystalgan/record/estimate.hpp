#pragma once

#include <cstddef>
#include <optional>

namespace crystalgan {

/// The mean of repeated measurements: `mean` ± `half_width` is the 95 % interval of Student's t.
struct Estimate {
  double mean = 0.0;
  std::optional<double> half_width;  ///< nothing for fewer than two values
  std::size_t count = 0;

  friend bool operator==(const Estimate&, const Estimate&) = default;
};

}  // namespace crystalgan
