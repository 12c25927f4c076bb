#include "crystalgan/potentials/relaxation_coordinates.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

namespace crystalgan {
namespace {

// A component of a symmetric matrix, and what it is worth as a number: squares of the six sum to that of the matrix.
struct Component {
  std::size_t row;
  std::size_t column;
  double weight;
};

// In the order of Voigt.
constexpr Component kComponents[] = {{0, 0, 1.0},
                                     {1, 1, 1.0},
                                     {2, 2, 1.0},
                                     {1, 2, std::numbers::sqrt2},
                                     {0, 2, std::numbers::sqrt2},
                                     {0, 1, std::numbers::sqrt2}};

// Å per root of an atom. Chosen so that strain is as stiff as positions: 10 Å^3 and 1 eV/Å^3 an atom, 5 eV/Å^2.
constexpr double kLengthOfStrain = 1.4;

}  // namespace

RelaxationCoordinates::RelaxationCoordinates(const Structure& initial, bool variable_cell)
    : initial_(initial),
      variable_cell_(variable_cell),
      length_(kLengthOfStrain * std::sqrt(static_cast<double>(initial.size()))) {}

void RelaxationCoordinates::write_initial(std::span<double> numbers) const {
  for (std::size_t atom = 0; atom < initial_.size(); ++atom) {
    const Cartesian place = initial_.lattice().cartesian(initial_.sites()[atom].position);
    for (std::size_t axis = 0; axis < 3; ++axis) numbers[3 * atom + axis] = place[axis];
  }
  for (std::size_t k = 3 * initial_.size(); k < size(); ++k) numbers[k] = 0.0;
}

SymmetricMatrix RelaxationCoordinates::strain(std::span<const double> numbers) const {
  SymmetricMatrix strain{};
  if (!variable_cell_) return strain;
  for (std::size_t k = 0; k < 6; ++k) {
    const auto [i, j, weight] = kComponents[k];
    strain[i][j] = strain[j][i] = numbers[3 * initial_.size() + k] / (weight * length_);
  }
  return strain;
}

Structure RelaxationCoordinates::structure(std::span<const double> numbers) const {
  std::vector<Site> sites = initial_.sites();
  for (std::size_t atom = 0; atom < sites.size(); ++atom)
    sites[atom].position =
        initial_.lattice().fractional({numbers[3 * atom], numbers[3 * atom + 1], numbers[3 * atom + 2]});
  return {deformed(initial_.lattice(), exponential(strain(numbers))), std::move(sites), initial_.name()};
}

void RelaxationCoordinates::write_gradient(std::span<const double> numbers, const CellEnergy& found,
                                           std::span<double> gradient) const {
  const SymmetricMatrix at = strain(numbers);
  const SymmetricMatrix deformation = exponential(at);
  for (std::size_t atom = 0; atom < initial_.size(); ++atom)
    for (std::size_t axis = 0; axis < 3; ++axis) {
      double by_place = 0.0;  // r = F r0, F symmetric
      for (std::size_t k = 0; k < 3; ++k) by_place -= deformation[axis][k] * found.forces[atom][k];
      gradient[3 * atom + axis] = by_place;
    }
  if (!variable_cell_) return;
  const SymmetricMatrix by_strain = pulled_back(at, found.strain);
  for (std::size_t k = 0; k < 6; ++k) {
    const auto [i, j, weight] = kComponents[k];
    gradient[3 * initial_.size() + k] =
        weight * by_strain[i][j] / length_;  // off the diagonal: two equal terms over √2
  }
}

}  // namespace crystalgan
