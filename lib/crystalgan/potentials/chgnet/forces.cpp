#include "crystalgan/potentials/chgnet/forces.hpp"

namespace crystalgan::chgnet {
namespace {

double share_of(const Orbits& orbits, const std::vector<double>& of_orbits, std::size_t thing) {
  const Index orbit = orbits.of[thing];
  return of_orbits[orbit] / orbits.counts[orbit];
}

void set_by_lengths(const CrystalGraph& crystal, const std::vector<double>& of_lengths,
                    std::vector<Cartesian>& of_vectors) {
  const Geometry& geometry = crystal.geometry;
  for (std::size_t bond = 0; bond < geometry.bonds(); ++bond)
    of_vectors[bond] =
        (share_of(crystal.equivalence.bonds, of_lengths, bond) / geometry.lengths[bond]) * geometry.vectors[bond];
}

void add_by_cosines(const CrystalGraph& crystal, const std::vector<double>& of_cosines,
                    std::vector<Cartesian>& of_vectors) {
  const Geometry& geometry = crystal.geometry;
  const Orbits& pairs = crystal.equivalence.pairs;
  for (std::size_t index = 0; index < geometry.pairs.size(); ++index) {
    const auto& pair = geometry.pairs[index];
    const double cosine = crystal.graph.cosines[pairs.of[index]];
    const double of_cosine = share_of(pairs, of_cosines, index);
    for (const std::size_t end : {0U, 1U}) {
      const DirectedBond& one = pair[end];
      const DirectedBond& other = pair[1 - end];
      const double length = geometry.lengths[one.bond];
      const Cartesian by_vector = (1.0 / (length * geometry.lengths[other.bond])) * geometry.vector_of(other) -
                                  (cosine / (length * length)) * geometry.vector_of(one);
      of_vectors[one.bond] = of_vectors[one.bond] + (one.forward ? of_cosine : -of_cosine) * by_vector;
    }
  }
}

void add_up(const Geometry& geometry, const std::vector<Cartesian>& of_vectors, std::vector<Cartesian>& forces,
            StrainDerivative& strain) {
  StrainDerivative sum{};
  for (std::size_t bond = 0; bond < geometry.bonds(); ++bond) {
    const Cartesian& gradient = of_vectors[bond];
    forces[geometry.first[bond]] = forces[geometry.first[bond]] + gradient;
    forces[geometry.second[bond]] = forces[geometry.second[bond]] - gradient;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) sum[i][j] += geometry.vectors[bond][i] * gradient[j];
  }
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) strain[i][j] = 0.5 * (sum[i][j] + sum[j][i]);
}

}  // namespace

void find_forces(const CrystalGraph& crystal, const GeometryGradient& gradient, std::vector<Cartesian>& of_vectors,
                 std::vector<Cartesian>& forces, StrainDerivative& strain) {
  of_vectors.resize(crystal.geometry.bonds());
  set_by_lengths(crystal, gradient.of_lengths, of_vectors);
  add_by_cosines(crystal, gradient.of_cosines, of_vectors);
  forces.assign(crystal.geometry.atoms, Cartesian{});
  add_up(crystal.geometry, of_vectors, forces, strain);
}

}  // namespace crystalgan::chgnet
