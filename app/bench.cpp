#include "bench.hpp"

#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct Benchmark {
  const char* name;
  const char* meaning;
  int (*run)(const BenchOptions&);
};

constexpr Benchmark kBenchmarks[] = {
    {"screen", "the repair of random structures of eight atoms", bench_screen},
    {"match", "the comparison of pairs of structures, the grouping of 10,000", bench_match},
    {"train", "the update of the networks, for 1, 8 and 64 members on one and two threads", bench_train},
};

std::string meanings() {
  std::vector<std::string> all;
  for (const Benchmark& benchmark : kBenchmarks) all.push_back(std::string(benchmark.name) + ": " + benchmark.meaning);
  return join(all, "; ");
}

const Benchmark& benchmark_of(const std::string& name) {
  std::vector<std::string> names;
  for (const Benchmark& benchmark : kBenchmarks) {
    if (name == benchmark.name) return benchmark;
    names.push_back(benchmark.name);
  }
  throw ConfigError("bench", "expected " + join(names, " or ") + ", got '" + printable(name) + "'");
}

}  // namespace

Action add_bench(CLI::App& command) {
  struct Options {
    std::string name;
    BenchOptions bench;
    RunOptions run;  // of these --threads only
  };
  auto options = std::make_shared<Options>();
  command.add_option("NAME", options->name, meanings())->required();
  command.add_option("--seed", options->bench.seed, "every random draw follows from it (default 0)")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--pairs", options->bench.pairs, "match: pairs of files as for the command match");
  command.add_option("--members", options->bench.members, "train: measure this number only")
      ->check(CLI::Range(1, 1024));  // chosen: some gigabytes
  command.add_option("--engine", options->bench.engine, "train: fused (default) or reference");
  command.add_option("--device", options->bench.device, "train: cpu (default) or cuda, where all members train as one");
  options->run.add_threads(command);
  return [options] {
    const Benchmark& benchmark = benchmark_of(options->name);
    const auto only_beside = [&](const char* name, bool given, const char* option) {
      if (given && options->name != name)
        throw ConfigError(option, std::string("expected only beside ") + name + ", got it beside " + options->name);
    };
    only_beside("match", options->bench.pairs.has_value(), "--pairs");
    only_beside("train", options->bench.members.has_value(), "--members");
    only_beside("train", options->bench.engine.has_value(), "--engine");
    only_beside("train", options->bench.device.has_value(), "--device");
    options->bench.threads = options->run.thread_count();
    options->bench.threads_given = options->run.threads > 0;
    return benchmark.run(options->bench);
  };
}

}  // namespace crystalgan
