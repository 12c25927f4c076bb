#include "crystalgan/crystal/structure.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Cells. Chosen: no file writes an atom so far from home, and up to here a position is exact to 1e-10 and an image
// index far from overflow.
constexpr double kFurthest = 1e6;

}  // namespace

Structure::Structure(Lattice lattice, std::vector<Site> sites, std::string name)
    : lattice_(std::move(lattice)), sites_(std::move(sites)), name_(std::move(name)) {
  if (sites_.empty()) throw StructureError(name_ + ": expected at least one atom, got none");
  for (std::size_t i = 0; i < sites_.size(); ++i)
    for (const double component : sites_[i].position.components)
      if (!(std::fabs(component) <= kFurthest))
        throw StructureError(name_ + ": atom " + std::to_string(i + 1) +
                             ": expected fractional coordinates from -1e6 to 1e6, got " + exact_text(component));
}

Composition Structure::composition() const {
  Composition counts;
  for (const Site& site : sites_) ++counts[site.element];
  return counts;
}

bool is_copy(const Structure& structure, const Structure& other) {
  return structure.lattice().rows() == other.lattice().rows() && structure.sites() == other.sites();
}

Structure wrapped(const Structure& structure) {
  std::vector<Site> sites = structure.sites();
  for (Site& site : sites) site.position = wrapped(site.position);
  return {structure.lattice(), std::move(sites), structure.name()};
}

std::string formula(const Composition& composition) {
  std::vector<std::pair<Element, int>> parts(composition.begin(), composition.end());
  std::sort(parts.begin(), parts.end(), [](const auto& one, const auto& other) {
    return std::pair(!one.first.is_metal(), one.first.symbol()) <
           std::pair(!other.first.is_metal(), other.first.symbol());
  });
  std::string text;
  for (const auto& [element, count] : parts) {
    text += element.symbol();
    if (count != 1) text += std::to_string(count);
  }
  return text;
}

Composition reduced(const Composition& composition) {
  int divisor = 0;
  for (const auto& [element, count] : composition) divisor = std::gcd(divisor, count);
  Composition smallest = composition;
  for (auto& [element, count] : smallest) count /= std::max(divisor, 1);
  return smallest;
}

std::set<Element> elements_of(const Composition& composition) {
  std::set<Element> elements;
  for (const auto& [element, count] : composition) elements.insert(element);
  return elements;
}

}  // namespace crystalgan
