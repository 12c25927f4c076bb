#include "crystalgan/report/crystal_page.hpp"

#include <nlohmann/json.hpp>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/report/html.hpp"
#include "crystalgan/report/packed.hpp"
#include "crystalgan/report/page_files.hpp"
#include "crystalgan/report/page_parts.hpp"

namespace crystalgan {

std::string crystal_page(const Structure& structure, const ChemicalSystem& system, const std::string& title) {
  nlohmann::ordered_json facts{{"elements", nlohmann::ordered_json::array()},
                               {"radii", nlohmann::ordered_json::object()}};
  for (const Element element : {system.a, system.b, system.x}) {
    facts["elements"].push_back(element.symbol());
    facts["radii"][std::string(element.symbol())] = touching_radius(element);
  }
  for (const auto& [element, count] : structure.composition())
    if (element != system.a && element != system.b && element != system.x)
      throw StructureError(structure.name() + ": expected elements of " + system.name() + ", got " +
                           std::string(element.symbol()));
  facts["poscar"] = poscar_text(structure, "crystal");
  return filled(page_files::kCrystalTemplate, {{"policy", content_policy(page_files::kCrystalScript)},
                                               {"title", html_escaped(title)},
                                               {"style", std::string(page_files::kStyle)},
                                               {"facts", in_script(facts.dump())},
                                               {"viewer", packed_viewer()},
                                               {"script", std::string(page_files::kCrystalScript)}});
}

}  // namespace crystalgan
