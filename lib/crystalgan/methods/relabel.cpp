#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "crystalgan/crystal/site_symmetry.hpp"
#include "crystalgan/crystal/supercell.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/methods/drawn_method.hpp"

namespace crystalgan {
namespace {

// Maximum cells and atoms of a supercell. Chosen, not derived: the sizes of the other methods.
constexpr int kMaxMultiple = 4;
constexpr std::size_t kMaxAtoms = 24;

// Choices among more metals are drawn, not enumerated. Chosen: 65 534 choices take milliseconds; among more metals
// nearly all have equal weight.
constexpr std::size_t kMaxEnumerated = 16;

// The metals to rename.
using Choice = std::vector<bool>;

/// The indices of the sites without X.
std::vector<std::size_t> metal_sites(const Structure& structure, Element x) {
  std::vector<std::size_t> metals;
  for (std::size_t i = 0; i < structure.size(); ++i)
    if (structure.sites()[i].element != x) metals.push_back(i);
  return metals;
}

/// The permutations of all sites, restricted to the metals, without repeats.
std::vector<SitePermutation> among_metals(const std::vector<SitePermutation>& permutations,
                                          const std::vector<std::size_t>& metals, std::size_t sites) {
  std::vector<std::size_t> rank(sites);
  for (std::size_t i = 0; i < metals.size(); ++i) rank[metals[i]] = i;
  std::vector<SitePermutation> found;
  for (const SitePermutation& permutation : permutations) {
    found.emplace_back();
    for (const std::size_t metal : metals) found.back().push_back(rank[permutation[metal]]);
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

/// One choice per class of equivalent choices, as bits; neither none nor all of the `metals`, at most kMaxEnumerated.
std::vector<std::uint32_t> inequivalent_choices(std::size_t metals, const std::vector<SitePermutation>& permutations) {
  const std::uint32_t all = (std::uint32_t{1} << metals) - 1;
  std::vector<bool> seen(all + 1, false);
  std::vector<std::uint32_t> choices;
  for (std::uint32_t choice = 1; choice < all; ++choice) {
    if (seen[choice]) continue;
    choices.push_back(choice);
    for (const SitePermutation& permutation : permutations) {
      std::uint32_t image = 0;
      for (std::size_t i = 0; i < metals; ++i)
        if ((choice >> i & 1U) != 0) image |= std::uint32_t{1} << permutation[i];
      seen[image] = true;
    }
  }
  return choices;
}

Choice draw_inequivalent(std::size_t metals, const std::vector<SitePermutation>& permutations, Random& random) {
  const auto choices = inequivalent_choices(metals, permutations);
  const std::uint32_t chosen = choices[random.below(choices.size())];
  Choice renamed(metals);
  for (std::size_t i = 0; i < metals; ++i) renamed[i] = (chosen >> i & 1U) != 0;
  return renamed;
}

Choice draw_any(std::size_t metals, Random& random) {
  for (;;) {
    Choice renamed(metals);
    for (std::size_t i = 0; i < metals; ++i) renamed[i] = random.below(2) == 0;
    const auto count = std::ranges::count(renamed, true);
    if (count > 0 && count < std::ssize(renamed)) return renamed;
  }
}

/// All supercells with at least two metals and few enough atoms; otherwise the smallest with two metals.
std::vector<CellChange> supercells_of(const Structure& structure, std::size_t metals) {
  std::vector<CellChange> changes;
  for (int multiple = metals == 1 ? 2 : 1; multiple <= kMaxMultiple; ++multiple) {
    if (!changes.empty() && structure.size() * static_cast<std::size_t>(multiple) > kMaxAtoms) break;
    std::ranges::copy(sublattices(multiple), std::back_inserter(changes));
  }
  return changes;
}

// A binary and its supercells, prepared once.
struct Input {
  Structure structure;
  bool is_a;
  std::vector<SiteOperation> operations;
  std::vector<CellChange> supercells;
};

/// Some metals of a binary, or of its supercell, replaced by the other metal.
class Relabel final : public DrawnMethod {
 public:
  Relabel(const Configuration& configuration, const Binaries& binaries, std::int64_t member)
      : DrawnMethod("relabel", configuration, binaries, member) {
    for (const Structure& structure : binaries.structures.a) add(structure, true);
    for (const Structure& structure : binaries.structures.b) add(structure, false);
  }

 private:
  void add(const Structure& structure, bool is_a) {
    inputs_.push_back({structure, is_a, site_operations(structure, kSymmetryTolerance),
                       supercells_of(structure, metal_sites(structure, binaries().system.x).size())});
  }

  Drawn draw(Random& random) const override {
    const auto& [a, b, x] = binaries().system;
    const auto& [structure, is_a, operations, supercells] = inputs_[random.below(inputs_.size())];
    const CellChange& change = supercells[random.below(supercells.size())];
    const Structure larger = supercell(structure, change);
    const auto metals = metal_sites(larger, x);
    const Choice renamed =
        metals.size() > kMaxEnumerated
            ? draw_any(metals.size(), random)
            : draw_inequivalent(metals.size(),
                                among_metals(site_permutations(operations, change), metals, larger.size()), random);
    std::vector<Site> sites = larger.sites();
    for (std::size_t i = 0; i < metals.size(); ++i)
      if (renamed[i]) sites[metals[i]].element = is_a ? b : a;
    return {at_rule_volume({larger.lattice(), std::move(sites), origin()}), is_a ? structure.name() : "",
            is_a ? "" : structure.name()};
  }

  std::vector<Input> inputs_;
};

}  // namespace

std::unique_ptr<Method> make_relabel(const Configuration& configuration, const Binaries& binaries,
                                     std::int64_t member) {
  return std::make_unique<Relabel>(configuration, binaries, member);
}

}  // namespace crystalgan
