#include "crystalgan/record/read_limits.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr double kTerabyte = 1e12;
constexpr std::string_view kFileRefused = "the file is refused";
constexpr std::string_view kStructureRefused = "the structure is refused";
constexpr std::string_view kNoEnergy = "the structure has no energy";

constexpr ReadLimit kReadLimits[] = {
    {"file_bytes", &ReadLimits::file_bytes, 1.0, kTerabyte, "bytes", "size of a file as it is stored", kFileRefused},
    {"unpacked_bytes", &ReadLimits::unpacked_bytes, 1.0, kTerabyte, "bytes",
     "text in a compressed file, or in all files of an archive", kFileRefused},
    {"unpacked_ratio", &ReadLimits::unpacked_ratio, 1.0, 1e9, "",
     "unpacked bytes for each packed byte, looked at after the first 8 MiB", kFileRefused},
    {"archive_entries", &ReadLimits::archive_entries, 1.0, 1e9, "", "files and folders in an archive", kFileRefused},
    {"folder_files", &ReadLimits::folder_files, 1.0, 1e9, "", "files in a folder and, with --recursive, below it",
     "the folder is refused"},
    {"line_bytes", &ReadLimits::line_bytes, 100.0, 1e9, "bytes", "a line of POSCAR, extended XYZ and SHELX",
     kFileRefused},
    {"json_line_bytes", &ReadLimits::json_line_bytes, 100.0, 1e9, "bytes", "a line of JSON Lines",
     "the line is refused, the others are read"},
    {"json_depth", &ReadLimits::json_depth, 5.0, 1000.0, "", "lists and objects within each other in JSON",
     "the line is refused, or the file where it is one value"},
    {"values", &ReadLimits::values, 1.0, 1e9, "",
     "words of a CIF, values of a JSON file that is one value (both: up to ten times as many where the text has 6 "
     "bytes "
     "for each) or of a line of JSON Lines; words in a compressed file, or two for each of its bytes",
     "the file is refused, or the line"},
    {"structures", &ReadLimits::structures, 1.0, 1e9, "", "structures of a file, or of an archive or folder in all",
     "the file, archive or folder is refused"},
    {"total_atoms", &ReadLimits::total_atoms, 1.0, 1e10, "", "atoms of all structures of a file", kFileRefused},
    {"made_atoms", &ReadLimits::made_atoms, 1.0, 1e10, "",
     "atoms that symmetry adds to those listed in all blocks of a CIF, beside one for each 2 bytes", kFileRefused},
    {"atoms", &ReadLimits::atoms, 1.0, 1e8, "", "atoms of a structure", kStructureRefused},
    {"operators", &ReadLimits::operators, 1.0, 1e6, "", "symmetry operators that a CIF lists", kStructureRefused},
    {"elements", &ReadLimits::elements, 1.0, 118.0, "", "different elements of a structure", kStructureRefused},
    {"min_lattice_vector", &ReadLimits::min_lattice_vector, 0.01, 10.0, "Å",
     "shortest vector of the lattice, that is of the reduced cell", kStructureRefused},
    {"max_lattice_vector", &ReadLimits::max_lattice_vector, 1.0, 1e6, "Å", "longest vector of the cell as given",
     kStructureRefused},
    {"min_angle", &ReadLimits::min_angle, 1e-6, 90.0, "degrees",
     "angle between a vector of the cell as given and the plane of the two others", kStructureRefused},
    {"min_volume_per_atom", &ReadLimits::min_volume_per_atom, 1e-3, 1e3, "Å^3", "smallest volume per atom",
     kStructureRefused},
    {"max_volume_per_atom", &ReadLimits::max_volume_per_atom, 1.0, 1e12, "Å^3", "largest volume per atom",
     kStructureRefused},
    {"match_steps", &ReadLimits::match_steps, 1.0, 1e15, "",
     "steps, each about a nanosecond, of the comparisons of a set of structures",
     "pairs not yet compared count as different, and are counted"},
    {"chgnet_bonds", &ReadLimits::chgnet_bonds, 1.0, 1e9, "", "pairs of atoms within 6 Å in a cell, for CHGNet",
     kNoEnergy},
    {"chgnet_angles", &ReadLimits::chgnet_angles, 1.0, 1e9, "",
     "ordered pairs of neighbours within 3 Å of an atom in a cell, for CHGNet", kNoEnergy},
};

ReadLimits limits_in_force;  // of the process; read_limits.hpp says why

}  // namespace

std::span<const ReadLimit> read_limit_rows() { return kReadLimits; }

const ReadLimits& read_limits() { return limits_in_force; }

void set_read_limits(const ReadLimits& limits) { limits_in_force = limits; }

void set_read_limit(ReadLimits& limits, std::string_view name, std::string_view value, const std::string& place) {
  const auto* const row = std::ranges::find(kReadLimits, name, &ReadLimit::name);
  if (row == std::end(kReadLimits)) {
    std::vector<std::string> known;
    for (const ReadLimit& any : kReadLimits) known.emplace_back(any.name);
    throw ConfigError(place + "limits." + printable(name), "unknown limit; known: " + join(known));
  }
  const auto number = try_parse_real(value);
  const bool is_count = std::holds_alternative<std::int64_t ReadLimits::*>(row->field);
  if (!number || !(*number >= row->min && *number <= row->max) || (is_count && *number != std::floor(*number)))
    throw ConfigError(place + "limits." + std::string(name),
                      std::string("expected a ") + (is_count ? "whole " : "") + "number from " + exact_text(row->min) +
                          " to " + exact_text(row->max) + ", got '" + printable(value) + "'");
  if (is_count)
    limits.*std::get<std::int64_t ReadLimits::*>(row->field) = static_cast<std::int64_t>(*number);
  else
    limits.*std::get<double ReadLimits::*>(row->field) = *number;
}

std::string limit_text(const ReadLimits& limits, const ReadLimit& row) {
  if (const auto* count = std::get_if<std::int64_t ReadLimits::*>(&row.field)) return std::to_string(limits.**count);
  return exact_text(limits.*std::get<double ReadLimits::*>(row.field));
}

std::string limit_advice(std::string_view name) {
  return " (--limit " + std::string(name) + "=NUMBER changes this limit)";
}

}  // namespace crystalgan
