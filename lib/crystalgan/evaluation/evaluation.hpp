#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "crystalgan/evaluation/distribution.hpp"
#include "crystalgan/evaluation/evaluated_structure.hpp"
#include "crystalgan/evaluation/recovery.hpp"

namespace crystalgan {

/// The structures to evaluate.
struct SubmittedSet {
  std::vector<Structure> structures;
  std::size_t refused = 0;  ///< unreadable files or entries: they count, and fail every measure
};

/// A set with the measures of its structures.
struct EvaluatedSet {
  std::vector<EvaluatedStructure> structures;
  std::size_t refused = 0;
  std::size_t given_up = 0;  ///< pairs whose comparison reached its limit; they count as different

  std::size_t submitted() const { return structures.size() + refused; }
  std::size_t count(const ShareMeasure& measure) const;

  SpaceGroupCounts space_groups() const;
  std::size_t compositions() const;  ///< number of reduced compositions
  std::size_t systems() const;       ///< number of sets of elements

  /// matbench-genmetrics' uniqueness of the readable structures; nothing for fewer than two, or for too many pairs.
  std::optional<double> pairwise_uniqueness() const;
};

/// A number of each structure.
struct Property {
  std::string_view key;
  std::string_view title;  ///< with its unit
  double (*of)(const EvaluatedStructure&);
};

/// The properties that CDVAE compares without energies, and the volume per atom.
std::span<const Property> properties();

std::vector<double> values_of(const EvaluatedSet& set, const Property& property);

/// The submitted structures compared with known ones. A match is StructureMatcher::fit, in the two recoveries
/// StructureMatcher::match. The submitted structure comes first.
struct AgainstReference {
  EvaluatedSet reference;
  std::size_t covered;      ///< reference structures that a submitted structure fits
  std::size_t given_up;     ///< comparisons that reached their limit
  Recovery prediction;      ///< with kPredictionMatching
  Recovery default_values;  ///< with pymatgen's defaults
};

struct Evaluation {
  EvaluatedSet submitted;
  std::optional<AgainstReference> against;  ///< nothing without references
};

/// Evaluates a set of structures, and a reference set by the same measures, with pymatgen's StructureMatcher at its
/// defaults unless stated. The result does not depend on `threads`.
Evaluation evaluate(const SubmittedSet& submitted, const SubmittedSet& reference, std::size_t threads);

}  // namespace crystalgan
