#include "crystalgan/features/transfer.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Copies a block of a cell with its mask; rows without an atom become zero.
void copy_block(Block block, const CellBatch<float>& from, std::int64_t structure, CellBatch<float>& to,
                std::int64_t place) {
  for (std::int64_t slot = 0; slot < from.slots; ++slot) {
    const std::size_t source = from.row(structure, block, slot);
    if (from.mask[source] == 0) continue;
    const std::size_t target = to.row(place, block, slot);
    to.mask[target] = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) to.features[3 * target + axis] = from.features[3 * source + axis];
  }
}

void require_shapes(const PerDomain<CellBatch<float>>& generated) {
  check_shape("generated pseudo-binaries, slots", std::array{generated.a.slots}, std::array{generated.b.slots});
  for (const auto* cells : {&generated.a, &generated.b}) {
    check_shape("generated pseudo-binaries", std::array{cells->size * cells->numbers_per_cell()},
                std::array{std::ssize(cells->features)});
    check_shape("their mask", std::array{cells->size * cells->rows_per_cell()}, std::array{std::ssize(cells->mask)});
  }
}

}  // namespace

PerDomain<CellBatch<float>> transfer_features(const PerDomain<CellBatch<float>>& generated,
                                              const PartnerIndices& partners) {
  require_shapes(generated);
  const auto& [x_g, y_g] = generated;
  PerDomain<CellBatch<float>> ternaries{CellBatch<float>(std::ssize(partners), x_g.slots),
                                        CellBatch<float>(std::ssize(partners), x_g.slots)};
  for (std::size_t pair = 0; pair < partners.size(); ++pair) {
    const auto [i, j] = partners[pair];
    if (i < 0 || i >= x_g.size || j < 0 || j >= y_g.size)
      throw ShapeError("partners: expected indices below " + std::to_string(x_g.size) + " and " +
                       std::to_string(y_g.size) + ", got " + std::to_string(i) + " and " + std::to_string(j));
    const auto place = static_cast<std::int64_t>(pair);
    for (const Block block : {Block::lattice, Block::x}) {
      copy_block(block, x_g, i, ternaries.a, place);
      copy_block(block, y_g, j, ternaries.b, place);
    }
    for (auto* ternary : {&ternaries.a, &ternaries.b}) {
      copy_block(Block::a, x_g, i, *ternary, place);
      copy_block(Block::b, y_g, j, *ternary, place);
    }
  }
  return ternaries;
}

PartnerIndices paired_partners(std::int64_t count_a, std::int64_t count_b) {
  PartnerIndices partners;
  if (count_a == 0 || count_b == 0) return partners;
  for (std::int64_t i = 0; i < std::max(count_a, count_b); ++i) partners.emplace_back(i % count_a, i % count_b);
  return partners;
}

}  // namespace crystalgan
