#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "crystalgan/chemistry/binary_pool.hpp"
#include "crystalgan/core/seed.hpp"
#include "crystalgan/crystal/element.hpp"
#include "crystalgan/studies/energy_order_tables.hpp"
#include "crystalgan/studies/units.hpp"

namespace crystalgan {

struct BinaryOrderSettings {
  std::size_t formulas = 0;  ///< binary formulas that are drawn; 0: all
  Seed seed{0};
  std::size_t threads = 1;  ///< the result does not depend on it
};

/// Where known binaries of metals and X stand among the arrangements of their formula, by the orders of energy_orders.hpp:
/// for weights that no ternary chose. Each binary up to 0.1 eV/atom above the hull whose template can be enumerated: the
/// mode's own search lists geometries of the likeliest templates of M_m X_q, CHGNet gives each an energy as it is. The
/// discriminator is trained twice, each time without the half of all templates that is then looked for; lengths and volumes
/// are those of the whole pool. One SystemRanks per metal and X, "Ti-O"; nothing when stopped. Throws ConfigError for an X of
/// unknown valence, StructureError where the pool has no such binary.
std::optional<std::vector<SystemRanks>> binary_orders(const BinaryPool& pool, Element x,
                                                      const BinaryOrderSettings& settings,
                                                      const StudyObserver& observer);

}  // namespace crystalgan
