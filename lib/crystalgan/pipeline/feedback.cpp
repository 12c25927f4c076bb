#include "crystalgan/pipeline/feedback.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "crystalgan/archive/written_form.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/features/surroundings.hpp"
#include "crystalgan/matching/known_structures.hpp"
#include "crystalgan/methods/learned_method.hpp"
#include "crystalgan/methods/mutation.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/energy_regression.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"

namespace crystalgan {
namespace {

// Attempts to fill a round, each with the full number of children. Chosen.
constexpr std::size_t kMaxAttempts = 50;

// Maximum number of parents of one composition. Chosen.
constexpr std::size_t kMaxPerComposition = 2;

// A certified structure and the raw structure it comes from.
struct InitialStructure {
  RawStructure raw;
  Structure structure;  // certified
};

struct LowEnergyCandidate {
  RawStructure raw;
  Structure structure;  // relaxed
  double above;         // eV per atom above the hull of the known phases
};

class FeedbackRounds {
 public:
  FeedbackRounds(const Configuration& configuration, const Binaries& binaries, const Calculator& calculator,
                 std::size_t threads)
      : configuration_(configuration),
        binaries_(binaries),
        calculator_(calculator),
        threads_(threads),
        seed_(Seed(static_cast<std::uint64_t>(configuration.seed)).derive("feedback")),
        regression_(binaries.system, known_hull(configuration, binaries, calculator, threads)) {}

  // Relaxes the structures that certify and stores their energies.
  std::size_t learn(const std::vector<RawStructure>& raw, std::int64_t round) {
    const std::vector<InitialStructure> initial = certified(raw);
    std::vector<Structure> structures;
    for (const InitialStructure& one : initial) structures.push_back(one.structure);
    EnergySettings settings = energy_settings(configuration_, threads_);
    settings.seed = settings.seed.derive("round-" + std::to_string(round));
    const CertificateRules rules{binaries_.system, limits_of(configuration_, binaries_), relaxed_form(configuration_)};
    const auto ends = relaxed_candidates(structures, calculator_, settings, rules);
    for (std::size_t i = 0; i < initial.size(); ++i) {
      seen_.add(initial[i].structure);
      const auto above = regression_.above_known(ends[i]);
      if (!above) continue;
      regression_.learn(surroundings(initial[i].structure, binaries_.system), *above);
      found_.push_back({initial[i].raw, *ends[i].structure, *above});
    }
    std::stable_sort(found_.begin(), found_.end(), [](const LowEnergyCandidate& one, const LowEnergyCandidate& other) {
      return one.above < other.above;
    });
    return initial.size();
  }

  std::vector<RawStructure> next(std::size_t count, std::int64_t round) {
    Random random(seed_.derive("round-" + std::to_string(round)));
    if (configuration_.feedback.steering == Steering::mutation) return raw_of(children(count, random));
    const auto half = static_cast<std::size_t>(configuration_.feedback.pool) * count / 2;
    std::vector<InitialStructure> pool = children(half, random);
    auto drawn = certified(draws(half, round));
    std::erase_if(drawn, [&](const InitialStructure& one) { return !is_new(one.structure); });
    std::move(drawn.begin(), drawn.end(), std::back_inserter(pool));
    return raw_of(most_promising(std::move(pool), count));
  }

  double lowest() const { return found_.empty() ? std::numeric_limits<double>::infinity() : found_.front().above; }

 private:
  std::vector<InitialStructure> certified(const std::vector<RawStructure>& raw) const {
    const auto forms = certified_raw(raw, configuration_, binaries_, threads_);
    std::vector<InitialStructure> initial;
    for (std::size_t i = 0; i < raw.size(); ++i)
      if (forms[i]) initial.push_back({raw[i], *forms[i]});
    return initial;
  }

  // The lowest crystals without repeats, only a few per composition.
  std::vector<LowEnergyCandidate> parents() const {
    std::vector<LowEnergyCandidate> lowest;
    KnownStructures kinds;
    std::map<Composition, std::size_t> of_composition;
    for (const LowEnergyCandidate& one : found_) {
      if (std::ssize(lowest) >= configuration_.feedback.parents) break;
      std::size_t& of_this = of_composition[reduced(one.structure.composition())];
      if (of_this == kMaxPerComposition || kinds.holds(one.structure)) continue;
      kinds.add(one.structure);
      lowest.push_back(one);
      ++of_this;
    }
    return lowest;
  }

  // True once for every distinct crystal.
  bool is_new(const Structure& structure) {
    if (seen_.holds(structure)) return false;
    seen_.add(structure);
    return true;
  }

  std::vector<InitialStructure> children(std::size_t count, Random& random) {
    const auto low = parents();
    std::vector<InitialStructure> born;
    if (low.empty()) return born;
    for (std::size_t tries = 0; born.size() < count && tries < kMaxAttempts; ++tries) {
      std::vector<RawStructure> some;
      for (std::size_t i = 0; i < count; ++i) {
        const LowEnergyCandidate& parent = low[random.below(low.size())];
        const auto max_atoms = static_cast<std::size_t>(configuration_.feedback.max_atoms);
        some.push_back({mutated(parent.structure, binaries_.system, max_atoms, random), "mutation", parent.raw.member,
                        parent.raw.parent_a, parent.raw.parent_b});
      }
      for (InitialStructure& child : certified(some))
        if (born.size() < count && is_new(child.structure)) born.push_back(std::move(child));
    }
    return born;
  }

  // New structures from the method, trained with the seed of this round.
  std::vector<RawStructure> draws(std::size_t count, std::int64_t round) const {
    Configuration configuration = configuration_;
    // TOML settings hold 53 bits
    configuration.seed =
        static_cast<std::int64_t>(seed_.derive("method/round-" + std::to_string(round)).value() >> 11U);
    configuration.generation.samples = static_cast<std::int64_t>(count);
    std::vector<std::vector<RawStructure>> made(static_cast<std::size_t>(configuration.training.members));
    parallel_for(made.size(), threads_, [&](std::size_t index) {
      const auto member = static_cast<std::int64_t>(index);
      const auto method = make_method(configuration, binaries_, member);
      train(*method, {});
      made[index] = generate_raw(*method, member, configuration, binaries_);
    });
    std::vector<RawStructure> all;
    for (auto& of_member : made) std::move(of_member.begin(), of_member.end(), std::back_inserter(all));
    return all;
  }

  std::vector<InitialStructure> most_promising(std::vector<InitialStructure> pool, std::size_t count) const {
    std::vector<std::vector<double>> rows;
    for (const InitialStructure& one : pool) rows.push_back(surroundings(one.structure, binaries_.system));
    std::vector<InitialStructure> chosen;
    for (const std::size_t i : regression_.by_promise(rows))
      if (chosen.size() < count) chosen.push_back(std::move(pool[i]));
    return chosen;
  }

  // The certified structures.
  static std::vector<RawStructure> raw_of(std::vector<InitialStructure> initial) {
    std::vector<RawStructure> raw;
    for (InitialStructure& one : initial) {
      raw.push_back(std::move(one.raw));
      raw.back().structure = std::move(one.structure);
    }
    return raw;
  }

  const Configuration& configuration_;
  const Binaries& binaries_;
  const Calculator& calculator_;
  std::size_t threads_;
  Seed seed_;
  EnergyRegression regression_;
  KnownStructures seen_;
  std::vector<LowEnergyCandidate> found_;  // lowest first
};

}  // namespace

void require_steering(const Configuration& configuration) {
  const bool listed = is_symmetry_mode(configuration);
  const Steering steering = configuration.feedback.steering;
  if (steering == Steering::learned || listed != (steering == Steering::mutation)) return;
  throw ConfigError("feedback.steering", (listed ? "expected learned, order or random in the mode symmetry, got "
                                                 : "expected learned or mutation outside the mode symmetry, got ") +
                                             std::string(name_of(steering)));
}

std::vector<RawStructure> with_feedback(std::vector<RawStructure> first, const Configuration& configuration,
                                        const Binaries& binaries, const Calculator& calculator, std::size_t threads,
                                        const FeedbackObserver& observer) {
  FeedbackRounds feedback(configuration, binaries, calculator, threads);
  std::vector<RawStructure> all = std::move(first);
  const std::size_t count = all.size();
  std::vector<RawStructure> latest = all;
  for (std::int64_t round = 1; round <= configuration.feedback.rounds; ++round) {
    if (observer.stop_requested && observer.stop_requested()) return {};
    if (round > 1) {
      latest = feedback.next(count, round);
      all.insert(all.end(), latest.begin(), latest.end());
    }
    if (round == configuration.feedback.rounds) break;  // no round follows
    const std::size_t relaxed = feedback.learn(latest, round);
    if (observer.round_done) observer.round_done(round, relaxed, feedback.lowest());
  }
  return all;
}

}  // namespace crystalgan
