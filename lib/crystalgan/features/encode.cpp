#include "crystalgan/features/encode.hpp"

#include <ATen/ATen.h>

#include <array>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {

namespace {

// Writes structures row by row; `position` says what three numbers stand for an atom.
template <class Rows, class Position>
EncodedSet encode(const std::vector<Structure>& structures, const ChemicalSystem& system, const Layout& layout,
                  Rows lattice_rows, Position position) {
  const auto count = static_cast<std::int64_t>(structures.size());
  EncodedSet encoded{at::zeros({count, Layout::blocks, layout.slots, Layout::components}),  // [B, K, S, 3]
                     at::zeros({count, Layout::blocks, layout.slots}, at::kBool)};          // [B, K, S]
  auto features = encoded.features.accessor<float, 4>();
  auto mask = encoded.mask.accessor<bool, 3>();
  for (std::int64_t i = 0; i < count; ++i) {
    const Structure& structure = structures[static_cast<std::size_t>(i)];
    std::array<std::int64_t, Layout::blocks> used{};
    const auto put = [&](Block block, const auto& row) {
      const auto k = static_cast<std::int64_t>(block);
      const std::int64_t slot = used[static_cast<std::size_t>(k)]++;
      if (slot >= layout.slots)
        throw ShapeError(structure.name() + ": expected at most " + std::to_string(layout.slots) +
                         " atoms of one element, got more");
      for (std::int64_t axis = 0; axis < 3; ++axis)
        features[i][k][slot][axis] = static_cast<float>(row[static_cast<std::size_t>(axis)]);
      mask[i][k][slot] = true;
    };
    for (const Cartesian& row : lattice_rows(structure.lattice())) put(Block::lattice, row);
    for (const Site& site : structure.sites())
      put(block_of(site.element, system), position(structure.lattice(), site.position));
  }
  return encoded;
}

}  // namespace

EncodedSet encode_cartesian(const std::vector<Structure>& structures, const ChemicalSystem& system,
                            const Layout& layout) {
  return encode(
      structures, system, layout, [](const Lattice& lattice) { return lattice.rows(); },
      [](const Lattice& lattice, const Fractional& position) { return lattice.cartesian(position); });
}

EncodedSet encode_fractional(const std::vector<Structure>& structures, const ChemicalSystem& system,
                             const Layout& layout) {
  const auto oriented = [](const Lattice& lattice) {
    const auto [a, b, c] = lattice.lengths();
    const auto [alpha, beta, gamma] = lattice.angles();
    return Lattice::from_parameters(a, b, c, alpha, beta, gamma).rows();
  };
  return encode(structures, system, layout, oriented,
                [](const Lattice&, const Fractional& position) { return wrapped(position); });
}

}  // namespace crystalgan
