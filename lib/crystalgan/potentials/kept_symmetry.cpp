#include "crystalgan/potentials/kept_symmetry.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "crystalgan/potentials/strain.hpp"

namespace crystalgan {
namespace {

// Å; by how much an averaged crystal may miss its symmetry through rounding. Chosen: a wrong operation misses it by some
// thousandths, and coordinates of 1e3 Å are exact to 1e-13.
constexpr double kRounding = 1e-9;

// Å; operations that are no group at this tolerance are none at all. Chosen: below what structure files are written to.
constexpr double kLeastTolerance = 1e-5;

using Matrix = std::array<std::array<double, 3>, 3>;
using Rotation = std::array<ImageIndex, 3>;

Fractional rotated(const Rotation& rotation, const Fractional& position) {
  Fractional image;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) image[i] += static_cast<double>(rotation[i][j]) * position[j];
  return image;
}

/// The operation on Cartesian vectors of this lattice: orthogonal where the lattice has it.
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

/// Mean of RᵀR: the square of the strain after which all the operations are orthogonal.
SymmetricMatrix mean_square(const Lattice& lattice, const std::vector<SiteOperation>& operations) {
  SymmetricMatrix sum{};
  for (const SiteOperation& operation : operations) {
    const Matrix matrix = cartesian_matrix(operation.rotation, lattice);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t k = 0; k < 3; ++k)
          sum[i][j] += matrix[k][i] * matrix[k][j] / static_cast<double>(operations.size());
  }
  return sum;
}

/// How far each site's image comes to lie from the site that it is to be, by that site; the mean, which is the
/// operation's translation, taken off.
std::vector<Fractional> misses(const Structure& structure, const SiteOperation& operation) {
  std::vector<Fractional> apart(structure.size());
  Fractional mean;
  for (std::size_t site = 0; site < structure.size(); ++site) {
    const std::size_t target = operation.sites[site];
    Fractional image = rotated(operation.rotation, structure.sites()[site].position);
    for (std::size_t axis = 0; axis < 3; ++axis) image[axis] -= static_cast<double>(operation.cells[site][axis]);
    apart[target] = image - structure.sites()[target].position;
    mean = mean + (1.0 / static_cast<double>(structure.size())) * apart[target];
  }
  for (Fractional& miss : apart) miss = miss - mean;
  return apart;
}

Structure averaged(const Structure& structure, const std::vector<SiteOperation>& operations) {
  std::vector<Site> sites = structure.sites();
  for (const SiteOperation& operation : operations) {
    const std::vector<Fractional> apart = misses(structure, operation);
    for (std::size_t site = 0; site < sites.size(); ++site)
      sites[site].position = sites[site].position + (1.0 / static_cast<double>(operations.size())) * apart[site];
  }
  const SymmetricMatrix strain = square_root(mean_square(structure.lattice(), operations));
  return {deformed(structure.lattice(), strain), std::move(sites), structure.name()};
}

bool is_symmetric(const Structure& structure, const std::vector<SiteOperation>& operations) {
  const double size = std::cbrt(structure.lattice().volume());
  for (const SiteOperation& operation : operations) {
    for (const Fractional& miss : misses(structure, operation))
      if (!(length(structure.lattice().cartesian(miss)) < kRounding)) return false;
    const SymmetricMatrix square = mean_square(structure.lattice(), {operation});
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        if (!(std::abs(square[i][j] - (i == j ? 1.0 : 0.0)) * size < kRounding)) return false;
  }
  return true;
}

}  // namespace

SymmetricCrystal exactly_symmetric(const Structure& structure, double tolerance) {
  for (; tolerance >= kLeastTolerance; tolerance *= 0.5) {
    std::vector<SiteOperation> operations = site_operations(structure, tolerance);
    if (operations.size() == 1) break;
    Structure symmetric = averaged(structure, operations);
    if (is_symmetric(symmetric, operations)) return {std::move(symmetric), std::move(operations)};
  }
  return {structure, {}};
}

CellEnergy averaged(const CellEnergy& found, const Lattice& lattice, const std::vector<SiteOperation>& operations) {
  if (operations.empty()) return found;
  const double share = 1.0 / static_cast<double>(operations.size());
  CellEnergy mean{found.energy, std::vector<Cartesian>(found.forces.size()), {}};
  for (const SiteOperation& operation : operations) {
    const Matrix matrix = cartesian_matrix(operation.rotation, lattice);
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
