#include "crystalgan/io/extxyz.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/conventions.hpp"
#include "crystalgan/io/json_crystals.hpp"
#include "crystalgan/io/require_physical.hpp"

namespace crystalgan {
namespace {

using conventions::Lines;

/// Reads the pairs of a comment line: key=value, key="quoted value", key={...}, key=[...], and a bare key, which is
/// "T". A backslash takes the next character as it is. The grammar of ASE's reader.
class KeyValues {
 public:
  KeyValues(std::string_view line, const Place& place) : rest_(line), place_(place) {}

  std::map<std::string, std::string> read() {
    std::map<std::string, std::string> pairs;
    while (skip_blanks(), !rest_.empty()) {
      const std::string key = token(true);
      std::string value = "T";
      if (!rest_.empty() && rest_.front() == '=') {
        rest_.remove_prefix(1);
        value = token(false);
      }
      pairs.emplace(key, value);
    }
    return pairs;
  }

 private:
  static bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\r'; }

  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  }

  /// Up to a blank outside quotes, and for a key up to '='.
  std::string token(bool is_key) {
    std::string read;
    for (; !rest_.empty() && !is_blank(rest_.front()) && !(is_key && rest_.front() == '='); rest_.remove_prefix(1)) {
      const char letter = rest_.front();
      const auto opener = std::string_view("\"'{[").find(letter);
      if (letter == '\\' && rest_.size() > 1) {
        rest_.remove_prefix(1);
        read += rest_.front();
      } else if (opener == std::string_view::npos) {
        read += letter;
      } else {
        read += delimited(std::string_view("\"'}]")[opener]);
      }
    }
    return read;
  }

  /// What stands before `closer`; leaves `closer` as the first of the rest. Nested brackets become blanks.
  std::string delimited(char closer) {
    const char opener = rest_.front();
    std::string read;
    int depth = 1;
    for (rest_.remove_prefix(1); !rest_.empty(); rest_.remove_prefix(1)) {
      const char letter = rest_.front();
      if (letter == '\\' && rest_.size() > 1) {
        rest_.remove_prefix(1);
        read += rest_.front();
      } else if (letter == closer) {
        if (--depth == 0) return read;
        read += ' ';
      } else if (letter == opener) {
        ++depth;
        read += ' ';
      } else {
        read += letter;
      }
    }
    throw ParseError(place_.file, place_.line,
                     std::string("expected a closing ") + closer + ", got the end of the line");
  }

  std::string_view rest_;
  const Place& place_;
};

bool is_occupancy(std::string_view name) { return name == "occupancy" || name == "occupancies"; }

/// Which columns of an atom's line hold what.
struct Columns {
  std::size_t species = 0;
  std::size_t position = 1;  // the first of three
  std::size_t count = 4;
  bool has_numbers = false;  // species are atomic numbers
  std::optional<std::size_t> occupancy;
};

/// From "species:S:1:pos:R:3:forces:R:3".
Columns columns_of(const std::string& properties, const Place& place) {
  const auto fail = [&](const std::string& what) { throw ParseError(place.file, place.line, "Properties: " + what); };
  std::vector<std::string> parts{""};
  for (const char letter : properties) {
    if (letter == ':')
      parts.emplace_back();
    else
      parts.back() += letter;
  }
  if (parts.size() % 3 != 0) fail("expected name:type:count triples, got '" + printable(properties) + "'");
  bool has_species = false;
  bool has_position = false;
  std::optional<std::size_t> numbers;
  Columns columns{0, 0, 0, false, std::nullopt};
  for (std::size_t i = 0; i < parts.size(); i += 3) {
    const auto width = try_parse_count(parts[i + 2]);
    // 1000 columns of one property: chosen, far above any use
    if (!width || *width < 1 || *width > 1000)
      fail("expected a count of columns for '" + printable(parts[i]) + "', got '" + printable(parts[i + 2]) + "'");
    if (parts[i] == "species" && parts[i + 1] == "S" && *width == 1) {
      columns.species = columns.count;
      has_species = true;
    } else if ((parts[i] == "Z" || parts[i] == "numbers") && parts[i + 1] == "I" && *width == 1) {
      numbers = columns.count;
    } else if (parts[i] == "pos" && parts[i + 1] == "R" && *width == 3) {
      columns.position = columns.count;
      has_position = true;
    } else if (is_occupancy(parts[i]) && (parts[i + 1] == "R" || parts[i + 1] == "I") && *width == 1) {
      columns.occupancy = columns.count;
    }
    columns.count += static_cast<std::size_t>(*width);
  }
  if (!has_species && numbers) {
    columns.species = *numbers;
    columns.has_numbers = has_species = true;
  }
  if (!has_species || !has_position)
    fail("expected species:S:1 (or Z:I:1) and pos:R:3 among them, got '" + printable(properties) + "'");
  return columns;
}

/// Nine numbers, row by row; brackets and commas between them are blanks.
Lattice lattice_of(const std::map<std::string, std::string>& keys, const Place& place) {
  const auto given = keys.find("Lattice");
  if (given == keys.end())
    throw ParseError(place.file, place.line, "expected Lattice=\"...\" (a periodic crystal), got none");
  std::string numbers = given->second;
  std::replace(numbers.begin(), numbers.end(), ',', ' ');
  const auto words = split_words(numbers);
  if (words.size() != 9)
    throw ParseError(place.file, place.line, "Lattice: expected 9 numbers, got " + std::to_string(words.size()));
  Basis rows;
  for (std::size_t i = 0; i < 9; ++i) rows[i / 3][i % 3] = parse_real(words[i], "Lattice", place);
  return conventions::naming_file(place.file + ":" + std::to_string(place.line), [&] { return Lattice(rows); });
}

/// Without the key, a frame with a lattice is periodic.
void require_periodic(const std::map<std::string, std::string>& keys, const Place& place) {
  const auto given = keys.find("pbc");
  if (given == keys.end()) return;
  std::string flags = given->second;
  std::replace(flags.begin(), flags.end(), ',', ' ');
  const auto words = split_words(flags);
  const bool periodic =
      (words.size() == 3 || words.size() == 1) && std::all_of(words.begin(), words.end(), [](std::string_view word) {
        return word == "T" || word == "True" || word == "true" || word == "TRUE" || word == "1";
      });
  if (!periodic)
    throw StructureError(place.file + ":" + std::to_string(place.line) +
                         ": pbc: expected \"T T T\" (periodic in all directions), got '" + printable(flags) + "'");
}

/// ASE writes the occupancies of a CIF to the comment line: occupancy="_JSON {\"0\": {\"Pd\": 0.5, \"Ni\": 0.5}}".
void require_full_occupancies(const std::map<std::string, std::string>& keys, const Place& place) {
  constexpr std::string_view mark = "_JSON ";
  for (const auto& [key, value] : keys) {
    if (!is_occupancy(key)) continue;
    const std::string_view text = value;
    const auto fault = occupancy_fault_in_text(text.starts_with(mark) ? text.substr(mark.size()) : text);
    if (fault) throw StructureError(place.file + ":" + std::to_string(place.line) + ": " + key + ": " + *fault);
  }
}

std::optional<Element> element_of_atomic_number(std::string_view word) {
  const auto number = try_parse_count(word);
  if (!number || *number < 1 || *number > 118) return std::nullopt;
  return Element::from_atomic_number(static_cast<int>(*number));
}

Site site_of(const std::vector<std::string_view>& words, const Columns& columns, const Lattice& lattice,
             const Place& place) {
  if (words.size() < columns.count)
    throw ParseError(place.file, place.line,
                     "expected " + std::to_string(columns.count) + " columns, got " + std::to_string(words.size()));
  const std::string_view species = words[columns.species];
  const auto element = columns.has_numbers ? element_of_atomic_number(species) : conventions::find_species(species);
  if (!element)
    throw ParseError(
        place.file, place.line,
        std::string(columns.has_numbers ? "expected an atomic number" : "expected the symbol of an element") +
            ", got '" + printable(species) + "'");
  Cartesian position;
  for (std::size_t axis = 0; axis < 3; ++axis)
    position[axis] = parse_real(words[columns.position + axis], "coordinates", place);
  if (columns.occupancy) {
    const std::string_view occupancy = words[*columns.occupancy];
    if (!(std::fabs(parse_real(occupancy, "occupancy", place) - 1.0) <= conventions::kFullOccupancy))
      throw StructureError(place.file + ":" + std::to_string(place.line) + ": occupancy: expected 1, got " +
                           printable(occupancy));
  }
  return {*element, lattice.fractional(position)};
}

std::int64_t parse_atom_count(std::string_view line, const Lines& lines) {
  const auto words = split_words(line);
  const auto count = words.size() == 1 ? try_parse_count(words.front()) : std::nullopt;
  if (!count || *count < 1)
    lines.fail("count of atoms: expected a whole number from 1 to " + std::to_string(read_limits().atoms) + ", got '" +
               printable(line.substr(0, line.find_last_not_of(" \t\r") + 1)) + "'");
  if (*count > read_limits().atoms) lines.fail(conventions::too_many_atoms(static_cast<std::size_t>(*count)));
  return *count;
}

Structure read_frame(Lines& lines) {
  constexpr std::string_view expected_count = "a count of atoms";
  std::string_view first = lines.next(expected_count);
  while (split_words(first).empty()) first = lines.next(expected_count);
  const std::int64_t count = parse_atom_count(first, lines);
  const std::string_view comment = lines.next("a comment line with Lattice=\"...\"");
  const Place& place = lines.place();
  const auto keys = KeyValues(comment, place).read();
  require_periodic(keys, place);
  require_full_occupancies(keys, place);
  const Lattice lattice = lattice_of(keys, place);
  const auto properties = keys.find("Properties");
  const Columns columns = properties == keys.end() ? Columns{} : columns_of(properties->second, place);
  std::vector<Site> sites;
  const std::string expected_atom = "the lines of " + std::to_string(count) + " atoms";
  for (std::int64_t atom = 0; atom < count; ++atom)
    sites.push_back(site_of(lines.next_words(expected_atom), columns, lattice, place));
  return {lattice, std::move(sites), place.file};
}

/// As ASE and libAtoms read it back: in double quotes where anything but plain characters stands.
std::string in_quotes(std::string_view text) {
  const std::string line = conventions::one_line(text);
  if (!line.empty() && line.find_first_of(" \"'{}[]=,\\") == std::string::npos) return line;
  std::string all = "\"";
  for (const char letter : line) {
    if (letter == '"' || letter == '\\') all += '\\';
    all += letter;
  }
  return all + "\"";
}

}  // namespace

std::vector<Structure> parse_extxyz(std::string_view text, const std::string& file) {
  Lines lines(text, file);
  std::vector<Structure> frames;
  ReadCounts counts;
  while (frames.empty() || !lines.ended()) {
    frames.push_back(read_frame(lines));
    counts.add(frames.back().size(), file);
  }
  if (frames.size() > 1)
    for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = frames[i].named(file + "#" + std::to_string(i + 1));
  return frames;
}

std::string extxyz_frame(const Structure& structure, const std::vector<std::pair<std::string, std::string>>& keys) {
  std::string text = std::to_string(structure.size()) + "\nLattice=\"";
  for (std::size_t i = 0; i < 9; ++i)
    text += (i == 0 ? "" : " ") + exact_text(structure.lattice().rows()[i / 3][i % 3]);
  text += "\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"";
  for (const auto& [key, value] : keys) text += " " + in_quotes(key) + "=" + in_quotes(value);
  text += "\n";
  for (const Site& site : structure.sites()) {
    text += site.element.symbol();
    for (const double component : structure.lattice().cartesian(site.position).components)
      text += " " + exact_text(component);
    text += "\n";
  }
  return text;
}

std::string extxyz_text(const std::vector<Structure>& structures) {
  std::string text;
  for (const Structure& structure : structures) text += extxyz_frame(structure, {{"name", structure.name()}});
  return text;
}

}  // namespace crystalgan
