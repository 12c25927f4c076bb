#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/io/read_notes.hpp"

namespace crystalgan {

/// A file format: one row of the table in structure_file.cpp. What the program reads, writes, offers and says of formats
/// comes from the rows.
struct StructureFormat {
  std::string_view name;                  ///< as messages name it: "extended XYZ"
  std::vector<std::string_view> endings;  ///< of file names, in lower case, with the dot
  std::vector<std::string_view> words;    ///< that begin or end file names in any case: "POSCAR" of POSCAR_5, a_POSCAR
  bool holds_several;                     ///< structures in one file that is written
  bool (*has_content)(std::string_view text);  ///< whether the first lines are of this format
  /// Structures of the text of `file`, all of them physical (require_physical). What refuses one structure and not the
  /// file is one of the refusals. Throws ParseError, StructureError.
  std::vector<Structure> (*read)(std::string_view text, const std::string& file, ReadNotes& notes);
  std::string (*write)(const std::vector<Structure>& structures);  ///< one structure unless holds_several
};

/// All formats.
std::span<const StructureFormat> structure_formats();

/// The format of a file name: by its ending, else by a word such as POSCAR at its beginning or end, both without regard to
/// a further .gz, .bz2, .xz or .zst. Null for any other name, whose content must tell.
const StructureFormat* format_of(const std::filesystem::path& path);

/// For people: "POSCAR, CIF, extended XYZ or OPTIMADE JSON Lines".
std::string structure_format_names();

/// For people: "*.vasp, *.poscar, POSCAR*, *POSCAR, ...".
std::string structure_file_patterns();

/// A file of no format that is read.
class UnknownFormatError : public ParseError {
 public:
  using ParseError::ParseError;
};

/// All structures of one file, which may be compressed, or of the files in a zip or tar archive. Its name tells the format, or its content where
/// the name tells none or the content is plainly of another. Throws IoError, ParseError (UnknownFormatError where neither
/// tells), StructureError. Remarks are left out.
std::vector<Structure> read_structures(const std::filesystem::path& path);

/// The same, but where a format refuses single structures (OPTIMADE JSON Lines), or a file of an archive cannot be read,
/// each becomes one of the refusals, and the others are given. `notes` gets remarks, too.
std::vector<Structure> read_structures(const std::filesystem::path& path, ReadNotes& notes);

/// Writes a file with all of `structures`, in the format of its name, compressed where that ends in .gz, .bz2, .xz or .zst. Throws
/// ConfigError where the name has no format or its format holds fewer structures, OutputError.
void write_structures(const std::filesystem::path& path, const std::vector<Structure>& structures);

/// Writes a text of structures, compressed as by write_structures(). Throws OutputError.
void write_structure_text(const std::filesystem::path& path, const std::string& text);

/// A file name without ending for a structure of this name: its last path component without the ending of a structure
/// file, anything but letters, digits, '-', '.' and '_' replaced by '_', at most 100 bytes.
std::string file_stem(const std::string& structure_name);

/// The text of a file in this format that holds all of `structures`. Throws ConfigError where the format holds one
/// structure only and there are several.
std::string structures_text(const std::vector<Structure>& structures, const StructureFormat& format);

}  // namespace crystalgan
