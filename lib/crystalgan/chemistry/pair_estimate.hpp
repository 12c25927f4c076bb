#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "crystalgan/chemistry/binary_pool.hpp"

namespace crystalgan {

/// A length or volume of the pairs M-X of a pool; nothing where no binary of M-X gives it.
using KnownOfPair = std::function<std::optional<double>(Element metal, Element anion)>;

/// The same for any pair, from sizes of the atoms alone. Above 0.
using SizeOfPair = std::function<double(Element metal, Element anion)>;

/// A length or volume of a pair that no binary gives. From the other anions of the metal where it has any, else from the
/// sizes of the atoms. Nothing where it is known of no pair with X.
std::optional<double> estimate_of_pair(const BinaryPool& pool, Element metal, Element anion, const KnownOfPair& known,
                                       const SizeOfPair& size);

/// r_M + r_X in Å, atomic radii; 1.5 Å for an unknown one.
double sum_of_radii(Element metal, Element anion);

/// Of an odd number of values the middle one, else the mean of the two in the middle. Expects at least one.
double median(std::vector<double> values);

}  // namespace crystalgan
