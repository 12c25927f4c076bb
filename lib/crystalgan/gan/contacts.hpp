#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <vector>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/vector.hpp"
#include "crystalgan/gan/geometry.hpp"

namespace crystalgan {

/// Two atoms of a cell, the second one in an image; an atom and itself in an image other than its own place, too. Cells
/// count along M B, rows along M B P.
struct Contact {
  std::int64_t cell;
  std::int64_t from;  ///< row
  std::int64_t to;    ///< row
  ImageIndex image;   ///< of `to`, in lattice vectors
};

/// The same contact seen from its other atom.
inline Contact reversed(const Contact& contact) {
  const auto& [i, j, k] = contact.image;
  return {contact.cell, contact.to, contact.from, {-i, -j, -k}};
}

/// The numbers of an AtomBatch on the CPU, in double and without gradient: what contacts are searched in.
class AtomNumbers {
 public:
  /// Throws ShapeError unless the three tensors agree and, where `rows` is given, have as many rows per cell.
  explicit AtomNumbers(const AtomBatch& atoms, std::int64_t rows = kAnySize);

  std::int64_t cells() const { return cells_; }
  std::int64_t rows_per_cell() const { return rows_; }

  /// r_to + n L - r_from.
  Cartesian reach(const Contact& contact) const {
    const auto& [i, j, k] = contact.image;
    const auto [a, b, c] = basis(contact.cell);
    return position(contact.to) - position(contact.from) + static_cast<double>(i) * a + static_cast<double>(j) * b +
           static_cast<double>(k) * c;
  }

  Basis basis(std::int64_t cell) const {
    return {vector_at(basis_, 3 * cell), vector_at(basis_, 3 * cell + 1), vector_at(basis_, 3 * cell + 2)};
  }
  Cartesian position(std::int64_t row) const { return vector_at(position_, row); }
  bool present(std::int64_t row) const { return present_[row]; }

 private:
  static Cartesian vector_at(const double* numbers, std::int64_t i) {
    return {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
  }

  std::array<at::Tensor, 3> tensors_;  // whose numbers the pointers are
  const double* basis_;                // [M, B, 3, 3]
  const double* position_;             // [M, B, P, 3]
  const bool* present_;                // [M, B, P]
  std::int64_t cells_;
  std::int64_t rows_;
};

/// A contact and its squared length, Å².
struct FoundContact {
  Contact contact;
  double square;
};

/// Finds the contacts of one cell after the other.
class ContactSearch {
 public:
  /// `numbers` must outlive the search. Without `images` only what is inside the cell is seen.
  ContactSearch(const AtomNumbers& numbers, bool images) : numbers_(numbers), images_(images) {}

  /// Every pair of atoms of the cell once, at its nearest image, and with images every atom and its nearest own one;
  /// exact, see ClosestImage. Valid until the next call.
  const std::vector<FoundContact>& of(std::int64_t cell);

 private:
  const AtomNumbers& numbers_;
  bool images_;
  std::vector<FoundContact> found_;
  std::vector<Cartesian> apart_;
  std::vector<NearestImage> nearest_;
};

/// |r_to + n L - r_from| of every contact in Å, [contacts]; differentiable once with respect to lattice and positions,
/// not with respect to the choice. Atoms on top of each other get gradient 0. `numbers` are those of `atoms`.
at::Tensor contact_distances(const AtomBatch& atoms, const AtomNumbers& numbers, std::vector<Contact> contacts);

}  // namespace crystalgan
