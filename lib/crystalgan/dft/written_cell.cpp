#include "crystalgan/dft/written_cell.hpp"

#include "crystalgan/io/poscar.hpp"

namespace crystalgan {

WrittenCell written_cell(const RankedStructure& entry) {
  const std::string title = formula(entry.structure.composition()) + ", candidate " + folder_name(entry.id);
  std::string poscar = poscar_text(entry.structure, title);
  Structure structure = parse_poscar(poscar, entry.id);
  std::vector<SpeciesCount> species;
  for (const Site& site : structure.sites()) {
    if (species.empty() || species.back().element != site.element) species.push_back({site.element, 0});
    ++species.back().count;
  }
  return {std::move(poscar), std::move(structure), std::move(species), title};
}

std::string folder_name(const std::string& id) {
  const auto is_letter_or_digit = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  std::string name = id;
  for (char& c : name)
    if (!is_letter_or_digit(c) && c != '.' && c != '_' && c != '-') c = '_';
  if (name.empty() || !is_letter_or_digit(name.front())) name.insert(0, "s");
  return name;
}

}  // namespace crystalgan
