#pragma once

#include <functional>
#include <span>

namespace crystalgan {

/// What a minimiser asks of a landscape.
struct Landscape {
  /// The energy at these numbers, its gradient written; infinite where a step may not go.
  std::function<double(std::span<const double> numbers, std::span<double> gradient)> energy;
  /// The last asked point is a step of the way now. True when it is time to end.
  std::function<bool()> accept;
};

/// Walks downhill by damped dynamics: FIRE (Bitzek, Koskinen, Gähler, Moseler & Gumbsch, Phys. Rev. Lett. 97, 170201
/// (2006)), slower than L-BFGS and hard to upset. Ends where `accept` says so, or where every step is forbidden.
void fire(std::span<double> numbers, const Landscape& landscape);

}  // namespace crystalgan
