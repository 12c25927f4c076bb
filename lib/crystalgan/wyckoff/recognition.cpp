#include "crystalgan/wyckoff/recognition.hpp"

#include <spglib.h>

#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan::wyckoff {
namespace {

using Dataset = std::unique_ptr<SpglibDataset, decltype(&spg_free_dataset)>;

Dataset dataset_of(double (*columns)[3], double (*positions)[3], const int* kinds, int count, double tolerance) {
  return {spg_get_dataset(columns, positions, kinds, count, tolerance), &spg_free_dataset};
}

Dataset dataset_of(const Structure& structure, const std::map<Element, Role>& roles, double tolerance) {
  double columns[3][3];
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) columns[j][i] = structure.lattice().rows()[i][j];
  std::vector<std::array<double, 3>> positions;
  std::vector<int> kinds;
  for (const Site& site : structure.sites()) {
    const auto role = roles.find(site.element);
    if (role == roles.end())
      throw StructureError(structure.name() + ": no role for the element " + std::string(site.element.symbol()));
    positions.push_back(site.position.components);
    kinds.push_back(static_cast<int>(role->second));
  }
  return dataset_of(columns, reinterpret_cast<double(*)[3]>(positions.data()), kinds.data(),
                    static_cast<int>(kinds.size()), tolerance);
}

}  // namespace

std::optional<Template> template_of(const Structure& structure, const std::map<Element, Role>& roles,
                                    double tolerance) {
  // atoms closer than the tolerance make spglib fail or merge them
  if (!(shortest_distance(structure) > tolerance)) return std::nullopt;
  if (!is_for_spglib(structure)) return std::nullopt;
  const Dataset first = dataset_of(without_skew(structure), roles, tolerance);
  if (!first || first->spacegroup_number < 1) return std::nullopt;
  const int atoms = first->n_std_atoms;
  const Dataset standard = dataset_of(first->std_lattice, first->std_positions, first->std_types, atoms, tolerance);
  if (!standard || standard->spacegroup_number != first->spacegroup_number) return std::nullopt;

  const SpaceGroupTable& group = space_group_table(first->spacegroup_number);
  Template found{group.number, {}};
  std::set<int> orbits;
  int points = 0;
  for (int i = 0; i < atoms; ++i) {
    if (!orbits.insert(standard->crystallographic_orbits[i]).second) continue;
    const int letter = standard->wyckoffs[i];  // 0 is a, 26 is A
    const int index = static_cast<int>(group.positions.size()) - 1 - letter;
    if (index < 0) return std::nullopt;
    found.orbits.push_back({static_cast<Role>(first->std_types[i]), static_cast<std::uint8_t>(index)});
    points += group.positions[static_cast<std::size_t>(index)].multiplicity;
  }
  if (points != atoms) return std::nullopt;
  return canonical(found);
}

}  // namespace crystalgan::wyckoff
