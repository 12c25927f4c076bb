#include "crystalgan/methods/symmetry/template_symmetry.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

#include "crystalgan/wyckoff/arrangement.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan {
namespace {

/// One of all pairs that the permutations make of each other, with their number.
std::vector<AtomPair> different_pairs(const std::vector<wyckoff::AtomPermutation>& permutations, std::size_t atoms) {
  std::vector<bool> seen(atoms * atoms, false);
  std::vector<AtomPair> pairs;
  for (std::uint32_t first = 0; first < atoms; ++first)
    for (std::uint32_t second = first; second < atoms; ++second) {
      if (seen[first * atoms + second]) continue;
      AtomPair pair{first, second, 0.0};
      for (const wyckoff::AtomPermutation& permutation : permutations) {
        const auto [lower, upper] = std::minmax(permutation[first], permutation[second]);
        if (seen[lower * atoms + upper]) continue;
        seen[lower * atoms + upper] = true;
        pair.count += 1.0;
      }
      pairs.push_back(pair);
    }
  return pairs;
}

/// The symmetric strains that keep the crystal system, as rows of nine; a along x, b in the plane of x and y.
std::vector<std::vector<double>> allowed_strains(wyckoff::CrystalSystem system) {
  using wyckoff::CrystalSystem;
  const std::vector<double> xx{1, 0, 0, 0, 0, 0, 0, 0, 0}, yy{0, 0, 0, 0, 1, 0, 0, 0, 0}, zz{0, 0, 0, 0, 0, 0, 0, 0, 1};
  const std::vector<double> xz{0, 0, 1, 0, 0, 0, 1, 0, 0}, xy{0, 1, 0, 1, 0, 0, 0, 0, 0}, yz{0, 0, 0, 0, 0, 1, 0, 1, 0};
  switch (system) {
    case CrystalSystem::cubic:
      return {{1, 0, 0, 0, 1, 0, 0, 0, 1}};
    case CrystalSystem::tetragonal:
    case CrystalSystem::trigonal:
    case CrystalSystem::hexagonal:
      return {{1, 0, 0, 0, 1, 0, 0, 0, 0}, zz};
    case CrystalSystem::orthorhombic:
      return {xx, yy, zz};
    case CrystalSystem::monoclinic:
      return {xx, yy, zz, xz};
    case CrystalSystem::triclinic:
      break;
  }
  return {xx, yy, zz, xz, xy, yz};
}

}  // namespace

TemplateSymmetry::TemplateSymmetry(const wyckoff::TemplateView& arrangement)
    : moves_(wyckoff::coordinate_moves(arrangement)),
      strains_(allowed_strains(wyckoff::crystal_system(arrangement.space_group))),
      atoms_(static_cast<std::size_t>(wyckoff::atoms(arrangement).total())) {
  symmetry_.pairs = different_pairs(wyckoff::atom_permutations(arrangement), atoms_);
}

/// Gram and Schmidt: without its part along the earlier ones.
void TemplateSymmetry::add_direction(std::vector<double> direction) {
  const auto product = [&](std::span<const double> one) {
    return std::inner_product(one.begin(), one.end(), direction.begin(), 0.0);
  };
  std::vector<double>& known = symmetry_.directions;
  for (std::size_t begin = 0; begin < known.size(); begin += direction.size()) {
    const std::span<const double> earlier = std::span(known).subspan(begin, direction.size());
    const double along = product(earlier);
    for (std::size_t i = 0; i < direction.size(); ++i) direction[i] -= along * earlier[i];
  }
  const double scale = 1.0 / std::sqrt(product(direction));
  for (const double component : direction) known.push_back(scale * component);
}

const IonicSymmetry& TemplateSymmetry::in_cell(const Basis& rows) {
  symmetry_.directions.clear();
  for (const std::vector<Fractional>& move : moves_) {
    std::vector<double> direction;
    for (const Fractional& x : move) {
      const Cartesian along = x[0] * rows[0] + x[1] * rows[1] + x[2] * rows[2];
      direction.insert(direction.end(), along.components.begin(), along.components.end());
    }
    direction.resize(3 * atoms_ + 9, 0.0);
    add_direction(std::move(direction));
  }
  for (const std::vector<double>& strain : strains_) {
    std::vector<double> direction(3 * atoms_, 0.0);
    direction.insert(direction.end(), strain.begin(), strain.end());
    add_direction(std::move(direction));
  }
  return symmetry_;
}

}  // namespace crystalgan
