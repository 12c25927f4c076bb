#pragma once

#include <ATen/core/Tensor.h>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/features/encode.hpp"

namespace crystalgan {

/// Standardisation of fractional features: number = mean + deviation · feature. Pooled over both domains: with one
/// scale for each, a network would never see that the cells of one domain are smaller.
struct Scaling {
  at::Tensor lattice_mean;       ///< [3, 3], Å
  at::Tensor lattice_deviation;  ///< [3, 3], Å, positive
  double fraction_mean;
  double fraction_deviation;

  /// Mean and deviation of the lattice rows over both sets, every order of the axes counted once; fractions are taken
  /// as uniform on [0, 1), which random origins make them.
  static Scaling of(const PerDomain<EncodedSet>& sets);

  /// Fractional features to standardised ones; rows without an atom become zero. [..., K, S, 3] with mask [..., K, S].
  at::Tensor standardised(const at::Tensor& features, const at::Tensor& mask) const;
  /// The reverse, for all rows.
  at::Tensor restored(const at::Tensor& standardised) const;
};

}  // namespace crystalgan
