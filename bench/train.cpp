#include <string>

#include "crystalgan/training/device.hpp"
#include "options.hpp"
#include "training_speed.hpp"

namespace crystalgan {

// What an update of all four networks costs, by step, members and threads.
std::string bench_train(const BenchOptions& options) {
  SpeedPlan plan;
  plan.settings.seed = Seed(static_cast<std::uint64_t>(options.seed)).derive("bench/train");
  if (options.engine) plan.settings.engine = engine_named(*options.engine, "--engine");
  if (options.device) plan.settings.device = device_named(*options.device, "--device");
  if (options.members) plan.members = {static_cast<std::size_t>(*options.members)};
  // without --threads: 1 and 2, as far as there are cores
  if (options.threads_given)
    plan.threads = {options.threads};
  else
    std::erase_if(plan.threads, [&](std::size_t threads) { return threads > options.threads; });
  return training_speeds_json(plan);
}

}  // namespace crystalgan
