#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crystalgan/crystal/lattice.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"

/// Symmetry operators as files write them, and whether they are a group. Internal to io.
namespace crystalgan {

/// "x-y,x,z+1/2" in any case, with blanks and decimals; nothing where it is none. Translations printed as decimals become
/// the multiple of 1/24 that they mean.
std::optional<SymmetryOperation> parse_operator(std::string_view text);

/// "x-y,x,z+1/2"; the translation as a decimal where it is no multiple of 1/24.
std::string operator_text(const SymmetryOperation& symmetry);

/// Relative error of the metric that an operator may make: 1 % in lengths. Chosen: cells are often printed with three
/// digits, and wrong settings differ far more.
inline constexpr double kMetricTolerance = 0.02;

/// Whether the operator keeps the lengths and angles of the lattice.
bool fits(const SymmetryOperation& symmetry, const Lattice& lattice, double tolerance = kMetricTolerance);

/// Operators without those that differ by a translation of the lattice from one before.
class OperatorSet {
 public:
  OperatorSet() = default;
  explicit OperatorSet(const std::vector<SymmetryOperation>& operators);

  /// False where it was there.
  bool add(const SymmetryOperation& symmetry);
  bool contains(const SymmetryOperation& symmetry) const;
  const std::vector<SymmetryOperation>& all() const { return operators_; }
  std::size_t size() const { return operators_.size(); }

  /// The first two operators whose product is missing; nothing in a group. The identity alone stands for itself where it is
  /// missing: a pair of equal operators.
  std::optional<std::pair<SymmetryOperation, SymmetryOperation>> missing_product() const;

  /// Whether both hold the same operators.
  bool same_as(const OperatorSet& other) const;

  /// Whether both hold the same operators after a shift of the origin by multiples of 1/24.
  bool same_but_for_origin(const OperatorSet& other) const;

  /// How many rotations of each order and hand there are: the same for all descriptions of a point group, whatever the axes
  /// and the centring.
  bool same_point_group(const OperatorSet& other) const;

 private:
  /// Whether these operators are those of `other` with the origin shifted.
  bool has_origin(const OperatorSet& other, const Fractional& shift) const;

  /// False where no shift that has the first `known` components of `shift` can be that origin.
  bool may_have_origin(const OperatorSet& other, const Fractional& shift, std::size_t known) const;

  std::vector<SymmetryOperation> operators_;
  std::unordered_map<int, std::vector<Fractional>> translations_;  // of each rotation, packed
};

}  // namespace crystalgan
