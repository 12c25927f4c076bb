#include "crystalgan/studies/shared_candidates.hpp"

#include <algorithm>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {

std::vector<std::vector<std::size_t>> sharing_groups(
    const std::vector<const Configuration*>& configurations,
    const std::function<bool(const Configuration& one, const Configuration& other)>& shares) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < configurations.size(); ++i) {
    const auto found = std::ranges::find_if(groups, [&](const std::vector<std::size_t>& group) {
      return shares(*configurations[group.front()], *configurations[i]);
    });
    if (found == groups.end())
      groups.push_back({i});
    else
      found->push_back(i);
  }
  return groups;
}

Configuration pooling_configuration(const std::vector<const Configuration*>& configurations) {
  Configuration pooling = *configurations.front();
  for (const Configuration* one : configurations)
    if (one->symmetry.sources != pooling.symmetry.sources) pooling.symmetry.sources = Sources::both;
  return pooling;
}

void require_valence_of_x(const Configuration& configuration, const ChemicalSystem& system) {
  if (!is_symmetry_mode(configuration)) return;
  try {
    require_anion(system.x);
  } catch (const ConfigError& error) {
    throw StructureError(error.what());
  }
}

}  // namespace crystalgan
