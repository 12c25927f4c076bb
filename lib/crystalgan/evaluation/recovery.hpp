#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/matching/structure_matcher.hpp"

namespace crystalgan {

/// pymatgen's defaults and its verdict, by which the public measures are defined.
inline constexpr MatcherSettings kDefaultMatching{.as_pymatgen = true};

/// The matcher settings of crystal structure prediction: CDVAE's reconstruction metrics (Xie et al., arXiv:2110.06197).
inline constexpr MatcherSettings kPredictionMatching{.ltol = 0.3, .stol = 0.5, .angle_tol = 10.0, .as_pymatgen = true};

/// A candidate that matches a known structure: pymatgen's get_rms_dist(candidate, known) is not None.
struct CandidateMatch {
  std::size_t candidate;  ///< its rank, from 0
  double rms;             ///< in units of (volume/sites)^(1/3); below stol

  friend bool operator==(const CandidateMatch&, const CandidateMatch&) = default;
};

/// For every known structure the first matching candidate, then each better match. Empty: never found. The last one
/// among the first K candidates is the best match of these.
using Recovery = std::vector<std::vector<CandidateMatch>>;

struct RecoveryOutcome {
  Recovery matches;
  std::size_t given_up;  ///< comparisons that reached their limit; they count with their result so far

  friend bool operator==(const RecoveryOutcome&, const RecoveryOutcome&) = default;
};

/// Compares every candidate with every known structure of its reduced composition, within the limit match_steps of
/// record/read_limits. The result does not depend on `threads`.
RecoveryOutcome recover(const std::vector<Structure>& candidates_best_first, const std::vector<Structure>& known,
                        const MatcherSettings& settings, std::size_t threads);

/// The same for prepared sets with equal settings.
RecoveryOutcome recover(const PreparedSet& candidates_best_first, const PreparedSet& known, std::size_t threads);

/// METRe@K: "match everyone to reference" (Martirossyan et al., arXiv:2509.12178) by the first K candidates.
struct RecoveredShare {
  std::size_t known;               ///< number of known structures
  std::size_t found;               ///< of these, found by at least one candidate
  std::optional<double> mean_rms;  ///< over the best matches; nothing if none was found

  std::optional<double> share() const;  ///< nothing without known structures
};

RecoveredShare recovered_by_first(const Recovery& recovery, std::size_t candidates);

}  // namespace crystalgan
