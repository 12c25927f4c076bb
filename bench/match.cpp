#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "options.hpp"
#include "structure_pairs.hpp"

namespace crystalgan {
namespace {

// Å: how far every atom of a repeat is moved at most, along each axis; within the matcher's tolerance. Chosen.
constexpr double kDisplacement = 0.1;

// Candidates that are grouped, half of them repeats of the other half. Chosen: a run of `generate` for one system.
constexpr std::size_t kCandidates = 10'000;
constexpr std::size_t kFewestAtoms = 8;
constexpr std::size_t kMostAtoms = 16;
constexpr std::size_t kAtomsOfOneComposition = 12;

// Seconds for which a measurement is repeated. Chosen.
constexpr double kLeastTime = 1.0;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double between(double low, double high, Random& random) { return low + (high - low) * random.uniform(); }

// The same crystal with its atoms displaced, from another origin, in another cell: one vector added to another.
Structure disguised(const Structure& structure, Random& random) {
  Basis rows = structure.lattice().rows();
  const std::size_t to = random.below(3);
  rows[to] = rows[to] + rows[(to + 1 + random.below(2)) % 3];
  const Lattice lattice(rows);
  const Fractional origin{random.uniform(), random.uniform(), random.uniform()};
  std::vector<Site> sites;
  for (const Site& site : structure.sites()) {
    Cartesian position = structure.lattice().cartesian(site.position + origin);
    for (double& component : position.components) component += between(-kDisplacement, kDisplacement, random);
    sites.push_back({site.element, wrapped(lattice.fractional(position))});
  }
  return {lattice, std::move(sites), "repeat"};
}

const std::array kElements{Element::from_symbol("Pd"), Element::from_symbol("Ni"), Element::from_symbol("H")};

// 8 to 16 atoms, at least one of each element.
std::vector<Element> random_atoms(Random& random) {
  std::vector<Element> atoms(kElements.begin(), kElements.end());
  const std::size_t size = kFewestAtoms + random.below(kMostAtoms - kFewestAtoms + 1);
  while (atoms.size() < size) atoms.push_back(kElements[random.below(kElements.size())]);
  return atoms;
}

std::vector<Element> atoms_of_one_composition() {
  std::vector<Element> atoms;
  while (atoms.size() < kAtomsOfOneComposition) atoms.insert(atoms.end(), kElements.begin(), kElements.end());
  return atoms;
}

// Anywhere in a random cell of the rule's volume.
Structure random_structure(const std::vector<Element>& atoms, Random& random) {
  std::array<double, 3> lengths{};
  std::array<double, 3> angles{};
  for (double& length : lengths) length = between(0.7, 1.3, random);
  for (double& angle : angles) angle = between(70.0, 110.0, random);
  std::vector<Site> sites;
  for (const Element atom : atoms) sites.push_back({atom, {random.uniform(), random.uniform(), random.uniform()}});
  return at_rule_volume({Lattice::from_parameters(lengths[0], lengths[1], lengths[2], angles[0], angles[1], angles[2]),
                         std::move(sites), "random"});
}

std::vector<Structure> random_candidates(bool of_one_composition, Random& random) {
  std::vector<Structure> candidates;
  while (candidates.size() < kCandidates / 2)
    candidates.push_back(
        random_structure(of_one_composition ? atoms_of_one_composition() : random_atoms(random), random));
  while (candidates.size() < kCandidates)
    candidates.push_back(disguised(candidates[random.below(kCandidates / 2)], random));
  std::vector<Structure> shuffled;
  for (const std::size_t i : random.permutation(candidates.size())) shuffled.push_back(candidates[i]);
  return shuffled;
}

struct BenchedPairs {
  std::vector<Structure> structures;
  std::vector<std::pair<std::size_t, std::size_t>> pairs;  // of `structures`
};

BenchedPairs pairs_of_list(const std::string& path) {
  PairList list(path);
  StructureShelf shelf{MatcherSettings()};
  std::map<const StructureShelf::Item*, std::size_t> places;
  BenchedPairs all;
  const auto place_of = [&](const StructureShelf::Item* item) {
    const auto [place, is_new] = places.emplace(item, all.structures.size());
    if (is_new) all.structures.push_back(item->structure);
    return place->second;
  };
  while (const auto line = list.next()) {
    const auto [first, second] = find_pair(shelf, list, *line);
    all.pairs.emplace_back(place_of(first), place_of(second));
  }
  if (all.pairs.empty()) throw ParseError(list.name(), 0, "expected pairs of files, got none");
  return all;
}

// Every built-in prototype of Pd-H with itself, displaced and in another cell.
BenchedPairs pairs_of_prototypes(Random& random) {
  BenchedPairs all;
  for (const Structure& binary : built_in_binaries(Element::from_symbol("Pd"), Element::from_symbol("H"))) {
    all.pairs.emplace_back(all.structures.size(), all.structures.size() + 1);
    all.structures.push_back(binary);
    all.structures.push_back(disguised(binary, random));
  }
  return all;
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Microseconds of the processor for one of `count` pieces of work, all done again and again.
double microseconds_each(std::size_t count, const std::function<void()>& all) {
  const double start = processor_seconds();
  std::size_t rounds = 0;
  double elapsed = 0.0;
  while (elapsed < kLeastTime) {
    all();
    ++rounds;
    elapsed = processor_seconds() - start;
  }
  return 1e6 * elapsed / static_cast<double>(rounds * count);
}

std::string measured_pairs(const BenchedPairs& given) {
  StructureMatcher matcher;
  std::vector<PreparedStructure> prepared;
  const double per_prepare = microseconds_each(given.structures.size(), [&] {
    prepared.clear();
    for (const Structure& structure : given.structures) prepared.push_back(matcher.prepare(structure));
  });
  std::size_t fits = 0;
  std::size_t given_up = 0;
  std::int64_t max_steps = 0;
  const double per_fit = microseconds_each(given.pairs.size(), [&] {
    fits = given_up = 0;
    for (const auto& [first, second] : given.pairs) {
      fits += matcher.fit(prepared[first], prepared[second]) ? 1U : 0U;
      given_up += matcher.gave_up() ? 1U : 0U;
      max_steps = std::max(max_steps, matcher.steps());
    }
  });
  const double per_rms = microseconds_each(given.pairs.size(), [&] {
    for (const auto& [first, second] : given.pairs) {
      matcher.match(prepared[first], prepared[second]);
      max_steps = std::max(max_steps, matcher.steps());
    }
  });
  return fmt::format(
      "\"structures\": {}, \"pairs\": {}, \"fits\": {}, \"given_up\": {}, \"max_steps\": {}, "
      "\"microseconds_per_prepare\": {:.2f}, \"microseconds_per_fit\": {:.2f}, \"microseconds_per_rms\": {:.2f}",
      given.structures.size(), given.pairs.size(), fits, given_up, max_steps, per_prepare, per_fit, per_rms);
}

std::string measured_groups(bool of_one_composition, Random& random, std::size_t threads) {
  const auto candidates = random_candidates(of_one_composition, random);
  std::set<Composition> compositions;
  for (const Structure& candidate : candidates) compositions.insert(candidate.composition());
  const auto start = std::chrono::steady_clock::now();
  const MatchedGroups groups = match_groups(candidates, {}, threads);
  const double elapsed = seconds_since(start);
  const std::set<std::size_t> firsts(groups.first_of.begin(), groups.first_of.end());
  return fmt::format(
      "{{\"candidates\": {}, \"compositions\": {}, \"groups\": {}, \"given_up\": {}, \"threads\": {}, "
      "\"seconds\": {:.3f}}}",
      candidates.size(), compositions.size(), firsts.size(), groups.given_up, threads, elapsed);
}

}  // namespace

// What comparisons cost on one core; without pairs of the user's also how long it takes to group many candidates.
std::string bench_match(const BenchOptions& options) {
  if (options.pairs) return fmt::format("{{\"bench\": \"match\", {}}}", measured_pairs(pairs_of_list(*options.pairs)));
  const Seed seed(static_cast<std::uint64_t>(options.seed));
  Random of_pairs(seed.derive("bench/match/pairs"));
  Random of_groups(seed.derive("bench/match/groups"));
  const std::string pairs = measured_pairs(pairs_of_prototypes(of_pairs));
  const std::string many = measured_groups(false, of_groups, options.threads);
  const std::string one = measured_groups(true, of_groups, options.threads);
  return fmt::format("{{\"bench\": \"match\", {}, \"many_compositions\": {}, \"one_composition\": {}}}", pairs, many,
                     one);
}

}  // namespace crystalgan
