#pragma once

#include <array>
#include <vector>

#include "crystalgan/crystal/lattice.hpp"
#include "crystalgan/io/cif_syntax.hpp"

/// The symmetry of a CIF. Internal to io.
namespace crystalgan::cif {

/// A symmetry operator on fractional coordinates: x' = rotation · x + translation.
struct Operator {
  std::array<std::array<int, 3>, 3> rotation{};
  std::array<double, 3> translation{};

  Fractional operator()(const Fractional& position) const;
};

/// All operators of the block's space group: from the list of operators where there is one, else from the
/// Hermann-Mauguin symbol, Hall symbol or number; the identity alone where the block says nothing. Throws ParseError,
/// also for symmetry that `lattice` does not have, and for a symbol that leaves two origins open.
std::vector<Operator> symmetry_of(const Block& block, const Lattice& lattice);

}  // namespace crystalgan::cif
