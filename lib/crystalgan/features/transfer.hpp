#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "crystalgan/core/cell_batch.hpp"
#include "crystalgan/core/per_domain.hpp"

namespace crystalgan {

/// The pairs of the transfer: a structure of domain A and one of domain B.
using PartnerIndices = std::vector<std::pair<std::int64_t, std::int64_t>>;

// Paper:   AHB_g = (x_g[0], x_g[1], x_g[2], y_g[3]),  BHA_g = (y_g[0], y_g[1], x_g[2], y_g[3])
// Symbols: x_g = x_AHB1 and y_g = y_BHA1, the outputs of step 1; [0] lattice, [1] H, [2] A, [3] B
// Here:    for every pair (i, j) of partners; x_g[2] has the atoms of A structure i, y_g[3] those of B structure j;
//          rows without an atom are set to zero, masks travel with their blocks
// Differs: the paper's two sets are of equal size and i = j; here the pairs are given
// Test:    transfer_test.cpp, FillsThePlaceholderFromTheOtherDomain
/// `generated.a` is x_g, from domain A; `generated.b` is y_g, from domain B. The result has one structure per pair.
/// Throws ShapeError.
PerDomain<CellBatch<float>> transfer_features(const PerDomain<CellBatch<float>>& generated,
                                              const PartnerIndices& partners);

/// One pair per structure of the larger set, (i mod B_a, i mod B_b): the paper's i = j for sets of equal size. None for
/// an empty set.
PartnerIndices paired_partners(std::int64_t count_a, std::int64_t count_b);

}  // namespace crystalgan
