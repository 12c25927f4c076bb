// crystalgan-bench: speed on this machine, as one line of JSON. Not installed.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/record/read_limits.hpp"
#include "options.hpp"
#include "version.hpp"

namespace crystalgan {
namespace {

struct Benchmark {
  const char* name;
  const char* meaning;
  std::string (*run)(const BenchOptions&);
};

constexpr Benchmark kBenchmarks[] = {
    {"screen", "the repair of random structures of eight atoms", bench_screen},
    {"ionic", "energy and relaxation in the ionic potential, for 6, 10 and 18 atoms", bench_ionic},
    {"chgnet", "energy, forces, stress and moments by CHGNet, with and without symmetry", bench_chgnet},
    {"match", "the comparison of pairs of structures, the grouping of 10,000", bench_match},
    {"train", "the update of the networks, for 1, 8 and 64 members on one and two threads", bench_train},
    {"campaign", "the database of a campaign: the merge of 1,000 and 100,000 made-up candidates, and queries",
     bench_campaign},
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

struct Request {
  std::string name;
  std::size_t threads = 0;  ///< 0: every core
  BenchOptions bench;

  void add_to(CLI::App& app) {
    app.add_option("NAME", name, meanings())->required();
    app.add_option("--seed", bench.seed, "seed of every random draw (default 0)")->check(CLI::NonNegativeNumber);
    app.add_option("--pairs", bench.pairs, "match: pairs of files as for `crystalgan match`");
    app.add_option("--structures", bench.structures,
                   "chgnet: structure files, or folders of them (default: PdH of 2, 16 and 54 atoms, BaTiO3)");
    app.add_flag("--relax", bench.relax, "chgnet: relax the structures, without and with their symmetry kept");
    app.add_option("--members", bench.members, "train: measure this number only")
        ->check(CLI::Range(1, 1024));  // chosen: some gigabytes
    app.add_option("--candidates", bench.candidates, "campaign: measure this number only")
        ->check(CLI::Range(1, 3'000'000));  // chosen: some gigabytes
    app.add_option("--threads", threads, "match, train: threads to use (default: every core)")
        ->check(CLI::Range(1, 1024));  // chosen: more threads than any machine at hand
  }

  std::string measure() {
    const Benchmark& benchmark = benchmark_of(name);
    const auto only_beside = [&](const char* expected, bool given, const char* option) {
      if (given && name != expected)
        throw ConfigError(option, std::string("expected only beside ") + expected + ", got it beside " + name);
    };
    only_beside("match", bench.pairs.has_value(), "--pairs");
    only_beside("chgnet", !bench.structures.empty(), "--structures");
    only_beside("chgnet", bench.relax, "--relax");
    only_beside("campaign", bench.candidates.has_value(), "--candidates");
    only_beside("train", bench.members.has_value(), "--members");
    bench.threads = threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
    bench.threads_given = threads > 0;
    return benchmark.run(bench);
  }
};

// Cells that no crystal has are measured, too.
ReadLimits limits_of_any_cell() {
  ReadLimits limits;
  limits.min_lattice_vector = limits.min_volume_per_atom = 1e-6;
  limits.max_lattice_vector = 1e6;
  limits.max_volume_per_atom = 1e18;
  return limits;
}

int fail(int code, const char* message) {
  std::fprintf(stderr, "crystalgan-bench: %s\n", message);
  return code;
}

}  // namespace
}  // namespace crystalgan

int main(int argc, char** argv) try {
  using namespace crystalgan;
  CLI::App app("Speed of CrystalGAN on this machine, as one line of JSON.", "crystalgan-bench");
  app.set_version_flag("--version",
                       std::string("crystalgan-bench ") + program_version() + " (" + program_commit() + ")");
  Request line;
  line.add_to(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  }
  set_read_limits(limits_of_any_cell());
  std::puts(line.measure().c_str());
  return 0;
} catch (const CLI::ParseError& error) {
  return crystalgan::fail(2, error.what());
} catch (const crystalgan::ConfigError& error) {
  return crystalgan::fail(2, error.what());
} catch (const std::exception& error) {
  return crystalgan::fail(1, error.what());
}
