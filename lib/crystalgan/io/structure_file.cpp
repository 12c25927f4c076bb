#include "crystalgan/io/structure_file.hpp"

#include <algorithm>
#include <cctype>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/unused_names.hpp"
#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/conventions.hpp"
#include "crystalgan/io/extxyz.hpp"
#include "crystalgan/io/gzip.hpp"
#include "crystalgan/io/optimade.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/require_physical.hpp"

namespace crystalgan {
std::optional<StructureFormat> format_of(const std::filesystem::path& path) {
  const std::filesystem::path name = is_gzip_name(path) ? path.stem() : path.filename();
  const std::string extension = in_lower_case(name.extension().string());
  if (extension == ".cif") return StructureFormat::cif;
  if (extension == ".xyz" || extension == ".extxyz") return StructureFormat::extxyz;
  if (extension == ".jsonl") return StructureFormat::optimade;
  if (extension == ".vasp" || extension == ".poscar" || name.native().starts_with("POSCAR") ||
      name.native().starts_with("CONTCAR"))
    return StructureFormat::poscar;
  return std::nullopt;
}

std::vector<Structure> read_structures(const std::filesystem::path& path) {
  std::vector<std::string> refusals;
  std::vector<Structure> structures = read_structures(path, refusals);
  if (!refusals.empty()) throw StructureError(refusals.front());
  return structures;
}

std::vector<Structure> read_structures(const std::filesystem::path& path, std::vector<std::string>& refusals) {
  std::string text = read_file(path);
  // 4096: the longest path of Linux. File names may hold line ends; messages may not.
  const std::string name = printable(path.string(), 4096);
  if (is_gzip_name(path)) text = gunzipped(text, name);
  std::vector<Structure> structures;
  switch (format_of(path).value_or(StructureFormat::poscar)) {
    case StructureFormat::cif:
      structures = parse_cif(text, name);
      break;
    case StructureFormat::extxyz:
      structures = parse_extxyz(text, name);
      break;
    case StructureFormat::optimade:
      return parse_optimade(text, name, refusals);  // a line that is not physical is refused there
    case StructureFormat::poscar:
      structures.push_back(parse_poscar(text, name));
      break;
  }
  for (const Structure& structure : structures) require_physical(structure);
  return structures;
}

std::string file_stem(const std::string& structure_name) {
  constexpr std::size_t longest = 100;  // chosen: file systems take 255 bytes, and numbers and endings are added
  std::string name = std::filesystem::path(structure_name).filename().string();
  std::string frame;  // "#2" of the second structure of a file
  if (const auto mark = name.rfind('#'); mark != std::string::npos) {
    frame = "_" + name.substr(mark + 1);
    name.resize(mark);
  }
  for (const std::string_view ending : {".gz", ".vasp", ".poscar", ".cif", ".extxyz", ".xyz", ".jsonl"})
    if (name.size() > ending.size() && name.ends_with(ending)) name.resize(name.size() - ending.size());
  if (name.size() + frame.size() > longest) name.resize(longest - std::min(longest, frame.size()));
  name += frame;
  for (char& letter : name)
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0 && letter != '-' && letter != '.' && letter != '_')
      letter = '_';
  return name;
}

std::string structures_text(const std::vector<Structure>& structures, StructureFormat format) {
  if (format == StructureFormat::poscar && structures.size() != 1)
    throw ConfigError("output format", "a POSCAR holds exactly one structure, got " +
                                           std::to_string(structures.size()) +
                                           "; CIF, extended XYZ and OPTIMADE JSON Lines hold several");
  if (format == StructureFormat::optimade) return optimade_text(structures);
  std::string text;
  UnusedNames blocks("_", UnusedNames::Case::ignored);
  for (const Structure& structure : structures) {
    switch (format) {
      case StructureFormat::cif:
        text += cif_text(structure, blocks.take(conventions::block_name(structure.name())));
        break;
      case StructureFormat::extxyz:
        text += extxyz_frame(structure, {{"name", structure.name()}});
        break;
      case StructureFormat::poscar:
        text += poscar_text(structure, structure.name());
        break;
      case StructureFormat::optimade:
        break;
    }
  }
  return text;
}

void write_structures(const std::filesystem::path& path, const std::vector<Structure>& structures) {
  const auto format = format_of(path);
  if (!format) throw ConfigError("output format", "expected the name of a structure file, got " + path.string());
  const std::string text = structures_text(structures, *format);
  write_file(path, is_gzip_name(path) ? gzipped(text) : text);
}

}  // namespace crystalgan
