#include "crystalgan/potentials/strain.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace crystalgan {
namespace {

constexpr SymmetricMatrix kSkewed{{{0.11, -0.07, 0.2}, {-0.07, -0.15, 0.05}, {0.2, 0.05, 0.3}}};
constexpr SymmetricMatrix kDegenerate{{{0.1, 0, 0}, {0, 0.1, 0}, {0, 0, -0.2}}};

SymmetricMatrix product(const SymmetricMatrix& one, const SymmetricMatrix& other) {
  SymmetricMatrix result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) result[i][j] += one[i][k] * other[k][j];
  return result;
}

TEST(Strain, TheExponentialIsItsSeries) {
  for (const SymmetricMatrix& strain : {kSkewed, kDegenerate, SymmetricMatrix{}}) {
    SymmetricMatrix series{};
    SymmetricMatrix term{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    for (int order = 1; order < 30; ++order) {
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) series[i][j] += term[i][j];
      term = product(term, strain);
      for (auto& row : term)
        for (double& entry : row) entry /= order;
    }
    const SymmetricMatrix found = exponential(strain);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(found[i][j], series[i][j], 1e-14);
  }
}

// E = tr(A FᵀF), which no rotation changes, has dE/dε = 2 F A Fᵀ.
TEST(Strain, ADerivativeIsPulledBackAsCentralDifferencesSay) {
  const SymmetricMatrix a{{{1.0, 0.3, -0.4}, {0.3, 2.0, 0.1}, {-0.4, 0.1, 0.7}}};
  const auto energy = [&](const SymmetricMatrix& strain) {
    const SymmetricMatrix f = exponential(strain);
    const SymmetricMatrix aff = product(a, product(f, f));
    return aff[0][0] + aff[1][1] + aff[2][2];
  };
  for (const SymmetricMatrix& strain : {kSkewed, kDegenerate, SymmetricMatrix{}}) {
    const SymmetricMatrix f = exponential(strain);
    StrainDerivative derivative = product(product(f, a), f);
    for (auto& row : derivative)
      for (double& component : row) component *= 2.0;
    const SymmetricMatrix found = pulled_back(strain, derivative);
    const double step = 1e-5;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = i; j < 3; ++j) {
        SymmetricMatrix up = strain;
        SymmetricMatrix down = strain;
        up[i][j] = up[j][i] = strain[i][j] + step;
        down[i][j] = down[j][i] = strain[i][j] - step;
        const double difference = (energy(up) - energy(down)) / (2.0 * step);
        EXPECT_NEAR((i == j ? 1.0 : 2.0) * found[i][j], difference, 1e-8) << i << j;
      }
  }
}

TEST(Strain, ADeformedLatticeHasItsVectorsMultiplied) {
  const Lattice start = Lattice::from_parameters(3, 4, 5, 70, 80, 110);
  const Lattice found = deformed(start, {{{2, 0, 0}, {0, 1, 0.5}, {0, 0.5, 1}}});
  for (std::size_t vector = 0; vector < 3; ++vector) {
    const Cartesian& v = start.rows()[vector];
    EXPECT_EQ(found.rows()[vector], Cartesian(2 * v[0], v[1] + 0.5 * v[2], 0.5 * v[1] + v[2]));
  }
}

}  // namespace
}  // namespace crystalgan
