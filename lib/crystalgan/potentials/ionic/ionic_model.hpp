#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "crystalgan/core/vector.hpp"

namespace crystalgan {

/// e² / 4πε₀ in eV Å.
inline constexpr double kCoulombConstant = 14.399645;
/// ρ in Å: how fast the repulsion falls. Chosen, one for all: of 0.2, 0.3 and 0.4 it keeps most binaries.
inline constexpr double kRepulsionRange = 0.3;
/// A pair of kinds without repulsion.
inline constexpr double kNoRepulsion = -std::numeric_limits<double>::infinity();

/// The ionic potential of up to three kinds of atoms: A, B, X = 0, 1, 2 everywhere.
struct IonicModel {
  IonicModel() {
    for (auto& row : contacts) row.fill(kNoRepulsion);
  }

  std::array<double, 3> charges{};                  ///< e
  std::array<std::array<double, 3>, 3> contacts{};  ///< σ in Å, symmetric: where the repulsion of a pair is 1 eV

  void set_contact(std::size_t one, std::size_t other, double contact) {
    contacts[one][other] = contacts[other][one] = contact;
  }
};

/// A cell as plain numbers.
struct IonicCell {
  Basis rows;                        ///< Å
  std::vector<Cartesian> positions;  ///< Å; any image of an atom
  std::vector<std::uint8_t> kinds;   ///< of IonicModel, one per atom
};

/// |det| of the rows, Å^3.
inline double cell_volume(const Basis& rows) {
  const double volume = triple_product(rows);
  return volume < 0.0 ? -volume : volume;
}

/// Rows a*, b*, c* without 2π: a* · a = 1.
inline Basis reciprocal_rows(const Basis& rows) {
  const double scale = 1.0 / triple_product(rows);
  return {scale * cross(rows[1], rows[2]), scale * cross(rows[2], rows[0]), scale * cross(rows[0], rows[1])};
}

/// How far F, which maps the rows of one cell to those of another, is from 1: |F - 1|, by the squares of all entries.
inline double largest_stretch(const Basis& from, const Basis& to) {
  const Basis reciprocal = reciprocal_rows(from);
  double strain = 0.0;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      double entry = i == j ? -1.0 : 0.0;
      for (std::size_t k = 0; k < 3; ++k) entry += reciprocal[k][i] * to[k][j];
      strain += entry * entry;
    }
  return std::sqrt(strain);
}

}  // namespace crystalgan
