#include "crystalgan/io/structure_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <set>
#include <unordered_map>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/conventions.hpp"
#include "crystalgan/io/extxyz.hpp"
#include "crystalgan/io/gzip.hpp"
#include "crystalgan/io/optimade.hpp"
#include "crystalgan/io/poscar.hpp"

namespace crystalgan {
namespace {

// Å. Two atoms closer than this are one atom written twice. Chosen: a tenth of what printing four decimals can hide in
// a cell of 100 Å, and a seventieth of the shortest bond there is (H2, 0.74 Å).
constexpr double kOverlap = 0.01;

// Å. A longer vector is a broken file; up to here, differences of coordinates keep enough digits to see an overlap.
// Chosen.
constexpr double kMaxLength = 1e6;

/// Sorts atoms into boxes at least kOverlap wide, so that overlapping atoms are in the same or in adjacent boxes: the
/// cost grows with the atoms, not with their pairs. The boxes divide the reduced cell, whose planes are never closer
/// than a fair part of its shortest vector.
class OverlapSearch {
 public:
  explicit OverlapSearch(const Structure& structure, const ClosestImage& images)
      : structure_(structure), reduced_(images.reduced()), nearest_(structure) {
    const auto spacings = reduced_.spacings();
    for (std::size_t axis = 0; axis < 3; ++axis)
      counts_[axis] = std::clamp(static_cast<std::int64_t>(spacings[axis] / kOverlap), std::int64_t{1}, kMaxBoxes);
  }

  /// Throws StructureError for the first overlapping pair.
  void run() {
    for (std::size_t atom = 0; atom < structure_.size(); ++atom) {
      const Box box = box_of(structure_.sites()[atom].position);
      for (std::int64_t i = -1; i <= 1; ++i)
        for (std::int64_t j = -1; j <= 1; ++j)
          for (std::int64_t k = -1; k <= 1; ++k) compare(atom, key_of({box[0] + i, box[1] + j, box[2] + k}));
      boxes_.emplace(key_of(box), atom);
    }
  }

 private:
  using Box = std::array<std::int64_t, 3>;
  static constexpr std::int64_t kMaxBoxes = std::int64_t{1} << 20;  // per axis: three of them fit one key

  Box box_of(const Fractional& position) const {
    const Fractional inside = wrapped(reduced_.fractional(structure_.lattice().cartesian(position)));
    Box box{};
    for (std::size_t axis = 0; axis < 3; ++axis)
      box[axis] = static_cast<std::int64_t>(inside[axis] * static_cast<double>(counts_[axis]));
    return box;
  }

  std::int64_t key_of(const Box& box) const {
    std::int64_t key = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) key = key * kMaxBoxes + (box[axis] + counts_[axis]) % counts_[axis];
    return key;
  }

  void compare(std::size_t atom, std::int64_t key) const {
    const auto [begin, end] = boxes_.equal_range(key);
    for (auto entry = begin; entry != end; ++entry) {
      const double distance = nearest_.between(entry->second, atom).distance;
      if (distance >= kOverlap) continue;
      throw StructureError(fmt::format("{}: atoms {} ({}) and {} ({}): expected at least {} A between them, got {:.4f}",
                                       structure_.name(), entry->second + 1, symbol(entry->second), atom + 1,
                                       symbol(atom), kOverlap, distance));
    }
  }

  std::string_view symbol(std::size_t atom) const { return structure_.sites()[atom].element.symbol(); }

  const Structure& structure_;
  Lattice reduced_;
  NearestImages nearest_;
  std::array<std::int64_t, 3> counts_{};
  std::unordered_multimap<std::int64_t, std::size_t> boxes_;
};

/// What no format forbids and no crystal has.
void require_physical(const Structure& structure) {
  for (const double length : structure.lattice().lengths())
    if (!(length <= kMaxLength))
      throw StructureError(fmt::format("{}: expected lattice vectors of at most {} A, got {:.4g}", structure.name(),
                                       kMaxLength, length));
  const ClosestImage images(structure.lattice().rows());
  const double own_image = length(images.reduced()[0]);
  if (!(own_image >= kOverlap))
    throw StructureError(
        fmt::format("{}: atom 1 ({}) and its own image: expected at least {} A between them, got {:.4f}",
                    structure.name(), structure.sites()[0].element.symbol(), kOverlap, own_image));
  conventions::naming_file(structure.name(), [&] { return OverlapSearch(structure, images); }).run();
}

std::string in_lower_case(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return text;
}

/// A block name that no earlier structure of the file has; CIF compares them without case.
std::string unused_block_name(const std::string& name, std::set<std::string>& used) {
  const std::string block = conventions::block_name(name);
  for (int count = 1;; ++count) {
    std::string candidate = count == 1 ? block : block + "_" + std::to_string(count);
    if (used.insert(in_lower_case(candidate)).second) return candidate;
  }
}

/// Those that are physical; of the others the message goes to `refusals`.
std::vector<Structure> physical_ones(const std::vector<Structure>& structures, std::vector<std::string>& refusals) {
  std::vector<Structure> kept;
  for (const Structure& structure : structures) {
    try {
      require_physical(structure);
      kept.push_back(structure);
    } catch (const StructureError& refusal) {
      refusals.emplace_back(refusal.what());
    }
  }
  return kept;
}

}  // namespace

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
      return physical_ones(parse_optimade(text, name, refusals), refusals);
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
  std::set<std::string> used;
  for (const Structure& structure : structures) {
    switch (format) {
      case StructureFormat::cif:
        text += cif_text(structure, unused_block_name(structure.name(), used));
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
