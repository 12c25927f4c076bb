#include "crystalgan/chemistry/binary_pool.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>
#include <utility>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

constexpr std::string_view kNoMetals[] = {"H",  "C", "N",  "O",  "F",  "P",  "S",  "Cl", "Se",
                                          "Br", "I", "He", "Ne", "Ar", "Kr", "Xe", "Rn"};

void add_entries(std::size_t index, const PooledBinary& binary, std::vector<BinaryEntry>& entries) {
  const Composition composition = reduced(binary.structure.composition());
  if (composition.size() != 2)
    throw StructureError(binary.structure.name() + ": expected a binary, got " + formula(composition));
  for (const auto& [element, count] : composition) {
    const Anion* const anion = find_anion(element);
    if (anion == nullptr) continue;
    const auto& [metal, metals] = composition.begin()->first == element ? *composition.rbegin() : *composition.begin();
    entries.push_back({index, metal, element, metals, count, static_cast<double>(anion->charge * count) / metals,
                       binary.hull_energy.value_or(0.0)});
  }
}

auto order_of(const BinaryEntry& entry) { return std::tuple(entry.metal, entry.anion, entry.index); }

}  // namespace

BinaryPool::BinaryPool(std::vector<PooledBinary> binaries) : binaries_(std::move(binaries)) {
  for (std::size_t index = 0; index < binaries_.size(); ++index) add_entries(index, binaries_[index], entries_);
  std::sort(entries_.begin(), entries_.end(),
            [](const BinaryEntry& one, const BinaryEntry& other) { return order_of(one) < order_of(other); });
  for (const BinaryEntry& entry : entries_)
    if (metals_.empty() || metals_.back() != entry.metal) metals_.push_back(entry.metal);
}

std::span<const BinaryEntry> BinaryPool::of(Element metal, Element anion) const {
  const auto before = [](const BinaryEntry& entry, const std::pair<Element, Element>& pair) {
    return std::pair(entry.metal, entry.anion) < pair;
  };
  const auto first = std::lower_bound(entries_.begin(), entries_.end(), std::pair(metal, anion), before);
  auto last = first;
  while (last != entries_.end() && last->metal == metal && last->anion == anion) ++last;
  return {first, last};
}

BinaryPool BinaryPool::with_own(Element metal, Element anion, std::vector<PooledBinary> own) const {
  std::vector<PooledBinary> kept;
  const std::set<Element> pair{metal, anion};
  for (const PooledBinary& binary : binaries_)
    if (elements_of(binary.structure.composition()) != pair) kept.push_back(binary);
  for (PooledBinary& binary : own) {
    if (elements_of(binary.structure.composition()) != pair)
      throw StructureError(binary.structure.name() + ": expected " + std::string(metal.symbol()) + " and " +
                           std::string(anion.symbol()) + ", got " + formula(binary.structure.composition()));
    kept.push_back(std::move(binary));
  }
  return BinaryPool(std::move(kept));
}

bool is_electropositive(Element element) {
  return std::find(std::begin(kNoMetals), std::end(kNoMetals), element.symbol()) == std::end(kNoMetals);
}

double hull_weight(const BinaryEntry& entry, double width) { return std::exp(-entry.hull_energy / width); }

}  // namespace crystalgan
