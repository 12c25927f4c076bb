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
    if (*count > conventions::kMaxAtoms || (atoms += *count) > conventions::kMaxAtoms)
      lines.fail("expected at most " + std::to_string(conventions::kMaxAtoms) + " atoms, got more");
    counts.push_back(*count);
  }
  return counts;
}

/// VASP 4 has no line of symbols: many programs put them into the first line.
std::vector<Element> elements_of_title(std::string_view title, std::size_t kinds, const Lines& lines) {
  std::vector<Element> elements;
  const Words words = without_comment(split_words(title));
  for (const std::string_view word : words)
    if (const auto element = element_of_label(word)) elements.push_back(*element);
  if (elements.size() != kinds || words.size() != kinds)
    lines.fail("expected element symbols here (VASP 5), or " + std::to_string(kinds) +
               " of them as line 1 (VASP 4), got '" + printable(title) + "' as line 1");
  return elements;
}

/// One element per atom, from the lines of symbols and counts.
std::vector<Element> read_elements(Lines& lines, std::string_view title) {
  Words words = without_comment(lines.next_words("element symbols or counts of atoms"));
  if (words.empty()) lines.fail("expected element symbols or counts of atoms, got an empty line");
  std::vector<Element> kinds;
  const bool has_symbols = std::string_view("+-.0123456789").find(words.front().front()) == std::string_view::npos;
  if (has_symbols) {
    kinds = elements_of_labels(words, lines);
    words = without_comment(lines.next_words("counts of atoms"));
  }
  const std::vector<std::int64_t> counts = parse_counts(words, lines);
  if (!has_symbols) kinds = elements_of_title(title, counts.size(), lines);
  if (counts.size() != kinds.size())
    lines.fail("expected " + std::to_string(kinds.size()) + " counts for " + std::to_string(kinds.size()) +
               " elements, got " + std::to_string(counts.size()));
  std::vector<Element> atoms;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind)
    atoms.insert(atoms.end(), static_cast<std::size_t>(counts[kind]), kinds[kind]);
  if (atoms.empty()) lines.fail("expected at least one atom, got none");
  return atoms;
}

/// Whether the coordinates are Cartesian. VASP looks at the first letter only.
bool read_is_cartesian(Lines& lines) {
  Words words = lines.next_words("Direct or Cartesian");
  if (!words.empty() && (words.front().front() == 'S' || words.front().front() == 's'))
    words = lines.next_words("Direct or Cartesian");
  const char letter = words.empty() ? ' ' : words.front().front();
  const bool cartesian = letter == 'C' || letter == 'c' || letter == 'K' || letter == 'k';
  if (!cartesian && letter != 'D' && letter != 'd')
    lines.fail("expected Direct or Cartesian, got '" + (words.empty() ? "" : printable(words.front())) + "'");
  return cartesian;
}

}  // namespace

Structure parse_poscar(std::string_view text, const std::string& file) {
  Lines lines(text, file);
  const std::string_view title = lines.next("a comment line");
  Scale scale = read_scale(lines);
  const Lattice lattice = read_lattice(lines, scale);
  const std::vector<Element> elements = read_elements(lines, title);
  const bool cartesian = read_is_cartesian(lines);
  std::vector<Site> sites;
  const std::string expected = "the coordinates of " + std::to_string(elements.size()) + " atoms";
  for (const Element element : elements) {
    const auto numbers = three_numbers(lines.next_words(expected), "coordinates", lines);
    sites.push_back({element, cartesian ? lattice.fractional(scaled(numbers, scale))
                                        : Fractional{numbers[0], numbers[1], numbers[2]}});
  }
  return {lattice, std::move(sites), file};
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
