#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "crystalgan/chemistry/binary_geometry.hpp"
#include "crystalgan/chemistry/binary_pool.hpp"
#include "crystalgan/chemistry/ternary_formula.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/methods/symmetry/binary_prototype.hpp"
#include "crystalgan/methods/symmetry/symmetry_candidate.hpp"
#include "crystalgan/potentials/ionic/ionic_relaxation.hpp"

namespace crystalgan {

/// The structure types of the binaries of a system.
struct OwnTypes {
  std::set<BinaryType> a, b;  ///< of A-X, of B-X

  /// How many of A-X and B-X have the type.
  int count(const BinaryType& type) const { return (a.contains(type) ? 1 : 0) + (b.contains(type) ? 1 : 0); }
};

/// Ternaries as binary structures whose metal sites hold A and B in every order that symmetry tells apart: alloys and
/// superstructures of one lattice, which need more orbits than templates have.
class RelabelledPrototypes {
 public:
  /// `pooled` are prototypes of any binaries, those of the system among them or not; `pool` has the binaries of the system.
  /// Keeps a reference to `pooled`, which must outlive this.
  RelabelledPrototypes(const BinaryPool& pool, const std::vector<BinaryPrototype>& pooled, const ChemicalSystem& system,
                       std::size_t threads = 1);

  /// Candidates of one formula, at the volume of the rule or relaxed by a few steps: first from binaries of the system, at
  /// most 60, each unrelaxed; then from pooled prototypes of other types, at most 30, each unrelaxed and relaxed. Thread-safe
  /// with one `relaxation` per thread. `rank` is that of the formula in its list.
  std::vector<SymmetryCandidate> candidates(const RoleCounts& formula, std::size_t rank, const IonicModel& model,
                                            const TernaryGeometry& geometry, IonicRelaxation& relaxation) const;

 private:
  const std::vector<BinaryPrototype>& pooled_;
  ChemicalSystem system_;
  std::vector<BinaryPrototype> own_;  // of A-X and B-X, each once
  OwnTypes own_types_;
};

}  // namespace crystalgan
