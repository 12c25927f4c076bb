#include "crystalgan/io/json_crystals.hpp"

#include <cmath>
#include <optional>
#include <vector>

#include "crystalgan/io/require_physical.hpp"

// Keys of pymatgen: pymatgen/core/structure.py, IStructure.as_dict, and pymatgen/core/lattice.py, Lattice.as_dict.
// Keys of ASE: ase/db/row.py, and ase/io/jsonio.py for arrays.

namespace crystalgan {
namespace {

/// Throws StructureError unless all directions are periodic; nothing said is periodic.
void require_all_periodic(const JsonObject& object, const Json& flags) {
  const auto is_true = [](const Json& flag) { return flag == true || flag == 1; };
  if (flags.is_null() || is_true(flags)) return;
  if (!flags.is_array() || flags.size() != 3 || !std::all_of(flags.begin(), flags.end(), is_true))
    object.refuse("pbc: expected periodic in all directions, got " + shown(flags));
}

Lattice lattice_of_rows(const JsonObject& object, const Basis& rows) {
  return conventions::naming_file(object.where(), [&] { return Lattice(rows); });
}

/// "Pd" of "Pd", "Pd2+" and {"element": "Pd", "oxidation_state": 2}.
Element element_of_species(const Json& species, const JsonObject& object) {
  const Json& name = species.is_object() ? member(species, "element") : species;
  const std::string text = name.is_string() ? name.get<std::string>() : std::string();
  const auto element = conventions::find_species(text.substr(0, text.find_first_of("0123456789+-")));
  if (!element) object.refuse("sites: expected the symbol of an element, got " + shown(name));
  return *element;
}

bool is_full(const Json& occupancy) {
  return occupancy.is_number() && std::fabs(occupancy.get<double>() - 1.0) <= conventions::kFullOccupancy;
}

Site pymatgen_site(const Json& site, const Lattice& lattice, const JsonObject& object) {
  const Json& species = member(site, "species");
  if (!species.is_array()) object.fail("sites: expected a list of species, got " + shown(species));
  if (species.size() != 1) object.refuse("sites: expected one element at a site, got " + shown(species));
  const Json& occupancy = member(species[0], "occu");
  if (!is_full(occupancy)) object.refuse("sites: expected occupancy 1, got " + shown(occupancy));
  const Element element = element_of_species(species[0], object);
  const Json& fractional = member(site, "abc");
  if (fractional.is_null()) return {element, lattice.fractional(object.vector(member(site, "xyz"), "xyz"))};
  const Cartesian numbers = object.vector(fractional, "abc");
  return {element, {numbers[0], numbers[1], numbers[2]}};
}

/// The numbers of a nested list, or of an array of ASE: {"__ndarray__": [shape, type, numbers]}, perhaps in an object
/// under `array`.
void append_numbers(const Json& value, std::vector<double>& numbers, const JsonObject& object) {
  const Json& inner = member(value, "array");
  const Json& array = member(value, "__ndarray__");
  if (!inner.is_null())
    append_numbers(inner, numbers, object);
  else if (array.is_array() && array.size() == 3)
    append_numbers(array[2], numbers, object);
  else if (value.is_array())
    for (const Json& item : value) append_numbers(item, numbers, object);
  else if (value.is_number())
    numbers.push_back(value.get<double>());
  else
    object.fail("expected numbers of an array, got " + shown(value));
}

std::vector<double> numbers_of(const JsonObject& object, const char* key, std::size_t count) {
  std::vector<double> numbers;
  append_numbers(object.at(key), numbers, object);
  if (count != 0 && numbers.size() != count)
    object.fail(std::string(key) + ": expected " + std::to_string(count) + " numbers, got " +
                std::to_string(numbers.size()));
  return numbers;
}

/// Atoms.info["occupancy"] of ASE, by kinds of sites: {"0": {"Pd": 0.5, "Ni": 0.5}}; or a list, atom by atom.
std::optional<std::string> occupancy_fault(const Json& occupancies) {
  const Json& array = member(occupancies, "__ndarray__");
  const Json& all = array.is_array() && array.size() == 3 ? array[2] : occupancies;
  if (all.is_null() || is_full(all)) return std::nullopt;
  if (!all.is_structured()) return "expected occupancy 1, got " + shown(all);
  for (const auto& [site, elements] : all.items()) {
    const bool is_one = elements.is_object() && elements.size() == 1;
    if (is_full(is_one ? elements.front() : elements)) continue;
    const std::string name =
        all.is_array() ? "atom " + std::to_string(std::stoul(site) + 1) : "site " + printable(site);
    return name + ": expected one element of occupancy 1, got " + shown(elements);
  }
  return std::nullopt;
}

void require_full_occupancies_of_ase(const JsonObject& object) {
  for (const char* key : {"occupancy", "occupancies"})
    for (const Json* const value : {&object.at(key), &member(object.at("info"), key)})
      if (const auto fault = occupancy_fault(*value)) object.refuse(std::string(key) + ": " + *fault);
}

Element element_of_number(double number, const JsonObject& object) {
  const bool is_element = number >= 1.0 && number <= 118.0 && number == std::round(number);
  if (!is_element) object.refuse("numbers: expected atomic numbers, got " + exact_text(number));
  return Element::from_atomic_number(static_cast<int>(number));
}

}  // namespace

bool is_pymatgen_structure(const Json& object) {
  return member(object, "sites").is_array() && member(object, "lattice").is_object();
}

Structure pymatgen_structure(const Json& json, const Place& place) {
  const JsonObject object(json, place);
  const Json& lattice_json = object.at("lattice");
  require_all_periodic(object, member(lattice_json, "pbc"));
  const Json& matrix = member(lattice_json, "matrix");
  if (!matrix.is_array() || matrix.size() != 3) object.fail("lattice: expected a matrix, got " + shown(matrix));
  Basis rows;
  for (std::size_t i = 0; i < 3; ++i) rows[i] = object.vector(matrix[i], "matrix");
  const Lattice lattice = lattice_of_rows(object, rows);
  const Json& list = object.list("sites");
  object.require_size(list.size());
  if (list.empty()) object.fail("sites: expected at least one atom, got none");
  std::vector<Site> sites;
  for (const Json& site : list) sites.push_back(pymatgen_site(site, lattice, object));
  Structure structure(lattice, std::move(sites), object.where());
  require_physical(structure);
  return structure;
}

std::optional<std::string> occupancy_fault_in_text(std::string_view text) {
  // Lists and objects within each other. Chosen: occupancies have two.
  constexpr int max_depth = 4;
  bool is_shallow = true;
  const auto is_wanted = [&is_shallow](int depth, Json::parse_event_t, const Json&) {
    return is_shallow = is_shallow && depth <= max_depth;
  };
  const Json occupancies = Json::parse(text, is_wanted, false);
  if (occupancies.is_discarded() || !is_shallow)
    return "expected JSON with the occupancies, got '" + printable(text) + "'";
  return occupancy_fault(occupancies);
}

bool is_ase_atoms(const Json& object) {
  return !member(object, "numbers").is_null() && !member(object, "positions").is_null() &&
         !member(object, "cell").is_null();
}

Structure ase_atoms(const Json& json, const Place& place) {
  const JsonObject object(json, place);
  const Json& flags = object.at("pbc");
  const Json& array = member(flags, "__ndarray__");
  require_all_periodic(object, array.is_array() && array.size() == 3 ? array[2] : flags);
  require_full_occupancies_of_ase(object);
  const std::vector<double> cell = numbers_of(object, "cell", 9);
  Basis rows;
  for (std::size_t i = 0; i < 9; ++i) rows[i / 3][i % 3] = cell[i];
  const Lattice lattice = lattice_of_rows(object, rows);
  const std::vector<double> numbers = numbers_of(object, "numbers", 0);
  object.require_size(numbers.size());
  if (numbers.empty()) object.fail("numbers: expected at least one atom, got none");
  const std::vector<double> positions = numbers_of(object, "positions", 3 * numbers.size());
  std::vector<Site> sites;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    sites.push_back({element_of_number(numbers[i], object),
                     lattice.fractional({positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]})});
  Structure structure(lattice, std::move(sites), object.where());
  require_physical(structure);
  return structure;
}

}  // namespace crystalgan
