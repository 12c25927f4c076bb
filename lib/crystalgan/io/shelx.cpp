#include "crystalgan/io/shelx.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <gemmi/symmetry.hpp>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "crystalgan/core/closest_image.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/symmetry_operation.hpp"
#include "crystalgan/io/conventions.hpp"
#include "crystalgan/io/require_physical.hpp"

// Instructions and their meaning: SHELX-97 manual, chapters 2, 3 and 7; the sign and number of LATT: its chapter 7.

namespace crystalgan {
namespace {

// Å. Images of one atom closer than this are the atom on a special position, as in CIF. Chosen: cif.cpp says why.
constexpr double kSamePlace = 0.1;

// Maximum error of an entry of the metric under a symmetry operation, relative to the lengths of its vectors. Chosen: as
// in CIF.
constexpr double kMetricError = 0.02;

// Largest difference between a count of atoms in UNIT and in the cell. Chosen: the second digit.
constexpr double kUnitCount = 0.01;

// Instructions that say nothing about the atoms. TITL, CELL, LATT, SYMM, SFAC, UNIT, PART, FVAR, END, HKLF, FRAG, FEND and
// MOVE do.
constexpr std::array kPassedOver{"ABIN", "ACTA", "AFIX", "ANIS", "ANSC", "ANSR", "BASF", "BIND", "BLOC", "BOND", "BUMP",
                                 "CGLS", "CHIV", "CONF", "CONN", "DAMP", "DANG", "DEFS", "DELU", "DFIX", "DISP", "EADP",
                                 "EQIV", "EXTI", "EXYZ", "FLAT", "FMAP", "FREE", "GRID", "HFIX", "HTAB", "ISOR", "L.S.",
                                 "LAUE", "LIST", "MERG", "MORE", "MPLA", "NCSY", "NEUT", "OMIT", "PLAN", "PRIG", "REM",
                                 "RESI", "RIGU", "RTAB", "SADI", "SAME", "SHEL", "SIMU", "SIZE", "SPEC", "STIR", "SUMP",
                                 "SWAT", "TEMP", "TIME", "TWIN", "TWST", "WGHT", "WIGL", "WPDB", "XNPD", "ZERR"};

std::string in_upper_case(std::string_view text) {
  std::string upper(text);
  for (char& letter : upper) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return upper;
}

/// "CA" and "ca" are Ca here: SHELX knows no case.
std::optional<Element> element_of_name(std::string_view name) {
  std::string symbol = in_lower_case(std::string(name));
  if (!symbol.empty()) symbol[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(symbol[0])));
  return conventions::find_species(symbol);
}

/// "0.5+X" as gemmi reads it: "12/24+X". Digits beyond a 24th are rounded: 0.3333 is 8/24. Empty for numbers that are no
/// translation, which gemmi would take beyond the range of int.
std::string with_fractions(std::string_view triplet) {
  constexpr std::size_t max_bytes = 200;  // chosen: twice a line of SHELX
  constexpr std::size_t max_digits = 4;
  if (triplet.size() > max_bytes) return {};
  std::string text;
  while (!triplet.empty()) {
    const std::string_view number = triplet.substr(0, triplet.find_first_not_of("0123456789."));
    if (number.find('.') == std::string_view::npos) {
      if (number.size() > max_digits) return {};
      const std::size_t taken = std::max<std::size_t>(number.size(), 1);
      text += triplet.substr(0, taken);
      triplet.remove_prefix(taken);
      continue;
    }
    const double twenty_fourths = 24.0 * try_parse_real(number).value_or(1e9);
    if (!(std::fabs(twenty_fourths - std::round(twenty_fourths)) < 0.05 && twenty_fourths < 1e3)) return {};
    text += std::to_string(std::lround(twenty_fourths)) + "/24";
    triplet.remove_prefix(number.size());
  }
  return text;
}

/// The centring vectors of |LATT| 1 to 7: P, I, R (obverse), F, A, B, C.
std::vector<gemmi::Op::Tran> centring_of(int number) {
  constexpr int half = gemmi::Op::DEN / 2;
  constexpr int third = gemmi::Op::DEN / 3;
  const std::array<std::vector<gemmi::Op::Tran>, 7> added{{{},
                                                           {{half, half, half}},
                                                           {{2 * third, third, third}, {third, 2 * third, 2 * third}},
                                                           {{0, half, half}, {half, 0, half}, {half, half, 0}},
                                                           {{0, half, half}},
                                                           {{half, 0, half}},
                                                           {{half, half, 0}}}};
  std::vector<gemmi::Op::Tran> all{{0, 0, 0}};
  const auto& more = added[static_cast<std::size_t>(number - 1)];
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

SymmetryOperation operation_of(const gemmi::Op& op) {
  SymmetryOperation converted;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) converted.rotation[i][j] = op.rot[i][j] / gemmi::Op::DEN;
    converted.translation[i] = static_cast<double>(op.tran[i]) / gemmi::Op::DEN;
  }
  return converted;
}

bool keeps_metric(const SymmetryOperation& symmetry, const Lattice& lattice) {
  const Basis& rows = lattice.rows();
  Basis images;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) images[i] = images[i] + static_cast<double>(symmetry.rotation[j][i]) * rows[j];
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      const double scale = std::sqrt(dot(rows[i], rows[i]) * dot(rows[j], rows[j]));
      if (!(std::fabs(dot(images[i], images[j]) - dot(rows[i], rows[j])) <= kMetricError * scale)) return false;
    }
  return true;
}

/// An atom as it is listed.
struct ListedAtom {
  Element element;
  Fractional position;
  double occupancy;  ///< SHELX divides that of a special position by its order
  std::int64_t line;
};

/// One structure, TITL to END.
class ResBlock {
 public:
  ResBlock(conventions::Lines& lines, ReadNotes& notes) : lines_(lines), notes_(notes) {}

  Structure read() {
    for (bool in_fragment = false;;) {
      const std::string line = whole_line();
      const auto words = split_words(line);
      if (words.empty()) continue;
      const std::string word = in_upper_case(words[0].substr(0, words[0].find('_')));
      if (word == "END" || word == "HKLF") break;
      if (word == "FRAG" || word == "FEND")
        in_fragment = word == "FRAG";  // a model to fit, not atoms of the crystal
      else if (!in_fragment)
        take(word, words, line);
    }
    return structure();
  }

 private:
  /// A line with those that it continues on, without its comment.
  std::string whole_line() {
    std::string line;
    for (bool goes_on = true; goes_on;) {
      std::string_view next = lines_.next("END");
      next = next.substr(0, next.find('!'));
      next = next.substr(0, next.find_last_not_of(" \t\r\f\v") + 1);
      goes_on = next.ends_with('=');
      if (goes_on) next.remove_suffix(1);
      line += next;
      line += ' ';
      // as long as a line of any other format
      if (line.size() > static_cast<std::size_t>(read_limits().line_bytes))
        lines_.fail("expected a shorter line, got one that goes on and on" + limit_advice("line_bytes"));
    }
    return line;
  }

  void take(const std::string& word, const std::vector<std::string_view>& words, const std::string& line) {
    if (word == "TITL" && cell_) lines_.fail("expected END before the next TITL, got none");
    if (word == "TITL" || std::ranges::find(kPassedOver, word) != kPassedOver.end()) return;
    if (word == "CELL") {
      take_cell(words);
    } else if (word == "LATT") {
      take_lattice_type(words);
    } else if (word == "SYMM") {
      take_symmetry(line.substr(line.find_first_not_of(" \t") + 4));
    } else if (word == "SFAC") {
      take_elements(words);
    } else if (word == "UNIT") {
      unit_ = {};
      for (std::size_t i = 1; i < words.size(); ++i) unit_.push_back(parse_real(words[i], "UNIT", lines_.place()));
      unit_line_ = lines_.place().line;
    } else if (word == "PART") {
      take_part(words);
    } else if (word == "FVAR") {
      for (std::size_t i = 1; i < words.size(); ++i)
        free_variables_.push_back(parse_real(words[i], "FVAR", lines_.place()));
    } else {
      take_atom(words);
    }
  }

  void take_cell(const std::vector<std::string_view>& words) {
    if (cell_) lines_.fail("CELL: expected once, got a second");
    if (words.size() != 8) lines_.fail("CELL: expected 7 numbers, got " + std::to_string(words.size() - 1));
    std::array<double, 7> numbers{};  // the wavelength is the first
    for (std::size_t i = 0; i < 7; ++i) numbers[i] = parse_real(words[i + 1], "CELL", lines_.place());
    cell_ = conventions::naming_file(where(lines_.place().line), [&] {
      return Lattice::from_parameters(numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
    });
  }

  void take_lattice_type(const std::vector<std::string_view>& words) {
    const std::string_view word = words.size() == 2 ? words[1] : std::string_view();
    const auto number = try_parse_count(word.starts_with('-') ? word.substr(1) : word);
    if (!number || *number < 1 || *number > 7)
      lines_.fail("LATT: expected a number from 1 to 7, or -1 to -7, got '" + printable(word) + "'");
    lattice_type_ = static_cast<int>(*number) * (word.starts_with('-') ? -1 : 1);
  }

  void take_symmetry(const std::string& triplet) {
    try {
      operators_.push_back(gemmi::parse_triplet(with_fractions(triplet)));
    } catch (const std::runtime_error&) {
      lines_.fail("SYMM: expected an operator such as -X,0.5+Y,-Z, got '" + printable(triplet) + "'");
    }
    symmetry_line_ = lines_.place().line;
    constexpr std::size_t most = 96;  // of a group without centring
    if (operators_.size() > most) lines_.fail("SYMM: expected at most " + std::to_string(most) + ", got more");
  }

  void take_elements(const std::vector<std::string_view>& words) {
    const bool has_factors = words.size() > 2 && try_parse_real(words[2]);  // an element and its scattering factors
    for (std::size_t i = 1; i < (has_factors ? 2 : words.size()); ++i) {
      const auto element = element_of_name(words[i]);
      if (!element)
        throw StructureError(where(lines_.place().line) + ": SFAC: expected the symbol of an element, got '" +
                             printable(words[i]) + "'");
      elements_.push_back(*element);
    }
  }

  /// Parts other than 0 are alternatives: atoms of one are there where those of another are not.
  void take_part(const std::vector<std::string_view>& words) {
    const double part = words.size() < 2 ? 0.0 : parse_real(words[1], "PART", lines_.place());
    if (part == 0.0) return;
    if (part_ != 0.0 && part != part_)
      throw StructureError(where(lines_.place().line) + ": expected no disorder, got PART " + exact_text(part_) +
                           " and " + exact_text(part));
    part_ = part;
  }

  void take_atom(const std::vector<std::string_view>& words) {
    const auto number = words.size() < 2 ? std::nullopt : try_parse_count(words[1]);
    if (words.size() < 5 || !number)
      lines_.fail("expected an instruction of SHELX, or an atom with its number in SFAC and three coordinates, got '" +
                  printable(words[0]) + "'");
    const std::string_view peak = words[0].substr(1);
    if (in_upper_case(words[0].substr(0, 1)) == "Q" && try_parse_count(peak)) {
      if (peaks_++ == 0)
        notes_.remarks.push_back(where(lines_.place().line) + ": peaks of the density (" + printable(words[0]) +
                                 ", ...) are left out");
      return;
    }
    if (*number < 1 || *number > static_cast<std::int64_t>(elements_.size()))
      lines_.fail(printable(words[0]) + ": expected the number of one of the " + std::to_string(elements_.size()) +
                  " elements of SFAC, got " + printable(words[1]));
    Fractional position;
    for (std::size_t axis = 0; axis < 3; ++axis) position[axis] = value_of(words[axis + 2], "coordinates");
    const double occupancy = words.size() > 5 ? value_of(words[5], "occupancy") : 1.0;
    atoms_.push_back({elements_[static_cast<std::size_t>(*number - 1)], position, occupancy, lines_.place().line});
    if (atoms_.size() > static_cast<std::size_t>(read_limits().atoms)) refuse_size();
  }

  /// 10 m + p: p itself for m = 0 and 1 (fixed), else p times free variable m, or p times (free variable -m) - 1.
  double value_of(std::string_view word, const char* quantity) const {
    const double given = parse_real(word, quantity, lines_.place());
    const double tens = std::round(given / 10.0);
    const double p = given - 10.0 * tens;
    if (tens == 0.0) return given;
    if (tens == 1.0) return p;
    const double index = std::fabs(tens);
    if (index < 2.0 || !(index <= static_cast<double>(free_variables_.size())))
      lines_.fail(std::string(quantity) + ": expected a number, or 10 m + p with a free variable m of FVAR, got '" +
                  printable(word) + "'");
    const double variable = free_variables_[static_cast<std::size_t>(index) - 1];
    return tens > 0.0 ? p * variable : p * (variable - 1.0);
  }

  /// All operators of the group. Throws ParseError unless they are one and fit the cell.
  std::vector<SymmetryOperation> group() const {
    std::vector<gemmi::Op> listed{gemmi::Op::identity()};
    listed.insert(listed.end(), operators_.begin(), operators_.end());
    if (*lattice_type_ > 0)
      for (std::size_t i = 0, proper = listed.size(); i < proper; ++i) {
        const gemmi::Op::Tran& by = listed[i].tran;
        listed.push_back({listed[i].negated_rot(), {-by[0], -by[1], -by[2]}});
      }
    std::vector<gemmi::Op> all;
    for (const gemmi::Op::Tran& by : centring_of(std::abs(*lattice_type_)))
      for (const gemmi::Op& op : listed) all.push_back(op.translated(by).wrap());
    std::ranges::sort(all, [](const gemmi::Op& one, const gemmi::Op& other) { return one < other; });
    require_group(all);
    std::vector<SymmetryOperation> operations;
    for (const gemmi::Op& op : all) {
      operations.push_back(operation_of(op));
      if (!keeps_metric(operations.back(), *cell_))
        fail_in_symmetry("SYMM and LATT: " + op.triplet() + " does not fit the lengths and angles of CELL");
    }
    return operations;
  }

  /// `all` sorted.
  void require_group(const std::vector<gemmi::Op>& all) const {
    const auto listed = std::to_string(all.size());
    if (all.size() > 192) fail_in_symmetry("SYMM and LATT: expected at most 192 operators, got " + listed);
    if (std::adjacent_find(all.begin(), all.end()) != all.end())
      fail_in_symmetry("SYMM and LATT: expected every operator once, got one twice");
    const auto is_listed = [&all](const gemmi::Op& op) { return std::binary_search(all.begin(), all.end(), op); };
    for (const gemmi::Op& one : all)
      for (const gemmi::Op& other : all)
        if (const gemmi::Op product = one.combine(other).wrap(); !is_listed(product))
          fail_in_symmetry("SYMM and LATT: expected a group, got " + listed + " operators without " +
                           product.triplet());
  }

  [[noreturn]] void fail_in_symmetry(const std::string& what) const {
    throw ParseError(lines_.place().file, symmetry_line_, what);
  }

  /// All images of an atom. Those that fall together are one, in their mean.
  std::vector<Fractional> images_of(const Fractional& listed, const std::vector<SymmetryOperation>& operators,
                                    const ClosestImage& closest) const {
    const auto apart = [&](const Fractional& from, const Fractional& to) {
      Fractional difference = to - from;
      for (double& component : difference.components) component -= std::round(component);
      const ImageIndex image = closest.nearest(cell_->cartesian(difference));
      return difference +
             Fractional{static_cast<double>(image[0]), static_cast<double>(image[1]), static_cast<double>(image[2])};
    };
    const auto is_near = [&](const Fractional& difference) {
      return length(cell_->cartesian(difference)) < kSamePlace;
    };
    Fractional sum;
    double count = 0.0;
    for (const SymmetryOperation& symmetry : operators) {
      const Fractional difference = apart(listed, symmetry(listed));
      if (!is_near(difference)) continue;
      sum = sum + difference;
      count += 1.0;
    }
    std::vector<Fractional> images{listed + (1.0 / count) * sum};  // the identity alone leaves it where it is
    for (const SymmetryOperation& symmetry : operators) {
      const Fractional image = wrapped(symmetry(images.front()));
      if (std::ranges::none_of(images, [&](const Fractional& other) { return is_near(apart(other, image)); }))
        images.push_back(image);
    }
    return images;
  }

  void require_whole(const ListedAtom& atom, std::size_t images, std::size_t operators) const {
    const double order = static_cast<double>(operators) / static_cast<double>(images);
    const auto is_one = [](double share) { return std::fabs(share - 1.0) <= conventions::kFullOccupancy; };
    if (!is_one(atom.occupancy) && !is_one(atom.occupancy * order))
      throw StructureError(where(atom.line) + ": " + std::string(atom.element.symbol()) +
                           ": expected occupancy 1 (no disorder), got " + exact_text(atom.occupancy * order));
  }

  /// Throws StructureError where UNIT, with a number for every element of SFAC, says otherwise: atoms are missing.
  void require_unit(const std::vector<Site>& sites) const {
    if (unit_.size() != elements_.size()) return;
    std::map<Element, double> expected;
    for (std::size_t i = 0; i < unit_.size(); ++i) expected[elements_[i]] += unit_[i];
    for (const auto& [element, count] : expected) {
      const auto got = std::ranges::count(sites, element, &Site::element);
      if (!(std::fabs(count - static_cast<double>(got)) <= kUnitCount))
        throw StructureError(where(unit_line_) + ": expected " + exact_text(count) + " " +
                             std::string(element.symbol()) + " in the cell as UNIT says, got " + std::to_string(got));
    }
  }

  Structure structure() const {
    const std::string& file = lines_.place().file;
    const auto missing = [&](const char* what) { lines_.fail(std::string("expected ") + what + " before, got none"); };
    if (!cell_) missing("CELL");
    if (!lattice_type_) missing("LATT (-1 without symmetry)");
    if (atoms_.empty()) missing("atoms");
    const std::vector<SymmetryOperation> operators = group();
    const auto limit = static_cast<std::size_t>(read_limits().atoms);
    if (atoms_.size() * operators.size() > 10 * limit) refuse_size();  // special positions hold few of their images
    const ClosestImage closest(cell_->rows());
    std::vector<Site> sites;
    for (const ListedAtom& atom : atoms_) {
      const auto images =
          operators.size() == 1 ? std::vector{atom.position} : images_of(atom.position, operators, closest);
      require_whole(atom, images.size(), operators.size());
      for (const Fractional& position : images) sites.push_back({atom.element, position});
      if (sites.size() > limit) refuse_size();
    }
    require_unit(sites);
    return {*cell_, std::move(sites), file};
  }

  std::string where(std::int64_t line) const { return lines_.place().file + ":" + std::to_string(line); }

  [[noreturn]] void refuse_size() const { lines_.fail(conventions::too_many_atoms()); }

  conventions::Lines& lines_;
  ReadNotes& notes_;
  std::optional<Lattice> cell_;
  std::optional<int> lattice_type_;
  std::vector<gemmi::Op> operators_;
  std::int64_t symmetry_line_ = 0;
  std::vector<Element> elements_;
  std::vector<double> free_variables_;
  std::vector<double> unit_;  ///< the atoms of the cell, element by element
  std::int64_t unit_line_ = 0;
  double part_ = 0.0;  ///< the last other than 0
  std::vector<ListedAtom> atoms_;
  int peaks_ = 0;
};

/// Passes over what follows END, weights and density peaks of SHELXL, to the next TITL. False where there is none.
bool find_title(conventions::Lines& lines) {
  while (!lines.ended()) {
    const auto words = lines.next_words("TITL");
    if (words.empty()) continue;
    const std::string word = in_upper_case(words[0]);
    if (word == "TITL") return true;
    if (word == "CELL") lines.fail("CELL: expected TITL before, got none");
  }
  return false;
}

/// A coordinate that cannot be read as 10 + x.
std::string coordinate_text(double x) { return exact_text(std::fabs(x) < 5.0 ? x : x - std::floor(x)); }

}  // namespace

std::vector<Structure> parse_res(std::string_view text, const std::string& file, ReadNotes& notes) {
  conventions::Lines lines(text, file);
  std::vector<Structure> structures;
  ReadCounts counts;
  do {
    structures.push_back(ResBlock(lines, notes).read());
    counts.add(structures.back().size(), file);
  } while (find_title(lines));
  if (structures.size() > 1)
    for (std::size_t i = 0; i < structures.size(); ++i)
      structures[i] = structures[i].named(file + "#" + std::to_string(i + 1));
  return structures;
}

std::string res_text(const std::vector<Structure>& structures) {
  std::string text;
  for (const Structure& structure : structures) {
    const auto [rows, sites] = conventions::right_handed(structure);
    const Lattice lattice(rows);
    std::string title = conventions::one_line(structure.name());
    std::ranges::replace(title, '=', '_');       // at the end of a line it would continue on the next
    text += "TITL " + title + "\nCELL 1.54180";  // the wavelength that AIRSS writes
    for (const double length : lattice.lengths()) text += " " + exact_text(length);
    for (const double angle : lattice.angles()) text += " " + exact_text(std::round(angle * 1e10) / 1e10);  // as in CIF
    text += "\nLATT -1\nSFAC";
    std::map<Element, std::size_t> numbers;
    for (const Site& site : sites)
      if (numbers.emplace(site.element, numbers.size() + 1).second) text += " " + std::string(site.element.symbol());
    text += "\n";
    for (const Site& site : sites) {
      text += std::string(site.element.symbol()) + " " + std::to_string(numbers.at(site.element));
      for (const double x : site.position.components) text += " " + coordinate_text(x);
      text += " 1.0\n";
    }
    text += "END\n";
  }
  return text;
}

}  // namespace crystalgan
