#include <fmt/core.h>

#include <string>
#include <vector>

#include "bench.hpp"
#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/training/training_speed.hpp"

namespace crystalgan {
namespace {

Engine engine_of(const std::string& name) {
  if (name == "fused") return Engine::fused;
  if (name == "reference") return Engine::reference;
  throw ConfigError("--engine", "expected fused or reference, got '" + printable(name) + "'");
}

}  // namespace

// What an update of all four networks costs, by step, members and threads.
int bench_train(const BenchOptions& options) {
  SpeedPlan plan;
  plan.settings.seed = Seed(static_cast<std::uint64_t>(options.seed)).derive("bench/train");
  plan.settings.engine = engine_of(options.engine.value_or("fused"));
  if (options.members) plan.members = {static_cast<std::size_t>(*options.members)};
  // without --threads: 1 and 2, as far as there are cores
  if (options.threads_given)
    plan.threads = {options.threads};
  else
    std::erase_if(plan.threads, [&](std::size_t threads) { return threads > options.threads; });
  fmt::print("{}\n", training_speeds_json(plan));
  return kDone;
}

}  // namespace crystalgan
