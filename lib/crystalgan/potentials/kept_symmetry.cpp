#include "crystalgan/potentials/kept_symmetry.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "crystalgan/crystal/symmetry_average.hpp"

namespace crystalgan {
namespace {

// Å; the largest error of symmetry by rounding. Chosen: a wrong operation gives an error of some thousandths, and
// coordinates of 1e3 Å are exact to 1e-13.
constexpr double kRounding = 1e-9;

// Å; where the operations are not a group at this tolerance, none is used. Chosen: below the precision of structure files.
constexpr double kMinTolerance = 1e-5;

using Matrix = std::array<std::array<double, 3>, 3>;
Rotation whole(const std::array<ImageIndex, 3>& rotation) {
  Rotation result;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) result[i][j] = static_cast<int>(rotation[i][j]);
  return result;
}

std::vector<Fractional> positions_of(const Structure& structure) {
  std::vector<Fractional> positions;
  for (const Site& site : structure.sites()) positions.push_back(site.position);
  return positions;
}

/// The operation on Cartesian vectors: orthogonal where the lattice has it.
Matrix cartesian_matrix(const Rotation& rotation, const Lattice& lattice) {
  Matrix matrix;
  for (std::size_t j = 0; j < 3; ++j) {
    Cartesian along;
    along[j] = 1.0;
    const Cartesian image = lattice.cartesian(rotated(rotation, lattice.fractional(along)));
    for (std::size_t i = 0; i < 3; ++i) matrix[i][j] = image[i];
  }
  return matrix;
}

std::vector<NearSymmetry> group_of(const std::vector<SiteOperation>& operations) {
  std::vector<NearSymmetry> group;
  for (const SiteOperation& operation : operations) group.push_back({whole(operation.rotation), operation.sites});
  return group;
}

Structure averaged(const Structure& structure, const std::vector<NearSymmetry>& group) {
  std::vector<Site> sites = structure.sites();
  const std::vector<Fractional> positions = averaged_positions(positions_of(structure), group, 0);
  for (std::size_t site = 0; site < sites.size(); ++site) sites[site].position = positions[site];
  return {Lattice(averaged_basis(structure.lattice().rows(), group)), std::move(sites), structure.name()};
}

bool is_symmetric(const Structure& structure, const std::vector<NearSymmetry>& group) {
  const Lattice& lattice = structure.lattice();
  const double size = std::cbrt(lattice.volume());
  const std::vector<Fractional> positions = positions_of(structure);
  for (const NearSymmetry& operation : group) {
    for (const Fractional& displacement : displacements(operation, positions, 0))
      if (!(length(lattice.cartesian(displacement)) < kRounding)) return false;
    const Matrix matrix = cartesian_matrix(operation.rotation, lattice);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) {
        double product = i == j ? -1.0 : 0.0;  // of RᵀR - 1
        for (std::size_t k = 0; k < 3; ++k) product += matrix[k][i] * matrix[k][j];
        if (!(std::abs(product) * size < kRounding)) return false;
      }
  }
  return true;
}

}  // namespace

SymmetricCrystal exactly_symmetric(const Structure& structure, double tolerance) {
  for (; tolerance >= kMinTolerance; tolerance *= 0.5) {
    std::vector<SiteOperation> operations = site_operations(structure, tolerance);
    if (operations.size() == 1) break;
    const std::vector<NearSymmetry> group = group_of(operations);
    Structure symmetric = averaged(structure, group);
    if (is_symmetric(symmetric, group)) return {std::move(symmetric), std::move(operations)};
  }
  return {structure, {}};
}

CellEnergy averaged(const CellEnergy& found, const Lattice& lattice, const std::vector<SiteOperation>& operations) {
  if (operations.empty()) return found;
  const double share = 1.0 / static_cast<double>(operations.size());
  CellEnergy mean{found.energy, std::vector<Cartesian>(found.forces.size()), {}, found.moments};
  for (const SiteOperation& operation : operations) {
    const Matrix matrix = cartesian_matrix(whole(operation.rotation), lattice);
    for (std::size_t site = 0; site < found.forces.size(); ++site) {
      Cartesian& force = mean.forces[operation.sites[site]];
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) force[i] += share * matrix[i][j] * found.forces[site][j];
    }
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t k = 0; k < 3; ++k)
          for (std::size_t l = 0; l < 3; ++l)
            mean.strain[i][j] += share * matrix[i][k] * found.strain[k][l] * matrix[j][l];
  }
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < i; ++j)
      mean.strain[i][j] = mean.strain[j][i] = 0.5 * (mean.strain[i][j] + mean.strain[j][i]);
  return mean;
}

}  // namespace crystalgan
