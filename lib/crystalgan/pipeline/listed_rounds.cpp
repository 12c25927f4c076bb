#include "crystalgan/pipeline/listed_rounds.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "crystalgan/archive/written_form.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/features/surroundings.hpp"
#include "crystalgan/matching/known_structures.hpp"
#include "crystalgan/methods/symmetry/candidate_rows.hpp"
#include "crystalgan/methods/symmetry_method.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/energy_regression.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"

namespace crystalgan {
namespace {

std::size_t requested_candidates(const Configuration& configuration) {
  const std::int64_t samples = configuration.generation.samples;
  return static_cast<std::size_t>(samples == 0 ? kSymmetryCandidates : samples);
}

class ListedRounds {
 public:
  ListedRounds(const ListedPool& pool, const Configuration& configuration, const Binaries& binaries,
               const ConvexHull& known)
      : pool_(pool),
        binaries_(binaries),
        steering_(configuration.feedback.steering),
        limits_(limits_of(configuration, binaries)),
        form_(relaxed_form(configuration)),
        digits_(std::max<std::size_t>(4, std::to_string(requested_candidates(configuration)).size())),
        regression_(binaries.system, known),
        left_(pool.certified.size()) {
    std::iota(left_.begin(), left_.end(), std::size_t{0});
    if (steering_ == Steering::random) {
      Random random(Seed(static_cast<std::uint64_t>(configuration.seed)).derive("feedback").derive("order"));
      left_ = random.permutation(pool.certified.size());
    }
  }

  void take(std::size_t count) {
    if (steering_ == Steering::learned) sort_by_promise();
    const std::size_t wanted = taken_.certified.size() + count;
    std::vector<std::size_t> later;
    for (const std::size_t place : left_)
      if (taken_.certified.size() == wanted)
        later.push_back(place);
      else
        take_if_new(place);
    left_ = std::move(later);
  }

  // Relaxes what was taken since the last call, as if all that is taken were relaxed at once.
  std::size_t learn(const Calculator& calculator, EnergySettings settings) {
    settings.first = taken_.relaxed.size();
    const std::vector<Structure> latest(taken_.certified.begin() + std::ssize(taken_.relaxed), taken_.certified.end());
    for (RelaxedCandidate& one : relaxed_candidates(latest, calculator, settings, {binaries_.system, limits_, form_})) {
      if (const auto above = regression_.above_known(one)) {
        regression_.learn(pool_.rows[places_[taken_.relaxed.size()]], *above);
        lowest_ = std::min(lowest_, *above);
      }
      taken_.relaxed.push_back(std::move(one));
    }
    return latest.size();
  }

  double lowest() const { return lowest_; }
  TakenCandidates result() && { return std::move(taken_); }

 private:
  void sort_by_promise() {
    std::vector<std::vector<double>> rows;
    for (const std::size_t place : left_) rows.push_back(pool_.rows[place]);
    std::vector<std::size_t> sorted;
    for (const std::size_t i : regression_.by_promise(rows)) sorted.push_back(left_[i]);
    left_ = std::move(sorted);
  }

  void take_if_new(std::size_t place) {
    const Structure& structure = pool_.certified[place];
    if (seen_.holds(structure)) return;
    seen_.add(structure);
    places_.push_back(place);
    taken_.raw.push_back(pool_.raw[place]);
    taken_.certified.push_back(structure.named(padded(std::ssize(places_), digits_)));
  }

  const ListedPool& pool_;
  const Binaries& binaries_;
  Steering steering_;
  DistanceLimits limits_;
  WrittenForm form_;
  std::size_t digits_;  // of an id
  EnergyRegression regression_;
  std::vector<std::size_t> left_;  // places in the pool, the next to be taken first
  KnownStructures seen_;
  TakenCandidates taken_;
  std::vector<std::size_t> places_;  // in the pool, of what is taken
  double lowest_ = std::numeric_limits<double>::infinity();
};

}  // namespace

ListedPool listed_pool(const Configuration& configuration, const Binaries& binaries, std::size_t threads) {
  const std::size_t count = requested_candidates(configuration) * static_cast<std::size_t>(configuration.feedback.pool);
  const SymmetryResult result = SymmetryMethod(configuration, binaries).result(count, threads);
  std::vector<RawStructure> raw = raw_structures_of(result);
  const auto forms = certified_raw(raw, configuration, binaries, threads);
  auto rows = candidate_rows(result.candidates, binaries.system);
  ListedPool pool;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (!forms[i]) continue;
    const std::vector<double> around = surroundings(*forms[i], binaries.system);
    rows[i].insert(rows[i].end(), around.begin(), around.end());
    pool.raw.push_back(std::move(raw[i]));
    pool.certified.push_back(*forms[i]);
    pool.rows.push_back(std::move(rows[i]));
  }
  pool.formulas = formula_rows(result.formulas, binaries.system, true);
  return pool;
}

TakenCandidates taken_in_rounds(const ListedPool& pool, const Configuration& configuration, const Binaries& binaries,
                                const Calculator& calculator, const ConvexHull& known, std::size_t threads,
                                const FeedbackObserver& observer) {
  const auto rounds = static_cast<std::size_t>(configuration.feedback.rounds);
  const std::size_t count = requested_candidates(configuration);
  ListedRounds taking(pool, configuration, binaries, known);
  for (std::size_t round = 1; round <= rounds; ++round) {
    if (observer.stop_requested && observer.stop_requested()) return {};
    taking.take(count / rounds + (round <= count % rounds ? 1 : 0));
    if (round == rounds) break;  // nothing is learned from the last
    const std::size_t relaxed = taking.learn(calculator, energy_settings(configuration, threads));
    if (observer.round_done) observer.round_done(static_cast<std::int64_t>(round), relaxed, taking.lowest());
  }
  return std::move(taking).result();
}

}  // namespace crystalgan
