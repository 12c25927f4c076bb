#include "crystalgan/crystal/chemical_system.hpp"

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {

ChemicalSystem ChemicalSystem::from_symbols(const std::string& a, const std::string& b, const std::string& x) {
  const auto element = [](const char* role, const std::string& symbol) {
    if (const auto found = Element::find(symbol)) return *found;
    throw ConfigError(role, "expected the symbol of an element such as Pd, got '" + printable(symbol) + "'");
  };
  const ChemicalSystem system{element("A", a), element("B", b), element("X", x)};
  if (system.a == system.b) throw ConfigError("B", "expected an element other than A, got " + b + " for both");
  if (system.x == system.a || system.x == system.b)
    throw ConfigError("X", "expected an element other than A and B, got " + x + " again");
  return system;
}

std::string ChemicalSystem::name() const {
  return std::string(a.symbol()) + "-" + std::string(b.symbol()) + "-" + std::string(x.symbol());
}

namespace {

template <class Rename>
Structure renamed(const Structure& structure, Rename rename) {
  std::vector<Site> sites = structure.sites();
  for (Site& site : sites) site.element = rename(site.element);
  return {structure.lattice(), std::move(sites), structure.name()};
}

}  // namespace

Structure with_one_metal(const Structure& structure, const ChemicalSystem& system) {
  return renamed(structure, [&](Element element) { return element == system.b ? system.a : element; });
}

bool is_of(const Structure& structure, const ChemicalSystem& system) {
  const Composition composition = structure.composition();
  return composition.size() == 3 && composition.contains(system.a) && composition.contains(system.b) &&
         composition.contains(system.x);
}

void require_binary(const Structure& structure, Element metal, Element x) {
  const std::string binary = std::string(metal.symbol()) + "-" + std::string(x.symbol());
  const Composition composition = structure.composition();
  for (const auto& [element, count] : composition)
    if (element != metal && element != x)
      throw StructureError(structure.name() + ": expected a binary " + binary + ", got " + formula(composition) +
                           " with " + std::string(element.symbol()));
  for (const Element needed : {metal, x})
    if (!composition.contains(needed))
      throw StructureError(structure.name() + ": expected a binary " + binary + ", got " + formula(composition) +
                           " without " + std::string(needed.symbol()));
}

}  // namespace crystalgan
