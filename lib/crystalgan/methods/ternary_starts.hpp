#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/supercell.hpp"
#include "crystalgan/matching/known_structures.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/repair/distance_limits.hpp"

namespace crystalgan {

/// Which domain gives lattice and X of a ternary: A (AHB_g in the paper) or B (BHA_g).
enum class HostDomain { a, b };

/// Members that draw from the same inputs share the compositions out among them, so that they do not draw the same.
struct MemberShare {
  std::int64_t member = 0;
  std::int64_t members = 1;
};

/// A ternary made by the feature transfer, and from which pseudo-binaries.
struct TernaryStart {
  Structure structure;
  HostDomain host;
  std::size_t index_a;  ///< which of domain A took part
  std::size_t index_b;
};

// Paper:   AHB_g = (x_g[0], x_g[1], x_g[2], y_g[3]), BHA_g = (y_g[0], y_g[1], x_g[2], y_g[3])  (step 2)
// Symbols: x_g and y_g the pseudo-binaries of step 1
// Here:    the host gives lattice, X and its own metals; the guest's metals join it, rigidly shifted to where they are
//          clear of the host, the cell at the rule's volume
// Differs: in periodic mode x_g holds B and X (its metals changed blocks), y_g holds A and X; any i meets any j, also
//          of supercells, composition drawn first; see docs/decisions/0013
// Test:    ternary_starts_test.cpp
/// Step 2 of the periodic mode: draws ternaries from pseudo-binaries. A composition is drawn first, every reduced one
/// alike, then two parents and supercells of them that give it, so that the two metal lattices can differ in size.
/// Drawn again, up to a limit, is what would break the limits, have no symmetry, be an input under other names, or be
/// what was drawn before.
class TernaryStarts {
 public:
  /// `pseudo.a` are the pseudo-binaries made from domain A (metal B and X), `pseudo.b` those from domain B (metal A and
  /// X); `known` is what a new structure must not be; `limits` are what it will be held to.
  TernaryStarts(const ChemicalSystem& system, PerDomain<std::vector<Structure>> pseudo,
                const std::vector<Structure>& known, const DistanceLimits& limits,
                const Configuration::Periodic& settings, const MemberShare& share = {});

  /// One ternary with this host. What was drawn before is remembered. Where nothing keeps the limits, and without
  /// `selection`, it is any draw, its guest at the clearest shift of the grid.
  TernaryStart draw(HostDomain host, Random& random);

 private:
  /// Two pseudo-binaries and how many cells of each take part.
  struct Pair {
    std::size_t host;
    std::size_t guest;
    int host_cells;
    int guest_cells;
  };
  using Counts = std::array<std::int64_t, 3>;  ///< A, B and X of what step 3 begins with, reduced

  struct Proposal {
    Structure structure;  ///< what step 3 begins with: the metals already exchanged
    Pair pair;
  };

  const std::vector<Structure>& hosts(HostDomain host) const { return host == HostDomain::a ? pseudo_.a : pseudo_.b; }
  const std::vector<Structure>& guests(HostDomain host) const { return host == HostDomain::a ? pseudo_.b : pseudo_.a; }
  std::map<Counts, std::vector<Pair>> pairs_of(HostDomain host, std::int64_t most_atoms) const;
  std::int64_t most_atoms() const;
  const Structure& some_supercell(const std::vector<Structure>& of, HostDomain domain, std::size_t index, int cells,
                                  Random& random);
  std::optional<Proposal> propose(HostDomain host, double clearance, Random& random);
  Proposal unselected(HostDomain host, Random& random);
  Element guest_metal(HostDomain host) const;
  Structure becoming(const Structure& structure) const;
  bool has_room(const Structure& structure, double clearance) const;
  std::optional<Proposal> search(HostDomain host, Random& random);
  std::optional<Structure> repaired(const Structure& structure) const;
  bool is_new_and_symmetric(const Structure& structure);

  ChemicalSystem system_;
  PerDomain<std::vector<Structure>> pseudo_;
  DistanceLimits limits_;
  Configuration::Periodic settings_;
  PerDomain<std::vector<std::vector<Pair>>> pairs_;   // by composition
  std::vector<std::vector<CellChange>> sublattices_;  // by number of cells
  std::map<std::tuple<HostDomain, std::size_t, int, std::size_t>, Structure> supercells_;
  KnownStructures known_;  // with one metal
  KnownStructures drawn_;
  PerDomain<int> hollow_misses_{0, 0};   // starts in a row for which no hollow site was found
  PerDomain<int> starts_in_vain_{0, 0};  // starts in a row for which nothing new and symmetric was found
};

}  // namespace crystalgan
