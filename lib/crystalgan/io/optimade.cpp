#include "crystalgan/io/optimade.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>

#include "crystalgan/io/json_crystals.hpp"
#include "crystalgan/io/require_physical.hpp"
#include "crystalgan/io/structure_file.hpp"

// The properties, their meaning, and what may be null: OPTIMADE API specification 1.2, "Structures Entries".

namespace crystalgan {
namespace {

// Largest count of an element in a formula that is read. Chosen: twice of it is an int, and more atoms are never read.
constexpr std::int64_t kMaxCount = 100'000'000;

void require_periodic(const JsonObject& resource) {
  const Json& periodic = resource.at("dimension_types");
  if (!periodic.is_null() && periodic != Json({1, 1, 1}))
    resource.refuse("dimension_types: expected [1,1,1] (periodic in all directions), got " + shown(periodic));
}

/// Throws StructureError for what says of itself that its sites are not the atoms of the cell.
void require_whole(const JsonObject& resource) {
  const Json& features = resource.at("structure_features");
  for (const char* feature : {"disorder", "implicit_atoms", "site_attachments", "assemblies"})
    if (features.is_array() && std::find(features.begin(), features.end(), feature) != features.end())
      resource.refuse("structure_features: expected every atom whole and in its place, got " + shown(features));
  const Json& assemblies = resource.at("assemblies");
  if (!assemblies.is_null() && assemblies != Json::array())
    resource.refuse("assemblies: expected none (no disorder), got " + shown(assemblies));
  const Json& span = resource.at("site_coordinate_span");
  if (!span.is_null() && span != "unit_cell" && span != "molecular_unit_cell")
    resource.refuse("site_coordinate_span: expected \"unit_cell\", got " + shown(span));
}

Lattice lattice_of(const JsonObject& resource) {
  const Json& vectors = resource.list("lattice_vectors");
  if (vectors.size() != 3)
    resource.fail("lattice_vectors: expected three vectors, got " + std::to_string(vectors.size()));
  Basis rows;
  for (std::size_t i = 0; i < 3; ++i) rows[i] = resource.vector(vectors[i], "lattice_vectors");
  return conventions::naming_file(resource.where(), [&] { return Lattice(rows); });
}

Element element_of_symbol(const Json& symbol, const std::string& what, const JsonObject& resource) {
  if (!symbol.is_string()) resource.fail(what + ": expected the symbol of an element, got " + shown(symbol));
  const auto element = conventions::find_species(symbol.get_ref<const std::string&>());
  if (!element) resource.refuse(what + ": expected the symbol of an element, got " + shown(symbol));
  return *element;
}

/// The element of a species that is one whole atom.
Element element_of(const Json& species, const JsonObject& resource) {
  const std::string what = "species " + shown(member(species, "name"));
  const Json& symbols = member(species, "chemical_symbols");
  if (!symbols.is_array()) resource.fail(what + ": expected chemical_symbols, got " + shown(symbols));
  if (symbols.size() != 1) resource.refuse(what + ": expected one element at a site, got " + shown(symbols));
  const Json& shares = member(species, "concentration");
  if (!shares.is_array() || shares.size() != 1 || !shares[0].is_number())
    resource.fail(what + ": expected one concentration, got " + shown(shares));
  if (!(std::fabs(shares[0].get<double>() - 1.0) <= conventions::kFullOccupancy))
    resource.refuse(what + ": expected concentration 1, got " + shown(shares[0]));
  const Json& attached = member(species, "attached");
  if (!attached.is_null()) resource.refuse(what + ": expected no atoms without a place, got " + shown(attached));
  return element_of_symbol(symbols[0], what, resource);
}

std::map<std::string, Element> elements_by_species(const JsonObject& resource) {
  std::map<std::string, Element> elements;
  for (const Json& species : resource.list("species")) {
    const Json& name = member(species, "name");
    if (!name.is_string()) resource.fail("species: expected a name, got " + shown(name));
    if (!elements.emplace(name.get<std::string>(), element_of(species, resource)).second)
      resource.fail("species: expected every name once, got " + shown(name) + " twice");
  }
  return elements;
}

/// The element of every site. Without a list of species their names are symbols.
std::vector<Element> elements_of_sites(const JsonObject& resource) {
  const bool has_species = !resource.at("species").is_null();
  const auto by_species = has_species ? elements_by_species(resource) : std::map<std::string, Element>{};
  std::vector<Element> elements;
  for (const Json& name : resource.list("species_at_sites")) {
    if (!has_species) {
      elements.push_back(element_of_symbol(name, "species_at_sites", resource));
      continue;
    }
    const auto found = name.is_string() ? by_species.find(name.get_ref<const std::string&>()) : by_species.end();
    if (found == by_species.end())
      resource.fail("species_at_sites: expected a name of the list of species, got " + shown(name));
    elements.push_back(found->second);
  }
  return elements;
}

std::vector<Site> sites_of(const JsonObject& resource, const Lattice& lattice) {
  resource.require_size(resource.list("species_at_sites").size());
  const std::vector<Element> elements = elements_of_sites(resource);
  const std::string count = std::to_string(elements.size());
  const Json& stated = resource.at("nsites");
  if (!stated.is_null() && stated != elements.size())
    resource.fail("nsites: expected " + count + " as in species_at_sites, got " + shown(stated));
  const Json& positions = resource.list("cartesian_site_positions");
  if (positions.size() != elements.size())
    resource.fail("cartesian_site_positions: expected " + count + " as in species_at_sites, got " +
                  std::to_string(positions.size()));
  std::vector<Site> sites;
  for (std::size_t i = 0; i < elements.size(); ++i)
    sites.push_back({elements[i], lattice.fractional(resource.vector(positions[i], "cartesian_site_positions"))});
  return sites;
}

/// "H2NaO"; nothing where it is no plain list of elements and counts.
Composition parse_formula(std::string_view text) {
  Composition composition;
  const auto length_of = [&text](auto is_kind, std::size_t from) {
    const auto end = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), is_kind);
    return static_cast<std::size_t>(end - text.begin());
  };
  while (!text.empty()) {
    const std::size_t letters = length_of([](unsigned char letter) { return std::islower(letter) != 0; }, 1);
    const std::size_t end = length_of([](unsigned char letter) { return std::isdigit(letter) != 0; }, letters);
    const auto element = conventions::find_species(text.substr(0, letters));
    const auto count =
        end == letters ? std::optional(std::int64_t{1}) : try_parse_count(text.substr(letters, end - letters));
    if (!element || !count || *count < 1 || *count > kMaxCount) return {};
    int& sum = composition[*element];
    sum += static_cast<int>(*count);
    if (sum > kMaxCount) return {};
    text.remove_prefix(end);
  }
  return composition;
}

/// Throws StructureError where the resource's own formula says otherwise: atoms are missing, as hydrogen often is.
void require_formula(const JsonObject& resource, const Structure& structure) {
  const Json& stated = resource.at("chemical_formula_reduced");
  if (!stated.is_string()) return;
  const Composition expected = parse_formula(stated.get_ref<const std::string&>());
  const Composition got = reduced(structure.composition());
  if (!expected.empty() && reduced(expected) != got)
    resource.refuse("expected atoms as in chemical_formula_reduced " + shown(stated) + ", got " + formula(got));
}

/// An id as part of a name.
std::string id_in_name(const Json& object, const JsonObject& resource) {
  const Json& given = member(object, "id");
  if (!given.is_string()) resource.fail("id: expected a text, got " + shown(given));
  return conventions::name_part(given.get_ref<const std::string&>());
}

std::string id_of(const std::string& name) {
  const std::string last = std::filesystem::path(name).filename().string();
  const auto mark = last.rfind('#');
  const std::string id = mark == std::string::npos ? file_stem(last) : last.substr(mark + 1);
  return id.empty() ? "crystal" : id;
}

nlohmann::ordered_json attributes_of(const Structure& structure) {
  using Ordered = nlohmann::ordered_json;
  const auto as_list = [](const Cartesian& vector) { return Ordered(vector.components); };
  std::map<std::string, int> counts;  // by symbol, as OPTIMADE wants them
  for (const auto& [element, count] : reduced(structure.composition())) counts[std::string(element.symbol())] = count;
  Ordered elements = Ordered::array();
  Ordered species = Ordered::array();
  std::string reduced_formula;
  for (const auto& [symbol, count] : counts) {
    elements.push_back(symbol);
    species.push_back(
        {{"name", symbol}, {"chemical_symbols", Ordered::array({symbol})}, {"concentration", Ordered::array({1.0})}});
    reduced_formula += symbol + (count == 1 ? "" : std::to_string(count));
  }
  Ordered vectors = Ordered::array();
  for (const Cartesian& row : structure.lattice().rows()) vectors.push_back(as_list(row));
  Ordered positions = Ordered::array();
  Ordered symbols = Ordered::array();
  for (const Site& site : structure.sites()) {
    positions.push_back(as_list(structure.lattice().cartesian(site.position)));
    symbols.push_back(site.element.symbol());
  }
  return {{"elements", elements},
          {"nelements", counts.size()},
          {"chemical_formula_reduced", reduced_formula},
          {"dimension_types", {1, 1, 1}},
          {"nperiodic_dimensions", 3},
          {"lattice_vectors", vectors},
          {"cartesian_site_positions", positions},
          {"nsites", structure.size()},
          {"species_at_sites", symbols},
          {"species", species},
          {"structure_features", Ordered::array()}};
}

}  // namespace

bool is_optimade_structure(const Json& object) {
  const Json& type = member(object, "type");
  if (!type.is_null()) return type == "structures";
  for (const Json* properties : {&object, &member(object, "attributes")})
    for (const char* key : {"lattice_vectors", "cartesian_site_positions", "species_at_sites"})
      if (!member(*properties, key).is_null()) return true;
  return false;
}

Structure optimade_structure(const Json& object, const Place& place, const std::string& file, UnusedNames& ids) {
  const Json& attributes = member(object, "attributes");
  const JsonObject resource(attributes.is_null() ? object : attributes, place);
  const std::string id = id_in_name(object, resource);
  require_periodic(resource);
  const Lattice lattice = lattice_of(resource);
  const Structure structure(lattice, sites_of(resource, lattice), resource.where());
  require_whole(resource);
  require_formula(resource, structure);
  require_physical(structure);
  return structure.named(file + "#" + ids.take(id));
}

std::string optimade_text(const std::vector<Structure>& structures) {
  UnusedNames ids;
  std::string text = "{\"x-optimade\":{\"meta\":{\"api_version\":\"1.2.0\"}}}\n";
  for (const Structure& structure : structures) {
    const nlohmann::ordered_json resource{
        {"id", ids.take(id_of(structure.name()))}, {"type", "structures"}, {"attributes", attributes_of(structure)}};
    text += resource.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return text;
}

}  // namespace crystalgan
