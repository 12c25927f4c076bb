#include "crystalgan/chemistry/shipped_binaries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kWordsBeforePositions = 12;
constexpr int kLengthDecimals = 8, kAngleDecimals = 6;  // chosen: far below any tolerance
constexpr std::int64_t kMaxAtomsPerElement = 10'000;    // chosen: more is a broken file

struct ElementCount {
  Element element;
  std::size_t atoms;
};

ElementCount parse_count(std::string_view symbol, std::string_view count, const Place& place) {
  const std::optional<Element> element = Element::find(symbol);
  if (!element) throw ParseError(place.file, place.line, "expected an element, got '" + printable(symbol) + "'");
  const std::optional<std::int64_t> atoms = try_parse_count(count);
  if (!atoms || *atoms < 1 || *atoms > kMaxAtomsPerElement)
    throw ParseError(place.file, place.line, "expected a number of atoms, got '" + printable(count) + "'");
  return {*element, static_cast<std::size_t>(*atoms)};
}

PooledBinary parse_line(const std::vector<std::string_view>& words, const Place& place) {
  if (words.size() < kWordsBeforePositions)
    throw ParseError(
        place.file, place.line,
        "expected an identifier, an energy, six cell parameters and two elements with their numbers, got " +
            std::to_string(words.size()) + " words");
  std::optional<double> hull_energy;
  if (words[1] != "-") hull_energy = parse_real(words[1], "energy above the hull", place);
  double cell[6];
  for (std::size_t i = 0; i < 6; ++i) cell[i] = parse_real(words[2 + i], "cell parameter", place);
  const ElementCount counts[2] = {parse_count(words[8], words[9], place), parse_count(words[10], words[11], place)};
  const std::size_t expected = kWordsBeforePositions + 3 * (counts[0].atoms + counts[1].atoms);
  if (words.size() != expected)
    throw ParseError(
        place.file, place.line,
        "expected " + std::to_string(expected) + " words for these atoms, got " + std::to_string(words.size()));
  std::vector<Site> sites;
  sites.reserve(counts[0].atoms + counts[1].atoms);
  std::size_t word = kWordsBeforePositions;
  for (const ElementCount& count : counts)
    for (std::size_t atom = 0; atom < count.atoms; ++atom, word += 3)
      sites.push_back({count.element,
                       {parse_real(words[word], "coordinate", place), parse_real(words[word + 1], "coordinate", place),
                        parse_real(words[word + 2], "coordinate", place)}});
  try {
    return {Structure(Lattice::from_parameters(cell[0], cell[1], cell[2], cell[3], cell[4], cell[5]), std::move(sites),
                      std::string(words[0])),
            hull_energy};
  } catch (const StructureError& error) {
    throw ParseError(place.file, place.line, error.what());
  }
}

// "4.00669", "0.75", "0": without zeros at the end.
std::string short_text(double number, int decimals) {
  std::string text = fmt::format("{:.{}f}", number, decimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

// ".75": from 0 to below 1 also after rounding, without the zero in front.
std::string fraction_text(double coordinate) {
  const std::string text = short_text(coordinate - std::floor(coordinate), kLengthDecimals);
  if (text == "1") return "0";
  return text.starts_with("0.") ? text.substr(1) : text;
}

// A name that is one word and no remark.
std::string word_of(std::string name) {
  std::ranges::replace_if(
      name, [](char letter) { return static_cast<unsigned char>(letter) <= ' '; }, '_');
  if (name.empty() || name.front() == '#') name.insert(name.begin(), '_');
  return name;
}

std::string line_of(const PooledBinary& binary) {
  const Structure& structure = binary.structure;
  // Lengths and angles do not tell a left-handed cell: inverted, it is right-handed with the same ones.
  const double sign = structure.lattice().right_handed() ? 1.0 : -1.0;
  std::string text =
      word_of(structure.name()) + ' ' + (binary.hull_energy ? short_text(*binary.hull_energy, kLengthDecimals) : "-");
  for (const double length : structure.lattice().lengths()) text += ' ' + short_text(length, kLengthDecimals);
  for (const double angle : structure.lattice().angles()) text += ' ' + short_text(angle, kAngleDecimals);
  std::map<std::string_view, int> counts;
  for (const auto& [element, count] : structure.composition()) counts[element.symbol()] = count;
  for (const auto& [symbol, count] : counts) text += ' ' + std::string(symbol) + ' ' + std::to_string(count);
  for (const auto& [symbol, count] : counts)
    for (const Site& site : structure.sites())
      if (site.element.symbol() == symbol)
        for (std::size_t axis = 0; axis < 3; ++axis) text += ' ' + fraction_text(sign * site.position[axis]);
  return text;
}

}  // namespace

std::string binaries_text(const std::vector<PooledBinary>& binaries) {
  std::string text;
  for (const PooledBinary& binary : binaries) text += line_of(binary) + '\n';
  return text;
}

std::vector<PooledBinary> parse_binaries(std::string_view text, const std::string& file) {
  std::vector<PooledBinary> binaries;
  Place place{file, 0};
  while (!text.empty()) {
    ++place.line;
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with('#')) continue;
    const std::vector<std::string_view> words = split_words(line);
    if (!words.empty()) binaries.push_back(parse_line(words, place));
  }
  return binaries;
}

const BinaryPool& shipped_pool() {
  static const BinaryPool pool(parse_binaries(kShippedBinaries, "data/binaries.txt"));
  return pool;
}

}  // namespace crystalgan
