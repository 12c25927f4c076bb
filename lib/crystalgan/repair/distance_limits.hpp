#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/neighbors.hpp"

namespace crystalgan {

/// Every metal's distance to its nearest metal must lie in [min, max] (Å).
struct MetalWindow {
  double min;
  double max;
  std::string source;
};

/// The limits of a certificate: a named policy for one system.
struct DistanceLimits {
  struct Pair {
    double min;  ///< Å
    std::string source;
  };

  std::string policy;
  std::map<ElementPair, Pair> pairs;  ///< pairs that are absent have no limit
  std::optional<MetalWindow> metals;
};

/// The nearest metal of every metal, own images included; metal is every atom that is not `x`.
std::vector<Neighbor> nearest_metals(const Structure& structure, Element x);

/// The paper's rule: every metal's nearest metal within [d1, d2] (arXiv:1810.11203, section 3). X has no limit; with
/// `constrain_x` X-X must keep d1 too, as in the authors' figure.
DistanceLimits published_limits(const ChemicalSystem& system, double d1, double d2, bool constrain_x = false);

/// Every pair at least 0.8 (r_i + r_j), metallic radii for metals; for X = H: H-H at least 1.0 Å, M-H at least 1.2 Å.
/// Every metal has a metal within 1.15 times the largest nearest-metal distance of the training structures.
DistanceLimits radii_limits(const ChemicalSystem& system, const std::vector<Structure>& training);

/// Per pair the 5 % quantile, over the atoms of the training structures, of the distance to the nearest atom of the
/// other kind; for A-B the mean of A-A and B-B, since no training structure holds both. Every metal has a metal within
/// the 95 % quantile of the nearest-metal distances. Pairs that the training structures do not show are held to
/// radii_limit().
DistanceLimits training_limits(const ChemicalSystem& system, const std::vector<Structure>& training);

/// Every pair at least 0.8 of its shortest distance in known binaries: M-X and X-X in `training`, the binaries of the
/// system; A-A and B-B in these and in `known`, binaries of A or B with any element; A-B the mean of A-A and B-B, since no
/// binary holds both. Pairs that no binary shows are held to radii_limit(). Metals need no metal nearby.
DistanceLimits binaries_limits(const ChemicalSystem& system, const std::vector<Structure>& training,
                               const std::vector<Structure>& known);

/// Why no structure can keep these limits, where that is known: a metal's nearest metal would have to be both nearer and
/// further.
std::optional<std::string> contradiction(const DistanceLimits& limits, const ChemicalSystem& system);

}  // namespace crystalgan
