#pragma once

namespace crystalgan {

/// One value for each of the two domains. `a` belongs to the domain of metal A (A-X, or A-B-X grown from it), `b` to
/// that of metal B. Roles are types here: nothing is called x and y.
template <class T>
struct PerDomain {
  T a;
  T b;
};

}  // namespace crystalgan
