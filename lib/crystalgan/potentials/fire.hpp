#pragma once

#include <functional>
#include <span>

namespace crystalgan {

/// The function that fire() minimises.
struct Landscape {
  /// The energy at these numbers; writes its gradient. Infinite where a step is forbidden.
  std::function<double(std::span<const double> numbers, std::span<double> gradient)> energy;
  /// The last point becomes the current one. True when the minimisation ends.
  std::function<bool()> accept;
};

/// Minimises by damped dynamics, FIRE (Bitzek, Koskinen, Gähler, Moseler & Gumbsch, Phys. Rev. Lett. 97, 170201
/// (2006)), slower than L-BFGS but more robust. Ends where `accept` says so, or where every step is forbidden.
void fire(std::span<double> numbers, const Landscape& landscape);

}  // namespace crystalgan
