#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "crystalgan/chemistry/binary_pool.hpp"
#include "crystalgan/potentials/ionic/ionic_energy.hpp"

namespace crystalgan {

/// σ_MX (Å) of the ionic potential that leaves a known binary at zero pressure; nothing where no σ does.
std::optional<double> contact_of(const Structure& structure, const BinaryEntry& entry);

/// σ_MX of the binaries of a pool. Each is computed when it is needed first, so not thread-safe.
class ContactLengths {
 public:
  /// Keeps a reference: `pool` must outlive this.
  explicit ContactLengths(const BinaryPool& pool) : pool_(pool), known_(pool.entries().size()) {}
  explicit ContactLengths(BinaryPool&&) = delete;

  /// Of one entry of the pool; nothing beyond 30 atoms.
  std::optional<double> of(const BinaryEntry& entry);

  /// At this valence of the metal: a mean over its binaries with X, moved to the valence. Nothing without any.
  std::optional<double> at_valence(Element metal, Element anion, double valence);

  /// The same where no binary gives it: from the other anions of the metal, or from the radii. Slow at the first call, which
  /// looks at the whole pool. Nothing where the pool has no σ with X.
  std::optional<double> estimated(Element metal, Element anion, double valence);

  /// at_valence(), or else estimated().
  std::optional<double> known_or_estimated(Element metal, Element anion, double valence);

 private:
  const BinaryPool& pool_;
  std::vector<std::optional<std::optional<double>>> known_;  // by place in entries(); outer: computed
};

}  // namespace crystalgan
