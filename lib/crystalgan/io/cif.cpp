#include "crystalgan/io/cif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/unused_names.hpp"
#include "crystalgan/io/cif_atoms.hpp"
#include "crystalgan/io/cif_symmetry.hpp"
#include "crystalgan/io/cif_syntax.hpp"
#include "crystalgan/io/conventions.hpp"
#include "crystalgan/io/formula_text.hpp"
#include "crystalgan/io/require_physical.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

using cif::Block;
using cif::Value;

// Å. Images of one atom closer than this are the atom on a special position, whose coordinates were printed with few
// digits: 0.333 for 1/3 is off by 0.01 Å in a cell of 30 Å. Chosen: ten times that. Whole atoms (partly occupied ones
// are refused) are never so close to a symmetry element without lying on it.
constexpr double kMergeDistance = 0.1;

// Largest difference between a share of atoms in the cell and in the file's formula. Chosen: the third digit.
constexpr double kFormulaShare = 1e-3;

// Largest relative difference between a written volume and that of the cell. Chosen: the second digit.
constexpr double kVolumeShare = 0.01;

// Å. Atoms of one element from different rows that are nearer than this, but not one, are images that rounded coordinates
// keep apart. Chosen: less than any distance of two atoms; H2 has 0.74 Å.
constexpr double kTooNear = 0.5;

// Bytes of a file for each atom that symmetry may add beside read_limits().made_atoms. Chosen: with its bibliography a
// block has many more.
constexpr std::size_t kBytesPerMadeAtom = 2;

/// An angle that the block does not have is 90 degrees: the default of the CIF core dictionary. One that is unknown ('?') is
/// missing.
Lattice cell_of(const Block& block, ReadNotes& notes) {
  constexpr std::array<std::string_view, 6> tags{"_cell_length_a",    "_cell_length_b",   "_cell_length_c",
                                                 "_cell_angle_alpha", "_cell_angle_beta", "_cell_angle_gamma"};
  std::array<double, 6> cell{0.0, 0.0, 0.0, 90.0, 90.0, 90.0};
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (i >= 3 && block.find({tags[i]}) == nullptr) {
      missing.emplace_back(tags[i]);
      continue;
    }
    const auto value = block.value({tags[i]});
    if (!value) block.fail(0, "expected " + std::string(tags[i]) + ", got none");
    cell[i] = number_of(*value, std::string(tags[i]), block);
  }
  const Lattice lattice = conventions::naming_file(
      block.file(), [&] { return Lattice::from_parameters(cell[0], cell[1], cell[2], cell[3], cell[4], cell[5]); });
  const auto volume = block.value({"_cell_volume"});
  if (missing.empty()) {
    const auto number = volume ? try_parse_real(volume->text.substr(0, volume->text.find('('))) : std::nullopt;
    if (number && !(std::fabs(*number / lattice.volume() - 1.0) <= kVolumeShare))
      notes.remarks.push_back(block.file() + ":" + std::to_string(volume->line) + ": _cell_volume " +
                              printable(volume->text) + " is not that of the lengths and angles, " +
                              fmt::format("{:.2f}", lattice.volume()));
    return lattice;
  }
  if (volume && !(std::fabs(number_of(*volume, "_cell_volume", block) / lattice.volume() - 1.0) <= kVolumeShare))
    block.fail(volume->line, "expected " + join(missing) + ", got none: 90 degrees give a volume of " +
                                 exact_text(lattice.volume()) + ", not the _cell_volume " + printable(volume->text));
  notes.remarks.push_back(block.file() + ": no " + join(missing) + ": taken as 90 degrees");
  return lattice;
}

/// Every image of one atom in the cell, itself first. Images that fall together mark a special position: their mean
/// lies on it exactly, and takes the place of the printed coordinates.
std::vector<Fractional> orbit(const Fractional& listed, const std::vector<SymmetryOperation>& operators,
                              const Lattice& lattice, const ClosestImage& images) {
  const auto spacings = lattice.spacings();
  // further across the planes of an axis is further in space
  const auto may_be_together = [&](const Fractional& from, const Fractional& to) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double difference = to[axis] - from[axis];
      if (std::fabs(difference - std::round(difference)) * spacings[axis] >= kMergeDistance) return false;
    }
    return true;
  };
  // the shortest vector from one to the other, in fractions
  const auto apart = [&](const Fractional& from, const Fractional& to) {
    Fractional difference = to - from;
    for (double& component : difference.components) component -= std::round(component);
    const ImageIndex image = images.nearest(lattice.cartesian(difference));
    return difference +
           Fractional{static_cast<double>(image[0]), static_cast<double>(image[1]), static_cast<double>(image[2])};
  };
  const auto together = [&](const Fractional& difference) {
    return length(lattice.cartesian(difference)) < kMergeDistance;
  };
  Fractional sum;
  double count = 0.0;
  for (const SymmetryOperation& symmetry : operators) {
    const Fractional difference = apart(listed, symmetry(listed));
    if (!together(difference)) continue;
    sum = sum + difference;
    count += 1.0;
  }
  std::vector<Fractional> positions{count > 0.0 ? listed + (1.0 / count) * sum : listed};
  for (const SymmetryOperation& symmetry : operators) {
    const Fractional image = wrapped(symmetry(positions.front()));
    if (std::none_of(positions.begin(), positions.end(), [&](const Fractional& other) {
          return may_be_together(other, image) && together(apart(other, image));
        }))
      positions.push_back(image);
  }
  return positions;
}

/// Whether the atoms have the formula's shares; with a number of formula units, the formula times that must be the cell.
/// The formula alone may be, too, as pymatgen counts units of another formula.
bool fits_formula(const std::map<Element, double>& expected, std::optional<double> units,
                  const std::vector<Site>& sites) {
  double sum = 0.0;
  for (const auto& [element, count] : expected) sum += count;
  const auto atoms = static_cast<double>(sites.size());
  std::map<Element, double> residuals;
  for (const auto& [element, count] : expected) residuals[element] -= count / sum;
  for (const Site& site : sites) residuals[site.element] += 1.0 / atoms;
  const auto is_cell = [&](double total) { return std::fabs(total - atoms) <= kFormulaShare * atoms; };
  return std::ranges::all_of(residuals,
                             [](const auto& residual) { return std::fabs(residual.second) <= kFormulaShare; }) &&
         (!units || is_cell(*units * sum) || is_cell(sum));
}

/// Throws StructureError where the file's own formula says otherwise: atoms are missing, as hydrogen often is, or the
/// file was cut.
void require_formula(const Block& block, const std::vector<Site>& sites, ReadNotes& notes) {
  std::optional<Value> value;
  std::string tag;
  for (const char* name : {"_chemical_formula_sum", "_chemical_formula_structural", "_chemical_formula_moiety"})
    if (!value && (value = block.value({name}))) tag = name;
  if (!value) return;
  std::string said = tag + " '" + printable(value->text) + "'";
  const auto readings = readings_of_formula(value->text);
  if (readings.empty()) {
    notes.remarks.push_back(block.file() + ":" + std::to_string(value->line) + ": " + said +
                            " is not compared with the atoms: expected elements and counts");
    return;
  }
  std::optional<double> units;
  if (const auto count = block.value({"_cell_formula_units_z"})) {
    units = number_of(*count, "_cell_formula_units_Z", block);
    said += " and _cell_formula_units_Z " + printable(count->text);
  }
  if (std::ranges::any_of(readings, [&](const auto& expected) { return fits_formula(expected, units, sites); })) return;
  Composition composition;
  for (const Site& site : sites) ++composition[site.element];
  throw StructureError(block.file() + ":" + std::to_string(value->line) + ": expected atoms as in " + said + ", got " +
                       formula(composition));
}

/// The atoms of a cell by element and where they are, to find one that is there already.
class Places {
 public:
  explicit Places(const Lattice& lattice) : lattice_(lattice), spacings_(lattice.spacings()) {}

  void add(const Site& site) {
    sites_[bin(site.element, {box(site.position, 0, 0.0), box(site.position, 1, 0.0), box(site.position, 2, 0.0)})]
        .push_back(site);
  }

  /// Whether an atom of this element is nearer than `distance`, Å, at most 0.5.
  bool has(const Site& wanted, double distance) const {
    std::array<std::array<std::int64_t, 2>, 3> ends{};
    for (std::size_t axis = 0; axis < 3; ++axis)
      ends[axis] = {box(wanted.position, axis, -distance), box(wanted.position, axis, distance)};
    for (std::size_t corner = 0; corner < 8; ++corner) {
      const std::array<std::size_t, 3> end{corner & 1U, (corner >> 1U) & 1U, (corner >> 2U) & 1U};
      std::array<std::int64_t, 3> boxes{};
      bool is_other = true;  // the two ends of an axis are often in one box
      for (std::size_t axis = 0; axis < 3; ++axis) {
        boxes[axis] = ends[axis][end[axis]];
        is_other = is_other && (end[axis] == 0 || ends[axis][0] != ends[axis][1]);
      }
      if (!is_other) continue;
      const auto found = sites_.find(bin(wanted.element, boxes));
      if (found != sites_.end() &&
          std::ranges::any_of(found->second, [&](const Site& site) { return is_near(site, wanted, distance); }))
        return true;
    }
    return false;
  }

 private:
  /// Boxes are about 1 Å wide; `shift` is in Å across the planes of this axis.
  std::int64_t box(const Fractional& position, std::size_t axis, double shift) const {
    const double count = std::max(1.0, std::floor(spacings_[axis]));
    const double fraction = position[axis] + shift / spacings_[axis];
    // 1 - 1e-17 is 1: the first box again
    return static_cast<std::int64_t>((fraction - std::floor(fraction)) * count) % static_cast<std::int64_t>(count);
  }

  static std::int64_t bin(Element element, const std::array<std::int64_t, 3>& boxes) {
    return ((boxes[0] * 20'011 + boxes[1]) * 20'011 + boxes[2]) * 128 + element.atomic_number();
  }

  bool is_near(const Site& one, const Site& other, double distance) const {
    Fractional difference = one.position - other.position;
    for (double& component : difference.components) component -= std::round(component);
    return one.element == other.element && length(lattice_.cartesian(difference)) < distance;
  }

  const Lattice& lattice_;
  std::array<double, 3> spacings_;
  std::map<std::int64_t, std::vector<Site>> sites_;  // no hash, for which a file could choose boxes that collide
};

/// Adds the atoms that operators make of the listed ones to `made`, of a block that is refused, too.
Structure structure_of(const Block& block, ReadNotes& notes, std::size_t& made) {
  const Lattice lattice = cell_of(block, notes);
  const std::vector<SymmetryOperation> operators = symmetry_of(block, lattice, notes);
  const std::vector<cif::ListedAtom> listed = listed_atoms(block, notes);
  const auto limit = static_cast<std::size_t>(read_limits().atoms);
  const auto refuse_size = [&] { block.fail(0, conventions::too_many_atoms()); };
  // special positions hold few of their images: ten times the atoms may be tried
  if (listed.size() * operators.size() > 10 * limit) refuse_size();
  const ClosestImage images(lattice.rows());
  std::vector<Site> sites;
  std::vector<std::size_t> multiplicities;
  Places places(lattice);
  Places as_listed(lattice);  // which may be close to each other whatever the symmetry
  std::size_t repeated = 0;
  for (const cif::ListedAtom& atom : listed) {
    const Element element = atom.site.element;
    const std::vector<Fractional> positions = orbit(atom.site.position, operators, lattice, images);
    multiplicities.push_back(positions.size());
    made += positions.size() - 1;
    // some files list all atoms of a cell, and name its symmetry, too; without symmetry an atom stands twice by mistake
    const bool may_repeat = operators.size() > 1 && listed.size() > 1;
    if (may_repeat && places.has({element, positions.front()}, kMergeDistance)) {
      ++repeated;
      continue;
    }
    const Site first{element, positions.front()};
    if (may_repeat && places.has(first, kTooNear) && !as_listed.has(first, kTooNear))
      block.fail(atom.line,
                 atom.shown + ": listed atoms are almost equal by symmetry: expected coordinates with more digits");
    if (may_repeat) as_listed.add(first);
    for (const Fractional& position : positions) {
      sites.push_back({element, position});
      if (may_repeat) places.add(sites.back());
    }
    if (sites.size() > limit) refuse_size();
    // atoms that have no room crowd in boxes: refused before all are compared
    if (static_cast<double>(sites.size()) * read_limits().min_volume_per_atom > lattice.volume())
      require_within_limits({lattice, sites, block.file()});
  }
  require_multiplicities(listed, multiplicities, operators.size(), block);
  require_formula(block, sites, notes);
  if (repeated > 0)
    notes.remarks.push_back(block.file() + ":" + std::to_string(listed.front().line) + ": " + std::to_string(repeated) +
                            (repeated == 1 ? " listed atom is equal to an atom before by symmetry and counts once"
                                           : " listed atoms are equal to an atom before by symmetry and count once"));
  return {lattice, std::move(sites), block.file()};
}

void require_few_made(std::size_t made, std::size_t bytes, const std::string& file) {
  const auto most = static_cast<std::size_t>(read_limits().made_atoms) + bytes / kBytesPerMadeAtom;
  if (made > most)
    throw ParseError(file, 0,
                     fmt::format("expected symmetry to add at most {} atoms in all blocks, got more", most) +
                         limit_advice("made_atoms"));
}

}  // namespace

std::vector<Structure> parse_cif(std::string_view text, const std::string& file, ReadNotes& notes) {
  std::vector<Block> blocks = cif::parse_blocks(conventions::without_byte_order_mark(text), file, notes);
  std::vector<std::string> without_atoms;  // a block without a cell is no crystal, as the global one
  std::erase_if(blocks, [&](const Block& block) {
    if (block.find({"_atom_site_label", "_atom_site_type_symbol", "_atom_site_fract_x"}) != nullptr) return false;
    if (block.value_beginning("_cell_length_a")) without_atoms.push_back(printable(block.name(), 75));
    return true;
  });
  if (blocks.empty()) throw ParseError(file, 0, "expected a block with atoms (_atom_site_fract_x, ...), got none");
  for (const std::string& name : without_atoms)
    notes.refusals.push_back(file + ": expected atoms in block " + name + ", got none");
  std::size_t made = 0;
  if (blocks.size() == 1) return {structure_of(blocks.front(), notes, made)};
  std::vector<Structure> structures;
  UnusedNames names;
  ReadCounts counts;
  for (const Block& block : blocks) {
    const std::string name = names.take(printable(block.name(), 75));
    try {
      structures.push_back(structure_of(block, notes, made).named(file + "#" + name));
    } catch (const ParseError& error) {
      notes.refusals.push_back(error.what() + (" (block " + name + ")"));
    } catch (const StructureError& error) {
      notes.refusals.push_back(error.what() + (" (block " + name + ")"));
    }
    counts.add(structures.empty() ? 0 : structures.back().size(), file);
    require_few_made(made, text.size(), file);
  }
  return structures;
}

std::string cif_text(const Structure& structure, std::string_view name) {
  const auto [rows, sites] = conventions::right_handed(structure);
  const Lattice lattice(rows);
  const auto lengths = lattice.lengths();
  auto angles = lattice.angles();
  // the arc cosine has no more digits than these; without, 90 degrees print as 90.00000000000001
  for (double& angle : angles) angle = std::round(angle * 1e10) / 1e10;
  std::string formula_sum;
  for (const auto& [element, count] : structure.composition())
    formula_sum += fmt::format("{}{}{}", formula_sum.empty() ? "" : " ", element.symbol(), count);
  std::string text = fmt::format(
      "data_{}\n_chemical_formula_sum '{}'\n_cell_formula_units_Z 1\n"
      "_cell_length_a {}\n_cell_length_b {}\n_cell_length_c {}\n"
      "_cell_angle_alpha {}\n_cell_angle_beta {}\n_cell_angle_gamma {}\n_cell_volume {}\n"
      "_symmetry_space_group_name_H-M 'P 1'\n_symmetry_Int_Tables_number 1\n"
      "loop_\n_symmetry_equiv_pos_site_id\n_symmetry_equiv_pos_as_xyz\n1 'x,y,z'\n"
      "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
      "_atom_site_occupancy\n",
      conventions::block_name(name), formula_sum, exact_text(lengths[0]), exact_text(lengths[1]),
      exact_text(lengths[2]), exact_text(angles[0]), exact_text(angles[1]), exact_text(angles[2]),
      exact_text(lattice.volume()));
  std::map<Element, int> numbers;
  for (const Site& site : sites)
    text += fmt::format("{0}{1} {0} {2} {3} {4} 1\n", site.element.symbol(), ++numbers[site.element],
                        exact_text(site.position[0]), exact_text(site.position[1]), exact_text(site.position[2]));
  return text + "\n";
}

std::string cif_text(const std::vector<Structure>& structures) {
  UnusedNames blocks("_", UnusedNames::Case::ignored);
  std::string text;
  for (const Structure& structure : structures)
    text += cif_text(structure, blocks.take(conventions::block_name(structure.name())));
  return text;
}

}  // namespace crystalgan
