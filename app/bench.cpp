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
  options->run.add_threads(command);
  return [options] {
    const Benchmark& benchmark = benchmark_of(options->name);
    if (options->bench.pairs && options->name != "match")
      throw ConfigError("--pairs", "expected only beside match, got it beside " + options->name);
    options->bench.threads = options->run.thread_count();
    return benchmark.run(options->bench);
  };
}

}  // namespace crystalgan
