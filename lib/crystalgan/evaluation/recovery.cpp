#include "crystalgan/evaluation/recovery.hpp"

#include <algorithm>
#include <map>

#include "crystalgan/core/parallel.hpp"

namespace crystalgan {
namespace {

// A known structure that a candidate matches.
struct KnownMatch {
  std::size_t known;
  double rms;
};

// What candidates are compared with: the known structures, by reduced composition.
class KnownByComposition {
 public:
  KnownByComposition(const std::vector<Structure>& known, const MatcherSettings& settings, std::size_t threads)
      : settings_(settings), prepared_(known.size()) {
    for (std::size_t i = 0; i < known.size(); ++i) alike_[reduced(known[i].composition())].push_back(i);
    const StructureMatcher matcher(settings);
    parallel_for(known.size(), threads, [&](std::size_t i) { prepared_[i] = matcher.prepare(known[i]); });
  }

  std::vector<KnownMatch> matching(const Structure& candidate) const {
    std::vector<KnownMatch> matches;
    const auto alike = alike_.find(reduced(candidate.composition()));
    if (alike == alike_.end()) return matches;
    StructureMatcher matcher(settings_);
    const PreparedStructure prepared = matcher.prepare(candidate);
    for (const std::size_t known : alike->second)
      if (const auto match = matcher.match(prepared, *prepared_[known])) matches.push_back({known, match->rms});
    return matches;
  }

 private:
  MatcherSettings settings_;
  std::map<Composition, std::vector<std::size_t>> alike_;
  std::vector<std::optional<PreparedStructure>> prepared_;
};

}  // namespace

Recovery recover(const std::vector<Structure>& candidates_best_first, const std::vector<Structure>& known,
                 const MatcherSettings& settings, std::size_t threads) {
  const KnownByComposition structures(known, settings, threads);
  std::vector<std::vector<KnownMatch>> found(candidates_best_first.size());
  parallel_for(found.size(), threads, [&](std::size_t i) { found[i] = structures.matching(candidates_best_first[i]); });
  Recovery recovery(known.size());
  for (std::size_t candidate = 0; candidate < found.size(); ++candidate)
    for (const KnownMatch& match : found[candidate]) {
      auto& best = recovery[match.known];
      if (best.empty() || match.rms < best.back().rms) best.push_back({candidate, match.rms});
    }
  return recovery;
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
