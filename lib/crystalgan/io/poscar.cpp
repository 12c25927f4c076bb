#include "crystalgan/io/poscar.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/conventions.hpp"
#include "crystalgan/io/require_physical.hpp"

namespace crystalgan {
namespace {

using conventions::Lines;
using Words = std::vector<std::string_view>;

/// The words before a comment (`! ...` or `# ...`).
Words without_comment(Words words) {
  const auto comment = std::find_if(words.begin(), words.end(),
                                    [](std::string_view word) { return word.front() == '!' || word.front() == '#'; });
  words.erase(comment, words.end());
  return words;
}

/// The first three words as numbers; what follows on the line is ignored, as VASP does.
std::array<double, 3> three_numbers(const Words& words, const std::string& quantity, const Lines& lines) {
  if (words.size() < 3) lines.fail(quantity + ": expected 3 numbers, got " + std::to_string(words.size()));
  std::array<double, 3> numbers{};
  for (std::size_t axis = 0; axis < 3; ++axis) numbers[axis] = parse_real(words[axis], quantity, lines.place());
  return numbers;
}

/// "Pd" of `Pd_pv`, `Pd/3a4b5c` (VASP 6 appends a hash of the POTCAR), `Pd1` or `H.75`.
std::optional<Element> element_of_label(std::string_view label) {
  return conventions::find_species(label.substr(0, label.find_first_of("_/.0123456789")));
}

/// How the numbers of the file become Å: by component, or by the volume that the cell shall have.
struct Scale {
  std::array<double, 3> factors{1.0, 1.0, 1.0};
  double volume = 0.0;  // Å^3; 0 where the factors hold
};

Scale read_scale(Lines& lines) {
  const Words words = lines.next_words("the scale factor");
  if (words.empty()) lines.fail("scale factor: expected 1 or 3 numbers, got an empty line");
  std::vector<double> numbers{parse_real(words.front(), "scale factor", lines.place())};
  // Anything that is no number ends the list: people write comments here without a mark.
  for (std::size_t i = 1; i < words.size() && i < 3; ++i) {
    const auto number = try_parse_real(words[i]);
    if (!number) break;
    numbers.push_back(*number);
  }
  if (numbers.size() == 2) lines.fail("scale factor: expected 1 or 3 numbers, got 2");
  Scale scale;
  if (numbers.size() == 1) {
    if (numbers[0] == 0.0) lines.fail("scale factor: expected a number other than 0");
    if (numbers[0] < 0.0)
      scale.volume = -numbers[0];
    else
      scale.factors.fill(numbers[0]);
    return scale;
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!(numbers[axis] > 0.0))
      lines.fail("scale factor: expected 3 positive numbers, got " + exact_text(numbers[axis]));
    scale.factors[axis] = numbers[axis];
  }
  return scale;
}

Cartesian scaled(const std::array<double, 3>& numbers, const Scale& scale) {
  return {scale.factors[0] * numbers[0], scale.factors[1] * numbers[1], scale.factors[2] * numbers[2]};
}

/// Reads the three vectors; a scale given as a volume becomes factors here.
Lattice read_lattice(Lines& lines, Scale& scale) {
  std::array<std::array<double, 3>, 3> numbers{};
  for (auto& row : numbers) row = three_numbers(lines.next_words("3 lattice vectors"), "lattice vector", lines);
  const auto rows = [&] {
    return Basis{scaled(numbers[0], scale), scaled(numbers[1], scale), scaled(numbers[2], scale)};
  };
  return conventions::naming_file(lines.place().file, [&] {
    if (scale.volume > 0.0) scale.factors.fill(std::cbrt(scale.volume / Lattice(rows()).volume()));
    return Lattice(rows());
  });
}

std::vector<Element> elements_of_labels(const Words& labels, const Lines& lines) {
  std::vector<Element> elements;
  for (const std::string_view label : labels) {
    const auto element = element_of_label(label);
    if (!element) lines.fail("expected the symbols of elements, got '" + printable(label) + "'");
    elements.push_back(*element);
  }
  return elements;
}

std::vector<std::int64_t> parse_counts(const Words& words, const Lines& lines) {
  std::vector<std::int64_t> counts;
  std::int64_t atoms = 0;
  for (const std::string_view word : words) {
    const auto count = try_parse_count(word);
    if (!count) lines.fail("count of atoms: expected a whole number, got '" + printable(word) + "'");
    if (*count > read_limits().atoms || (atoms += *count) > read_limits().atoms)
      lines.fail(conventions::too_many_atoms());
    counts.push_back(*count);
  }
  return counts;
}

/// The elements of a POSCAR in blocks: `kinds[i]` has `counts[i]` atoms. No kinds where the lines of symbols and the
/// title name none (VASP 4): then the labels of the positions must.
struct Species {
  std::vector<Element> kinds;
  std::vector<std::int64_t> counts;  ///< without zeros
  std::size_t listed = 0;            ///< counts with zeros
  std::int64_t line = 0;             ///< of the counts
};

/// A trajectory goes through the blocks for every frame: thousands without atoms would cost it more than the atoms do.
void drop_empty_blocks(Species& species) {
  species.listed = species.counts.size();
  Species full;
  for (std::size_t i = 0; i < species.counts.size(); ++i) {
    if (species.counts[i] == 0) continue;
    full.counts.push_back(species.counts[i]);
    if (!species.kinds.empty()) full.kinds.push_back(species.kinds[i]);
  }
  species.counts = std::move(full.counts);
  species.kinds = std::move(full.kinds);
}

/// VASP 4 has no line of symbols: many programs put them into the first line.
std::vector<Element> elements_of_title(std::string_view title, std::size_t kinds) {
  std::vector<Element> elements;
  const Words words = without_comment(split_words(title));
  for (const std::string_view word : words)
    if (const auto element = element_of_label(word)) elements.push_back(*element);
  return elements.size() == kinds && words.size() == kinds ? elements : std::vector<Element>{};
}

/// The next line, which stays the next; nothing at the end of the file.
Words peeked_words(Lines lines) { return lines.ended() ? Words{} : without_comment(lines.next_words("a line")); }

bool is_numeric(std::string_view word) {
  return std::string_view("+-.0123456789").find(word.front()) != std::string_view::npos;
}

bool all_counts(const Words& words) {
  return !words.empty() &&
         std::all_of(words.begin(), words.end(), [](std::string_view word) { return try_parse_count(word); });
}

/// The lines of symbols and of counts; VASP 6 breaks both after 20 words.
Species read_species(Lines& lines, std::string_view title) {
  Words words = without_comment(lines.next_words("element symbols or counts of atoms"));
  if (words.empty()) lines.fail("expected element symbols or counts of atoms, got an empty line");
  Species species;
  while (!words.empty() && !is_numeric(words.front())) {
    for (const Element element : elements_of_labels(words, lines)) species.kinds.push_back(element);
    words = without_comment(lines.next_words("counts of atoms"));
  }
  species.line = lines.place().line;
  const bool has_symbols = !species.kinds.empty();
  const auto is_open = [&] { return !has_symbols || species.counts.size() < species.kinds.size(); };
  for (;;) {
    for (const std::int64_t count : parse_counts(words, lines)) species.counts.push_back(count);
    if (!is_open() || !all_counts(peeked_words(lines))) break;
    words = without_comment(lines.next_words("counts of atoms"));
  }
  if (!has_symbols) species.kinds = elements_of_title(title, species.counts.size());
  if (has_symbols && species.counts.size() != species.kinds.size())
    lines.fail("expected " + std::to_string(species.kinds.size()) + " counts for " +
               std::to_string(species.kinds.size()) + " elements, got " + std::to_string(species.counts.size()));
  std::int64_t atoms = 0;
  for (const std::int64_t count : species.counts) atoms += count;
  if (atoms > read_limits().atoms) lines.fail(conventions::too_many_atoms(static_cast<std::size_t>(atoms)));
  if (atoms == 0) lines.fail("expected at least one atom, got none");
  drop_empty_blocks(species);
  return species;
}

/// How the positions are written.
struct PositionLine {
  bool selective = false;
  bool cartesian = false;
};

/// VASP looks at the first letter only. "Konfig=" marks the frames of old XDATCAR files.
PositionLine read_mode(Lines& lines) {
  PositionLine mode;
  Words words = lines.next_words("Direct or Cartesian");
  if (!words.empty() && (words.front().front() == 'S' || words.front().front() == 's')) {
    mode.selective = true;
    words = lines.next_words("Direct or Cartesian");
  }
  const char letter = words.empty() ? ' ' : words.front().front();
  const bool is_frame = !words.empty() && words.front().starts_with("Konfig=");
  mode.cartesian = !is_frame && (letter == 'C' || letter == 'c' || letter == 'K' || letter == 'k');
  if (!mode.cartesian && !is_frame && letter != 'D' && letter != 'd')
    lines.fail("expected Direct or Cartesian, got '" + (words.empty() ? "" : printable(words.front())) + "'");
  return mode;
}

/// All above the positions: what the frames of a trajectory in a fixed cell share.
struct Header {
  std::string_view title;
  Scale scale;
  Lattice lattice;
  Species species;
};

Header read_header(Lines& lines) {
  const std::string_view title = lines.next("a comment line");
  Scale scale = read_scale(lines);
  Lattice lattice = read_lattice(lines, scale);
  return {title, scale, lattice, read_species(lines, title)};
}

/// "Pd" of "0 0 0 Pd1" and "0 0 0 T T F Pd"; nothing where no label stands after the position.
std::optional<Element> label_of(const Words& words, const PositionLine& mode) {
  const auto is_flag = [](std::string_view word) {
    const std::string bare = in_lower_case(std::string(word));
    return bare == "t" || bare == "f" || bare == ".true." || bare == ".false.";
  };
  const bool has_flags = words.size() >= 6 && std::all_of(words.begin() + 3, words.begin() + 6, is_flag);
  const std::size_t at = has_flags || mode.selective ? 6 : 3;
  if (at >= words.size() || words[at] == "T" || words[at].front() == '!' || words[at].front() == '#')
    return std::nullopt;
  return element_of_label(words[at]);
}

/// The elements of the labels, which must be in blocks as the counts say.
std::vector<Element> elements_by_labels(const Header& header, const std::vector<std::optional<Element>>& labels,
                                        const std::string& file) {
  const auto fail = [&](const std::string& what) { throw ParseError(file, header.species.line, what); };
  const std::string count = std::to_string(header.species.listed);
  if (std::any_of(labels.begin(), labels.end(), [](const auto& label) { return !label; }))
    fail("expected element symbols here (VASP 5), or " + count +
         " of them as line 1 or one after every position (VASP 4), got '" + printable(header.title) + "' as line 1");
  std::vector<Element> elements;
  for (const std::int64_t block : header.species.counts) {
    const std::size_t first = elements.size();
    for (std::int64_t i = 0; i < block; ++i) {
      const Element element = *labels[elements.size()];
      if (element != *labels[first])
        fail("labels and counts disagree: expected one element for each of " + count + " counts, got " +
             std::string(labels[first]->symbol()) + " for atom " + std::to_string(first + 1) + " and " +
             std::string(element.symbol()) + " for atom " + std::to_string(elements.size() + 1));
      elements.push_back(element);
    }
  }
  return elements;
}

/// The elements of the atoms. The header decides where it names them; labels that differ are a remark.
std::vector<Element> elements_of_atoms(const Header& header, const std::vector<std::optional<Element>>& labels,
                                       const std::string& file, ReadNotes& notes) {
  const Species& species = header.species;
  if (species.kinds.empty()) return elements_by_labels(header, labels, file);
  std::vector<Element> elements;
  for (std::size_t kind = 0; kind < species.kinds.size(); ++kind)
    elements.insert(elements.end(), static_cast<std::size_t>(species.counts[kind]), species.kinds[kind]);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i] || *labels[i] == elements[i]) continue;
    notes.remarks.push_back(file + ": atom " + std::to_string(i + 1) + " is labelled " +
                            std::string(labels[i]->symbol()) + ", but is " + std::string(elements[i].symbol()) +
                            " by the line of symbols, which is used");
    break;
  }
  return elements;
}

Structure read_positions(const Header& header, Lines& lines, ReadNotes& notes) {
  const PositionLine mode = read_mode(lines);
  std::int64_t atoms = 0;
  for (const std::int64_t count : header.species.counts) atoms += count;
  const std::string expected = "the coordinates of " + std::to_string(atoms) + " atoms";
  std::vector<Fractional> positions;
  std::vector<std::optional<Element>> labels;
  for (std::int64_t i = 0; i < atoms; ++i) {
    const Words words = lines.next_words(expected);
    const auto numbers = three_numbers(words, "coordinates", lines);
    positions.push_back(mode.cartesian ? header.lattice.fractional(scaled(numbers, header.scale))
                                       : Fractional{numbers[0], numbers[1], numbers[2]});
    labels.push_back(label_of(words, mode));
  }
  const std::string& file = lines.place().file;
  const std::vector<Element> elements = elements_of_atoms(header, labels, file, notes);
  std::vector<Site> sites;
  for (std::size_t i = 0; i < positions.size(); ++i) sites.push_back({elements[i], positions[i]});
  return {header.lattice, std::move(sites), file};
}

bool is_mode_word(std::string_view word) {
  const std::string bare = in_lower_case(std::string(word));
  return bare == "direct" || bare == "cartesian";
}

/// Whether the next line begins a further frame of a trajectory: "Direct configuration=     2".
bool is_frame(const Lines& lines) {
  const Words words = peeked_words(lines);
  return !words.empty() &&
         (words[0].starts_with("Konfig=") || (words.size() > 1 && is_mode_word(words[0]) &&
                                              in_lower_case(std::string(words[1])).starts_with("configuration")));
}

/// What VASP writes after the positions: numbers, a word for the kind of velocities, and the heading of those of the
/// lattice.
bool is_motion(const Words& words) {
  return words.empty() || (words.size() == 1 && is_mode_word(words[0])) ||
         (words.size() > 1 && words[0] == "Lattice" && words[1] == "velocities") ||
         std::all_of(words.begin(), words.end(), [](std::string_view word) { return try_parse_real(word); });
}

// Lines of symbols, and of counts, that are looked at to tell a header from zero velocities ("0 0 0"), which go on for as
// long as the file. Chosen: VASP 6 writes 20 words in each.
constexpr int kMaxHeaderLines = 20;

bool are_symbols(const Words& words) {
  return !words.empty() && std::all_of(words.begin(), words.end(), element_of_label);
}

/// Whether a further POSCAR begins at the next line: a scale and three vectors follow it. A title that could be a part of
/// the velocities needs the lines of elements and mode, too.
bool is_header(Lines lines) {
  const auto are_numbers = [](const Words& words, std::size_t count) {
    return words.size() >= count && std::all_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count),
                                                [](std::string_view word) { return try_parse_real(word); });
  };
  const auto next = [&lines] { return lines.exhausted() ? Words{} : without_comment(lines.next_words("a line")); };
  const Words title = next();
  if (!are_numbers(next(), 1)) return false;
  for (int vector = 0; vector < 3; ++vector)
    if (!are_numbers(next(), 3)) return false;
  if (!is_motion(title)) return true;
  Words words = next();
  for (int line = 0; line < kMaxHeaderLines && are_symbols(words); ++line) words = next();
  if (!all_counts(words)) return false;
  for (int line = 0; line < kMaxHeaderLines && all_counts(words); ++line) words = next();
  return !words.empty() && std::string_view("SsCcKkDd").find(words[0][0]) != std::string_view::npos;
}

/// Goes to the next structure or to the end. Text on the way is a remark; text with positions after it was a structure.
void skip_to_next(Lines& lines, ReadNotes& notes) {
  std::int64_t first = 0;
  std::string text;
  while (!lines.ended() && !is_frame(lines) && !is_header(lines)) {
    const std::string_view line = lines.next("a line");
    const Words words = split_words(line);
    if (first != 0 && words.size() == 1 && is_mode_word(words[0]))
      throw ParseError(lines.place().file, first,
                       "expected a further POSCAR (title, scale, three vectors), got '" + text + "'");
    if (first != 0 || is_motion(words)) continue;
    first = lines.place().line;
    text = printable(line);
  }
  if (first != 0)
    notes.remarks.push_back(lines.place().file + ":" + std::to_string(first) +
                            ": text after the coordinates is not read: '" + text + "'");
}

}  // namespace

Structure parse_poscar(std::string_view text, const std::string& file) {
  Lines lines(text, file);
  ReadNotes notes;
  const Header header = read_header(lines);
  return read_positions(header, lines, notes);
}

std::vector<Structure> parse_poscars(std::string_view text, const std::string& file, ReadNotes& notes) {
  Lines lines(text, file);
  std::optional<Header> header;
  std::vector<Structure> structures;
  ReadCounts counts;
  while (structures.empty() || !lines.ended()) {
    if (!header || !is_frame(lines)) header.emplace(read_header(lines));
    structures.push_back(read_positions(*header, lines, notes));
    counts.add(structures.back().size(), file);
    skip_to_next(lines, notes);
  }
  if (structures.size() > 1)
    for (std::size_t i = 0; i < structures.size(); ++i)
      structures[i] = structures[i].named(file + "#" + std::to_string(i + 1));
  return structures;
}

std::string poscar_text(const Structure& structure, std::string_view comment) {
  const auto [rows, sites] = conventions::right_handed(structure);
  std::vector<Element> kinds;
  for (const Site& site : sites)
    if (std::find(kinds.begin(), kinds.end(), site.element) == kinds.end()) kinds.push_back(site.element);

  const auto line_of = [](const std::array<double, 3>& numbers) {
    return "  " + exact_text(numbers[0]) + " " + exact_text(numbers[1]) + " " + exact_text(numbers[2]) + "\n";
  };
  std::string text = conventions::one_line(comment) + "\n1.0\n";
  for (const Cartesian& row : rows) text += line_of(row.components);
  std::string symbols;
  std::string counts;
  std::string coordinates;
  for (const Element kind : kinds) {
    std::int64_t count = 0;
    for (const Site& site : sites) {
      if (site.element != kind) continue;
      coordinates += line_of(site.position.components);
      ++count;
    }
    symbols += (symbols.empty() ? "" : " ") + std::string(kind.symbol());
    counts += (counts.empty() ? "" : " ") + std::to_string(count);
  }
  return text + symbols + "\n" + counts + "\nDirect\n" + coordinates;
}

}  // namespace crystalgan
