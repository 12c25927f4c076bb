#include "crystalgan/potentials/strain.hpp"

#include <cmath>
#include <gemmi/eig3.hpp>

namespace crystalgan {
namespace {

struct EigenSystem {
  std::array<double, 3> values;
  std::array<std::array<double, 3>, 3> vectors;  // [component, which]
};

EigenSystem eigen_system(const SymmetricMatrix& matrix) {
  double values[3];
  const gemmi::Mat33 vectors = gemmi::eigen_decomposition(
      gemmi::SMat33<double>{matrix[0][0], matrix[1][1], matrix[2][2], matrix[0][1], matrix[0][2], matrix[1][2]},
      values);
  EigenSystem system{{values[0], values[1], values[2]}, {}};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t k = 0; k < 3; ++k) system.vectors[i][k] = vectors.a[i][k];
  return system;
}

// (e^x - e^y)/(x - y) e^-y: how exp(U) exp(-U') changes between two eigenvectors.
double divided_difference(double x, double y) {
  const double apart = x - y;
  return apart == 0.0 ? 1.0 : std::expm1(apart) / apart;
}

}  // namespace

SymmetricMatrix exponential(const SymmetricMatrix& strain) {
  const EigenSystem system = eigen_system(strain);
  SymmetricMatrix result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k)
        result[i][j] += system.vectors[i][k] * std::exp(system.values[k]) * system.vectors[j][k];
  return result;
}

SymmetricMatrix pulled_back(const SymmetricMatrix& strain, const StrainDerivative& derivative) {
  const EigenSystem system = eigen_system(strain);
  const auto& v = system.vectors;
  // dE = Σ W_kl (dF F^-1)_kl, in the eigenvectors of U: W_kl times the divided difference, symmetrised
  SymmetricMatrix turned{};
  for (std::size_t k = 0; k < 3; ++k)
    for (std::size_t l = 0; l < 3; ++l) {
      double w = 0.0;
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) w += v[i][k] * derivative[i][j] * v[j][l];
      turned[k][l] = w * 0.5 *
                     (divided_difference(system.values[k], system.values[l]) +
                      divided_difference(system.values[l], system.values[k]));
    }
  SymmetricMatrix result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t l = 0; l < 3; ++l) result[i][j] += v[i][k] * turned[k][l] * v[j][l];
  return result;
}

Lattice deformed(const Lattice& lattice, const SymmetricMatrix& deformation) {
  Basis rows;
  for (std::size_t vector = 0; vector < 3; ++vector)
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) rows[vector][i] += deformation[i][j] * lattice.rows()[vector][j];
  return Lattice(rows);
}

}  // namespace crystalgan
