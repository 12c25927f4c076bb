#pragma once

#include <cstddef>
#include <string>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The elements of a system A-B-X, which give the atoms their colours.
struct PictureRoles {
  Element a;
  Element b;
};

/// Chosen: more are a blot at the size of the pictures, and a page has a hundred of them.
inline constexpr std::size_t kMaxPictureAtoms = 160;

/// A picture of one cell of a crystal as an <svg> element without words: its edges and its atoms, seen from slightly above the
/// front, with c upwards; A, B and all others as circles of the classes role-a, role-b and role-x. Atoms on faces of the cell
/// are drawn on the opposite face too, all atoms only up to kMaxPictureAtoms circles.
std::string structure_picture(const Structure& structure, const PictureRoles& roles);

}  // namespace crystalgan
