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

/// Structures as somebody hands them in.
struct SubmittedSet {
  std::vector<Structure> structures;
  std::size_t refused = 0;  ///< files or entries that hold no structure: they count, and fail in everything
};

/// A set and every verdict on it.
struct EvaluatedSet {
  std::vector<EvaluatedStructure> structures;
  std::size_t refused = 0;
  std::size_t given_up = 0;  ///< pairs whose comparison was ended by its bound; they count as different

  std::size_t submitted() const { return structures.size() + refused; }
  std::size_t count(const ShareMeasure& measure) const;

  SpaceGroupCounts space_groups() const;
  std::size_t compositions() const;  ///< different reduced ones
  std::size_t systems() const;       ///< different sets of elements

  /// matbench-genmetrics' uniqueness of what could be read; nothing for fewer than two, or for too many pairs.
  std::optional<double> pairwise_uniqueness() const;
};

/// A number that every structure has.
struct Property {
  std::string_view key;
  std::string_view title;  ///< with its unit
  double (*of)(const EvaluatedStructure&);
};

/// Those whose distributions CDVAE compares and that need no energy, and the volume per atom.
std::span<const Property> properties();

std::vector<double> values_of(const EvaluatedSet& set, const Property& property);

/// The submitted structures beside known ones. Structures match here in the sense of StructureMatcher::fit but in the
/// two recoveries, where they do in that of StructureMatcher::match. The submitted structure always comes first.
struct AgainstReference {
  EvaluatedSet reference;
  std::size_t covered;      ///< reference structures that at least one submitted structure fits
  std::size_t given_up;     ///< comparisons of all this that were ended by their bound
  Recovery prediction;      ///< with kPredictionMatching
  Recovery default_values;  ///< with pymatgen's defaults
};

struct Evaluation {
  EvaluatedSet submitted;
  std::optional<AgainstReference> against;  ///< nothing without a reference structure
};

/// Evaluates a set of structures, and a reference set by the same measures. Matches are those of pymatgen's
/// StructureMatcher with its defaults unless said otherwise. The same for any number of threads.
Evaluation evaluate(const SubmittedSet& submitted, const SubmittedSet& reference, std::size_t threads);

}  // namespace crystalgan
