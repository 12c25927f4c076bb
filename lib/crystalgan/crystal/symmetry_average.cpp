#include "crystalgan/crystal/symmetry_average.hpp"

namespace crystalgan {
namespace {

Fractional product(const Metric& m, const Fractional& x) {
  Fractional result;
  for (std::size_t i = 0; i < 3; ++i) result[i] = m[i][0] * x[0] + m[i][1] * x[1] + m[i][2] * x[2];
  return result;
}

Metric inverse(const Metric& m) {
  const double factor = 1.0 / determinant(m);
  Metric result = adjugate(m);
  for (auto& row : result)
    for (double& entry : row) entry *= factor;
  return result;
}

// Mean of RᵀGR: every rotation of the group preserves it.
Metric averaged_metric(const Metric& metric, const std::vector<NearSymmetry>& group) {
  Metric sum{};
  for (const NearSymmetry& operation : group) {
    const Rotation& r = operation.rotation;
    for (std::size_t j = 0; j < 3; ++j) {
      const Fractional image{static_cast<double>(r[0][j]), static_cast<double>(r[1][j]), static_cast<double>(r[2][j])};
      const Fractional row = product(metric, image);
      for (std::size_t i = 0; i < 3; ++i) sum[i][j] += r[0][i] * row[0] + r[1][i] * row[1] + r[2][i] * row[2];
    }
  }
  for (auto& row : sum)
    for (double& entry : row) entry /= static_cast<double>(group.size());
  return sum;
}

// Vectors of this metric that are the old ones under a symmetric strain U: U² = B⁻¹ G B⁻ᵀ, with the old vectors as rows of
// B. The square root is found by X <- (X + U² X⁻¹) / 2, which converges in a few rounds because the strain is small.
Basis with_metric(const Basis& basis, const Metric& metric) {
  Metric old;
  for (std::size_t i = 0; i < 3; ++i) old[i] = basis[i].components;
  const Metric back = inverse(old);
  Metric square{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t l = 0; l < 3; ++l) square[i][j] += back[i][k] * metric[k][l] * back[j][l];
  Metric root{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  for (int round = 0; round < 6; ++round) {
    const Metric inverted = inverse(root);
    Metric next{};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        for (std::size_t k = 0; k < 3; ++k) next[i][j] += square[i][k] * inverted[k][j];
        next[i][j] = 0.5 * (next[i][j] + root[i][j]);
      }
    }
    root = next;
  }
  Basis turned;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      turned[i][j] = basis[i][0] * root[0][j] + basis[i][1] * root[1][j] + basis[i][2] * root[2][j];
  return turned;
}

}  // namespace

Metric metric_of(const Basis& basis) {
  Metric metric;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) metric[i][j] = dot(basis[i], basis[j]);
  return metric;
}

std::vector<Fractional> displacements(const NearSymmetry& operation, const std::vector<Fractional>& positions,
                                      std::size_t anchor) {
  const auto apart = [&](std::size_t site) {
    return rotated(operation.rotation, positions[site]) - positions[operation.targets[site]];
  };
  const Fractional translation = apart(anchor);
  std::vector<Fractional> moves(positions.size());
  Fractional mean;
  for (std::size_t site = 0; site < positions.size(); ++site) {
    const Fractional move = nearest_to_zero(apart(site) - translation);
    moves[operation.targets[site]] = move;
    mean = mean + move;
  }
  mean = (1.0 / static_cast<double>(positions.size())) * mean;
  for (Fractional& move : moves) move = move - mean;
  return moves;
}

std::vector<Fractional> averaged_positions(const std::vector<Fractional>& positions,
                                           const std::vector<NearSymmetry>& group, std::size_t anchor) {
  std::vector<Fractional> averaged = positions;
  for (const NearSymmetry& operation : group) {
    const std::vector<Fractional> moves = displacements(operation, positions, anchor);
    for (std::size_t site = 0; site < averaged.size(); ++site)
      averaged[site] = averaged[site] + (1.0 / static_cast<double>(group.size())) * moves[site];
  }
  return averaged;
}

Basis averaged_basis(const Basis& basis, const std::vector<NearSymmetry>& group) {
  return with_metric(basis, averaged_metric(metric_of(basis), group));
}

}  // namespace crystalgan
