#include "crystalgan/evaluation/recovery.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "crystalgan/core/parallel.hpp"
#include "crystalgan/matching/step_shares.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

// A known structure and its match.
struct KnownMatch {
  std::size_t known;
  double rms;
};

// The matches of one candidate.
struct Found {
  std::vector<KnownMatch> matches;
  std::size_t given_up = 0;
};

Found found_by(const PreparedStructure& candidate, const PreparedSet& known, StepShare& share) {
  Found found;
  StructureMatcher matcher(known.settings);
  matcher.allow(share.steps);
  for (const std::size_t i : known.bucket_of(candidate)) {
    if (const auto match = matcher.match(candidate, known.structures[i])) found.matches.push_back({i, match->rms});
    found.given_up += matcher.gave_up() ? 1U : 0U;
  }
  share.used = share.steps - matcher.allowed();
  share.is_short = matcher.allowed() == 0;
  return found;
}

}  // namespace

RecoveryOutcome recover(const PreparedSet& candidates_best_first, const PreparedSet& known, std::size_t threads) {
  const std::vector<PreparedStructure>& candidates = candidates_best_first.structures;
  std::vector<std::size_t> comparisons;
  for (const PreparedStructure& candidate : candidates) comparisons.push_back(known.bucket_of(candidate).size());
  std::vector<Found> found(candidates.size());
  share_steps(comparisons, read_limits().match_steps, [&](std::span<StepShare> shares) {
    parallel_for(shares.size(), threads,
                 [&](std::size_t i) { found[shares[i].job] = found_by(candidates[shares[i].job], known, shares[i]); });
  });
  RecoveryOutcome outcome{Recovery(known.structures.size()), 0};
  for (std::size_t candidate = 0; candidate < found.size(); ++candidate) {
    outcome.given_up += found[candidate].given_up;
    for (const KnownMatch& match : found[candidate].matches) {
      auto& best = outcome.matches[match.known];
      if (best.empty() || match.rms < best.back().rms) best.push_back({candidate, match.rms});
    }
  }
  return outcome;
}

RecoveryOutcome recover(const std::vector<Structure>& candidates_best_first, const std::vector<Structure>& known,
                        const MatcherSettings& settings, std::size_t threads) {
  // most candidates have no known composition: these need no preparation
  std::set<Composition> compositions;
  for (const Structure& structure : known) compositions.insert(reduced(structure.composition()));
  std::vector<Structure> comparable;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < candidates_best_first.size(); ++i) {
    if (!compositions.contains(reduced(candidates_best_first[i].composition()))) continue;
    comparable.push_back(candidates_best_first[i]);
    places.push_back(i);
  }
  RecoveryOutcome outcome =
      recover(prepare_all(comparable, settings, threads), prepare_all(known, settings, threads), threads);
  for (auto& matches : outcome.matches)
    for (CandidateMatch& match : matches) match.candidate = places[match.candidate];
  return outcome;
}

std::optional<double> RecoveredShare::share() const {
  if (known == 0) return std::nullopt;
  return static_cast<double>(found) / static_cast<double>(known);
}

RecoveredShare recovered_by_first(const Recovery& recovery, std::size_t candidates) {
  RecoveredShare result{recovery.size(), 0, std::nullopt};
  double sum = 0.0;
  for (const auto& matches : recovery) {
    const auto later = std::ranges::find_if(matches, [&](const auto& match) { return match.candidate >= candidates; });
    if (later == matches.begin()) continue;
    ++result.found;
    sum += std::prev(later)->rms;
  }
  if (result.found > 0) result.mean_rms = sum / static_cast<double>(result.found);
  return result;
}

}  // namespace crystalgan
