#pragma once

#include <optional>
#include <string>

#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/record/candidate.hpp"
#include "crystalgan/repair/distance_limits.hpp"

namespace crystalgan {

/// Measures every element pair and every metal's nearest metal of `structure`, periodic and own images included, beside
/// the limits. What is measured does not depend on the limits. `x` says which element is not a metal of the system.
Certificate certify(const Structure& structure, Element x, const DistanceLimits& limits);

/// The first limit that a certificate breaks, if any; nan counts as broken.
std::optional<Rejection> broken_limit(const Certificate& certificate);

}  // namespace crystalgan
