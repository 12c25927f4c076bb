#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crystalgan {

struct BenchOptions {
  std::int64_t seed = 0;
  std::optional<std::string> pairs;        ///< match: a list of pairs as of the command `match`
  std::size_t threads = 1;                 ///< match: of the grouping; train: of the cases
  bool threads_given = false;              ///< train: then no other number of threads is measured
  std::vector<std::string> structures;     ///< chgnet: files or folders; empty: PdH and BaTiO3
  bool relax = false;                      ///< chgnet: relaxations instead of evaluations
  std::optional<std::int64_t> members;     ///< train: then no other number of members is measured
  std::optional<std::int64_t> candidates;  ///< campaign: then no other number of candidates is measured
};

// Each measures on this machine and returns one line of JSON.
std::string bench_screen(const BenchOptions& options);
std::string bench_ionic(const BenchOptions& options);
std::string bench_chgnet(const BenchOptions& options);
std::string bench_match(const BenchOptions& options);
std::string bench_train(const BenchOptions& options);
std::string bench_campaign(const BenchOptions& options);

}  // namespace crystalgan
