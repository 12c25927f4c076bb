#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

enum class StructureFormat { poscar, cif, extxyz, optimade };

/// By name: *.cif is CIF, *.xyz and *.extxyz are extended XYZ, *.jsonl is OPTIMADE JSON Lines; *.vasp, *.poscar, and
/// names that begin with POSCAR or CONTCAR are POSCAR. A further .gz changes nothing. Any other name is no structure
/// file (nothing).
std::optional<StructureFormat> format_of(const std::filesystem::path& path);

/// All structures of one file, which is gzip where its name ends in .gz. A name that format_of does not know is read as
/// POSCAR. Throws IoError, ParseError, StructureError.
std::vector<Structure> read_structures(const std::filesystem::path& path);

/// The same, but in OPTIMADE JSON Lines, where a line stands alone, a structure that would be refused becomes a message
/// in `refusals`, and the others are given.
std::vector<Structure> read_structures(const std::filesystem::path& path, std::vector<std::string>& refusals);

/// Writes a file with all of `structures`, in the format of its name, as gzip where that ends in .gz. Throws
/// ConfigError where the name has no format or its format holds fewer structures, OutputError.
void write_structures(const std::filesystem::path& path, const std::vector<Structure>& structures);

/// A file name without ending for a structure of this name: its last path component without the ending of a structure
/// file, anything but letters, digits, '-', '.' and '_' replaced by '_', at most 100 bytes.
std::string file_stem(const std::string& structure_name);

/// The text of a file in this format that holds all of `structures`. Throws ConfigError where the format holds one
/// structure only (POSCAR) and there are several.
std::string structures_text(const std::vector<Structure>& structures, StructureFormat format);

}  // namespace crystalgan
