#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/matching/structure_matcher.hpp"

namespace crystalgan {

/// The settings under which crystal structure prediction reports match rates: those of CDVAE's reconstruction metrics
/// (Xie et al., arXiv:2110.06197), kept by those after it.
inline constexpr MatcherSettings kPredictionMatching{.ltol = 0.3, .stol = 0.5, .angle_tol = 10.0};

/// A candidate that matches a known structure: pymatgen's get_rms_dist(candidate, known) is not None.
struct CandidateMatch {
  std::size_t candidate;  ///< its index: its rank, from 0
  double rms;             ///< in units of (volume/sites)^(1/3); below stol

  friend bool operator==(const CandidateMatch&, const CandidateMatch&) = default;
};

/// For every known structure the first candidate that matches it, then each that matches it better than all before.
/// Empty: never found. The last of the first K candidates is thus the best match among these.
using Recovery = std::vector<std::vector<CandidateMatch>>;

struct RecoveryOutcome {
  Recovery matches;
  std::size_t given_up;  ///< comparisons ended by their bound; they count by what was found until then

  friend bool operator==(const RecoveryOutcome&, const RecoveryOutcome&) = default;
};

/// Compares every candidate with every known structure of its reduced composition. The same for any number of threads.
RecoveryOutcome recover(const std::vector<Structure>& candidates_best_first, const std::vector<Structure>& known,
                        const MatcherSettings& settings, std::size_t threads);

/// The same for two sets that were prepared with the same settings.
RecoveryOutcome recover(const PreparedSet& candidates_best_first, const PreparedSet& known, std::size_t threads);

/// METRe@K: "match everyone to reference" (Martirossyan et al., arXiv:2509.12178) by the first K candidates.
struct RecoveredShare {
  std::size_t known;               ///< how many there were to find
  std::size_t found;               ///< of these, by at least one candidate
  std::optional<double> mean_rms;  ///< over the found ones, each with its best match; nothing where none was found

  std::optional<double> share() const;  ///< nothing where nothing was known
};

RecoveredShare recovered_by_first(const Recovery& recovery, std::size_t candidates);

}  // namespace crystalgan
