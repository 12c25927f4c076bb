#include "crystalgan/matching/step_shares.hpp"

#include <algorithm>
#include <vector>

namespace crystalgan {
namespace {

// Chosen: for less a job is not begun again.
constexpr double kWorthwhile = 2.0;

double weight_of(std::span<const StepShare> shares, std::span<const std::size_t> weights) {
  double sum = 0.0;
  for (const StepShare& share : shares) sum += static_cast<double>(weights[share.job]);
  return sum;
}

}  // namespace

bool share_steps(std::span<const std::size_t> weights, std::int64_t steps, const ShareRunner& run) {
  std::vector<StepShare> shares;
  for (std::size_t job = 0; job < weights.size(); ++job)
    if (weights[job] > 0) shares.push_back({job, 0});
  double each = 0.0;  // steps of one unit of weight
  for (std::int64_t left = steps; !shares.empty();) {
    const double now = static_cast<double>(left) / weight_of(shares, weights);
    if (now < kWorthwhile * each) return false;
    const bool is_second = each > 0.0;
    each = now;
    for (StepShare& share : shares)
      share = {share.job, static_cast<std::int64_t>(each * static_cast<double>(weights[share.job]))};
    run(shares);
    for (const StepShare& share : shares) left -= share.used;
    std::erase_if(shares, [](const StepShare& share) { return !share.is_short; });
    if (is_second) break;
  }
  return shares.empty();
}

}  // namespace crystalgan
