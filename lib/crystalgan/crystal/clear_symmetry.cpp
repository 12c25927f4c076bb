#include "crystalgan/crystal/clear_symmetry.hpp"

#include <spglib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/matrix3.hpp"
#include "crystalgan/crystal/lattice_rotations.hpp"
#include "crystalgan/crystal/moved_crystal.hpp"
#include "crystalgan/crystal/translations.hpp"

namespace crystalgan {
namespace {

// Of the tolerance. An operation is found from the image of one atom, another program may start from another atom: what
// one sees the other sees at most twice as large.
constexpr double kClearlyKept = 1.0 / 3.0;
constexpr double kClearlyBroken = 2.0;

Fractional between_cells(const Matrix3<std::int64_t>& change, const Fractional& x) {
  Fractional result;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) result[i] += static_cast<double>(change[j][i]) * x[j];
  return result;
}

/// From fractions of the reduced cell to those of the given one: R' = Tᵗ R T⁻ᵗ, where the rows of T are the reduced vectors.
SymmetryOperation in_cell(const SymmetryOperation& operation, const Matrix3<std::int64_t>& transform,
                          const Matrix3<std::int64_t>& inverse) {
  SymmetryOperation result;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t l = 0; l < 3; ++l) sum += transform[k][i] * operation.rotation[k][l] * inverse[j][l];
      result.rotation[i][j] = static_cast<int>(sum);
    }
  result.translation = between_cells(transform, operation.translation);
  return result;
}

PointsOfElements atoms_of(const Structure& structure, const Matrix3<std::int64_t>& inverse) {
  PointsOfElements atoms;
  for (const Site& site : structure.sites()) atoms[site.element].push_back(between_cells(inverse, site.position));
  return atoms;
}

constexpr Rotation kNoRotation{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

/// Whether no translation inside the cell is near to be one of the crystal; false where that takes too long.
bool is_clearly_primitive(MovedCrystal& moved, const Points& rarest, double broken) {
  return std::none_of(rarest.begin() + 1, rarest.end(), [&](const Fractional& image) {
    return moved.comparisons() > MovedCrystal::kMaxComparisons ||
           moved.square({kNoRotation, image - rarest.front()}) <= broken * broken;
  });
}

/// All operations, in fractions of the reduced cell.
std::optional<std::vector<SymmetryOperation>> clear_operations(const Basis& reduced, const PointsOfElements& atoms,
                                                               double tolerance) {
  const Points& rarest =
      std::ranges::min_element(atoms, {}, [](const auto& of_element) { return of_element.second.size(); })->second;
  const double kept = kClearlyKept * tolerance, broken = kClearlyBroken * tolerance;
  MovedCrystal moved(reduced, atoms, broken);
  if (!is_clearly_primitive(moved, rarest, broken)) return std::nullopt;
  std::vector<SymmetryOperation> found;
  for (const LatticeRotation& lattice : lattice_rotations(reduced, broken)) {
    // without a rotation there is the identity alone
    const auto images = std::span(rarest).first(lattice.rotation == kNoRotation ? 1 : rarest.size());
    for (const Fractional& image : images) {
      const SymmetryOperation operation{lattice.rotation, image - rotated(lattice.rotation, rarest.front())};
      const double square = moved.square(operation);
      if (moved.comparisons() > MovedCrystal::kMaxComparisons) return std::nullopt;
      if (square > broken * broken) continue;
      if (square > kept * kept || lattice.mismatch > kept) return std::nullopt;
      found.push_back(operation);
    }
  }
  return found;
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

/// By the operations alone; nothing where spglib knows none, or takes one of another point group: it does for a few cells.
std::optional<SpaceGroup> group_of(const std::vector<SymmetryOperation>& operations, const Basis& rows,
                                   double tolerance) {
  using Integers = int[3][3];
  using Reals = double[3];
  // spglib wants the lattice vectors as columns, and right-handed ones where a group has two hands: so all are turned round
  const double sign = triple_product(rows) > 0.0 ? 1.0 : -1.0;
  double columns[3][3];
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) columns[j][i] = sign * rows[i][j];
  std::vector<Rotation> rotations;
  std::vector<std::array<double, 3>> translations;
  for (const SymmetryOperation& operation : operations) {
    rotations.push_back(operation.rotation);
    translations.push_back(
        {sign * operation.translation[0], sign * operation.translation[1], sign * operation.translation[2]});
  }
  const int count = static_cast<int>(operations.size());
  auto* const integers = reinterpret_cast<Integers*>(rotations.data());
  const SpglibSpacegroupType type = spg_get_spacegroup_type_from_symmetry(
      integers, reinterpret_cast<Reals*>(translations.data()), count, columns, tolerance);
  char point_group[6] = "";
  int axes[3][3];
  if (type.number < 1 || spg_get_pointgroup(point_group, axes, integers, count) < 1 ||
      without_blanks(point_group) != without_blanks(type.pointgroup_international))
    return std::nullopt;
  return SpaceGroup{type.number, type.international_short};
}

}  // namespace

std::optional<ClearSymmetry> clear_symmetry(const Structure& structure, double tolerance) {
  const ClosestImage images(structure.lattice().rows());
  const Matrix3<std::int64_t>& transform = images.transform();
  const Matrix3<std::int64_t> inverse = whole_inverse(transform);
  const auto found = clear_operations(images.reduced(), atoms_of(structure, inverse), tolerance);
  if (!found) return std::nullopt;
  auto group = group_of(*found, images.reduced(), tolerance);
  if (!group) return std::nullopt;
  ClearSymmetry symmetry{std::move(*group), {}};
  for (const SymmetryOperation& operation : *found)
    symmetry.operations.push_back(in_cell(operation, transform, inverse));
  return symmetry;
}

}  // namespace crystalgan
