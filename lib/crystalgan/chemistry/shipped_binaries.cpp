#include "crystalgan/chemistry/shipped_binaries.hpp"

#include <cstdint>
#include <optional>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kWordsBeforePositions = 12;
constexpr std::int64_t kMaxAtomsPerElement = 10'000;  // chosen: more is a broken file

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

}  // namespace

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
