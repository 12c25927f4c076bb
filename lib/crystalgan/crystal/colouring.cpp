#include "crystalgan/crystal/colouring.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

constexpr std::array<ImageIndex, 3> kUnrotated{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

/// What the operations do to some of the sites, numbered anew.
std::vector<SiteOperation> on_some_sites(const std::vector<SiteOperation>& operations,
                                         const std::vector<std::size_t>& sites) {
  std::vector<SiteOperation> found;
  for (const SiteOperation& operation : operations) {
    SiteOperation& some = found.emplace_back(SiteOperation{operation.rotation, {}, {}});
    for (const std::size_t site : sites) {
      const auto to = std::ranges::find(sites, operation.sites[site]) - sites.begin();
      some.sites.push_back(static_cast<std::size_t>(to));
      some.cells.push_back(operation.cells[site]);
    }
  }
  return found;
}

ImageIndex turned(const ImageIndex& row, const std::array<ImageIndex, 3>& rotation) {
  ImageIndex image{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) image[i] += rotation[i][j] * row[j];
  return image;
}

/// The next larger number with as many bits (Warren, Hacker's Delight, section 2-1).
SiteSet next_of_same_count(SiteSet set) {
  const SiteSet lowest = set & (~set + 1);
  const SiteSet ripple = set + lowest;
  return ripple | (((set ^ ripple) >> 2) / lowest);
}

}  // namespace

std::vector<CellChange> inequivalent_sublattices(const std::vector<SiteOperation>& operations, int multiple) {
  std::set<std::array<ImageIndex, 3>> rotations;
  for (const SiteOperation& operation : operations) rotations.insert(operation.rotation);
  std::set<CellChange> seen;
  std::vector<CellChange> found;
  for (const CellChange& change : sublattices(multiple)) {
    if (!seen.insert(change).second) continue;
    found.push_back(change);
    for (const auto& rotation : rotations)
      seen.insert(
          hermite_form({turned(change[0], rotation), turned(change[1], rotation), turned(change[2], rotation)}));
  }
  return found;
}

ColouredSupercell::ColouredSupercell(const std::vector<SiteOperation>& operations,
                                     const std::vector<std::size_t>& sites, const CellChange& change)
    : change_(change), sites_(sites.size() * CellCopies(change).cells().size()) {
  if (sites_ > kMaxColouredSites)
    throw StructureError("colouring: expected at most " + std::to_string(kMaxColouredSites) + " sites, got " +
                         std::to_string(sites_));
  const auto images = [&](const std::vector<SiteOperation>& some) {
    std::vector<Images> all;
    for (const SitePermutation& permutation : site_permutations(some, change)) {
      Images& to = all.emplace_back();
      for (std::size_t i = 0; i < std::min(sites_, to.size()); ++i) to[i] = static_cast<std::uint8_t>(permutation[i]);
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  };
  std::vector<SiteOperation> some = on_some_sites(operations, sites);
  symmetry_ = images(some);
  std::erase_if(some, [](const SiteOperation& operation) { return operation.rotation != kUnrotated; });
  translations_ = images(some);
  Images same{};
  std::iota(same.begin(), same.begin() + static_cast<std::ptrdiff_t>(sites_), std::uint8_t{0});
  std::erase(translations_, same);
}

SiteSet ColouredSupercell::image(SiteSet set, const Images& images) {
  SiteSet moved = 0;
  for (; set != 0; set &= set - 1) moved |= SiteSet{1} << images[static_cast<std::size_t>(std::countr_zero(set))];
  return moved;
}

std::vector<ColouredSupercell::Colouring> ColouredSupercell::colourings(std::size_t count) const {
  std::vector<Colouring> found;
  if (count == 0 || count >= sites_) return found;
  const SiteSet end = SiteSet{1} << sites_;
  std::vector<bool> seen(end, false);
  for (SiteSet set = (SiteSet{1} << count) - 1; set < end; set = next_of_same_count(set)) {
    if (seen[set]) continue;
    int equivalents = 0;
    for (const Images& images : symmetry_) {
      const SiteSet equivalent = image(set, images);
      if (!seen[equivalent]) ++equivalents;
      seen[equivalent] = true;
    }
    const auto keeps = [&](const Images& images) { return image(set, images) == set; };
    if (std::ranges::none_of(translations_, keeps)) found.push_back({set, equivalents});
  }
  return found;
}

}  // namespace crystalgan
