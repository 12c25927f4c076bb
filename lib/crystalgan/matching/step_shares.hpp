#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace crystalgan {

/// The part of a bounded number of steps that one of several jobs may take.
struct StepShare {
  std::size_t job;
  std::int64_t steps;
  std::int64_t used = 0;  ///< set by who does the job
  bool is_short = false;  ///< likewise: the job was ended by its share
};

/// Called with the shares of jobs that are to be done, or done again from the start.
using ShareRunner = std::function<void(std::span<StepShare>)>;

/// Shares out steps over jobs in proportion to their weights; jobs without weight are none. Once, what is left goes to
/// the jobs that were ended by their share, where that at least doubles it. All together they take no more than `steps`,
/// and what each gets does not depend on the order in which they are done. True when none was ended.
bool share_steps(std::span<const std::size_t> weights, std::int64_t steps, const ShareRunner& run);

}  // namespace crystalgan
