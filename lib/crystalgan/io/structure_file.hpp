#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

enum class StructureFormat { poscar, cif, extxyz };

/// By name: *.cif is CIF, *.xyz and *.extxyz are extended XYZ; *.vasp, *.poscar, and names that begin with POSCAR or
/// CONTCAR are POSCAR. Any other name is no structure file (nothing).
std::optional<StructureFormat> format_of(const std::filesystem::path& path);

/// All structures of one file. A name that format_of does not know is read as POSCAR. Throws IoError, ParseError,
/// StructureError.
std::vector<Structure> read_structures(const std::filesystem::path& path);

/// A file name without ending for a structure of this name: its last path component without the ending of a structure
/// file, anything but letters, digits, '-', '.' and '_' replaced by '_', at most 100 bytes.
std::string file_stem(const std::string& structure_name);

/// The text of a file in this format that holds all of `structures`. Throws ConfigError where the format holds one
/// structure only (POSCAR) and there are several.
std::string structures_text(const std::vector<Structure>& structures, StructureFormat format);

}  // namespace crystalgan
