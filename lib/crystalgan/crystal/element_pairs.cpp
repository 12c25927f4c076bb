#include "crystalgan/crystal/element_pairs.hpp"

#include <array>

namespace crystalgan {

std::vector<ElementPair> element_pairs(const ChemicalSystem& system) {
  const std::array elements{system.a, system.b, system.x};
  std::vector<ElementPair> pairs;
  for (std::size_t i = 0; i < elements.size(); ++i)
    for (std::size_t j = i; j < elements.size(); ++j) pairs.push_back(element_pair(elements[i], elements[j]));
  return pairs;
}

std::vector<std::string> pair_names(const ChemicalSystem& system) {
  std::vector<std::string> names;
  for (const ElementPair& pair : element_pairs(system)) names.push_back(pair_name(pair));
  return names;
}

}  // namespace crystalgan
