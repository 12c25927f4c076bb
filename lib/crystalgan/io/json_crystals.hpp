#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crystalgan/core/unused_names.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/io/json_object.hpp"

/// The structures that other programs write as JSON objects. Internal to io. All throw ParseError and StructureError with
/// `place`, and give structures that are physical (require_physical); names are the caller's.
namespace crystalgan {

/// A structures resource of OPTIMADE, or an object without a type that has what no other has.
bool is_optimade_structure(const Json& object);

/// Its properties stand under `attributes` or beside `id`. Named `file#id`, with an id that `ids` has not seen.
Structure optimade_structure(const Json& object, const Place& place, const std::string& file, UnusedNames& ids);

/// pymatgen.core.Structure.as_dict().
bool is_pymatgen_structure(const Json& object);
Structure pymatgen_structure(const Json& object, const Place& place);

/// What is wrong with occupancies as ASE gives them, in JSON: {"0": {"Pd": 1.0}} by kinds of sites, a list by
/// atoms, or one number. Nothing where each site has one element of occupancy 1.
std::optional<std::string> occupancy_fault_in_text(std::string_view text);

/// Atoms of ASE: a row of its JSON database, or Atoms.todict(). Sites that are partly occupied are a StructureError.
bool is_ase_atoms(const Json& object);
Structure ase_atoms(const Json& object, const Place& place);

}  // namespace crystalgan
