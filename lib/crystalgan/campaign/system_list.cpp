#include "crystalgan/campaign/system_list.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/methods/symmetry_model.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/wyckoff/recognition.hpp"

namespace crystalgan {
namespace {

constexpr int kSeedShift = 11;  // seeds are whole numbers below 2^53, as those of runs

bool is_before(Element one, Element other) { return one.symbol() < other.symbol(); }

// The words of a text, each with its line; '#' begins a remark, a comma is a blank.
struct PlacedWords {
  std::int64_t line;
  std::vector<std::string> words;
};

std::vector<PlacedWords> placed_words(std::string_view text) {
  std::vector<PlacedWords> lines;
  std::istringstream stream{std::string(text)};
  std::string line;
  for (std::int64_t number = 1; std::getline(stream, line); ++number) {
    line.resize(std::min(line.size(), line.find('#')));
    std::ranges::replace(line, ',', ' ');
    const auto words = split_words(line);
    if (!words.empty()) lines.push_back({number, {words.begin(), words.end()}});
  }
  return lines;
}

Element metal_of(const std::string& word, Element x, const std::string& file, std::int64_t line) {
  const auto element = Element::find(word);
  if (!element) throw ParseError(file, line, "expected the symbol of a metal, got '" + printable(word) + "'");
  if (*element == x) throw ParseError(file, line, "expected a metal, got " + word + ", which is X");
  return *element;
}

// "Ni-Pd-H" or "Ni Pd H".
MetalPair pair_of(const PlacedWords& line, Element x, const std::string& file) {
  std::string joined = join(line.words, " ");
  std::ranges::replace(joined, '-', ' ');
  const auto words = split_words(joined);
  if (words.size() != 3 || Element::find(words[2]) != x)
    throw ParseError(file, line.line,
                     "expected a system such as Ni-Pd-" + std::string(x.symbol()) + ", got '" +
                         printable(join(line.words, " ")) + "'");
  Element a = metal_of(std::string(words[0]), x, file, line.line);
  Element b = metal_of(std::string(words[1]), x, file, line.line);
  if (a == b) throw ParseError(file, line.line, "expected two metals, got " + printable(joined));
  return is_before(b, a) ? MetalPair(b, a) : MetalPair(a, b);
}

std::set<wyckoff::Template> types_of(const BinaryPool& pool, Element metal, Element x) {
  const std::map<Element, wyckoff::Role> roles{{metal, wyckoff::Role::a}, {x, wyckoff::Role::x}};
  std::set<wyckoff::Template> types;
  for (const BinaryEntry& entry : pool.of(metal, x))
    if (auto type = wyckoff::template_of(pool.structure_of(entry), roles)) types.insert(std::move(*type));
  return types;
}

// Relative to a system of few binaries. docs/reference/campaigns.md has what was measured: listing and relaxing take nearly
// the same for all, and each binary is relabelled and compared.
double cost_of(std::int64_t binaries) { return 1.0 + 0.01 * static_cast<double>(binaries); }

}  // namespace

BinaryPool known_binaries(const Configuration& configuration, std::map<std::string, std::string>& checksums) {
  const std::string& file = configuration.symmetry.learned;
  if (file.empty()) {
    add_shipped_data(configuration, checksums);
    return shipped_model().binaries;
  }
  const std::string text = read_file(file);
  checksums[file] = sha256(text);
  return parse_model(text, file).binaries;
}

std::vector<Element> metals_with(const BinaryPool& pool, Element x) {
  std::vector<Element> metals;
  for (const Element metal : pool.metals())
    if (metal != x && metal.is_metal() && !pool.of(metal, x).empty()) metals.push_back(metal);
  std::ranges::sort(metals, is_before);
  return metals;
}

std::vector<Element> parse_metals(std::string_view text, const std::string& file, Element x) {
  std::vector<Element> metals;
  for (const PlacedWords& line : placed_words(text))
    for (const std::string& word : line.words) {
      metals.push_back(metal_of(word, x, file, line.line));
      if (std::ranges::count(metals, metals.back()) > 1) throw ParseError(file, line.line, word + " stands twice");
    }
  if (metals.size() < 2) throw ParseError(file, 0, "expected two metals or more");
  std::ranges::sort(metals, is_before);
  return metals;
}

std::vector<MetalPair> pairs_of(const std::vector<Element>& metals) {
  std::vector<MetalPair> pairs;
  for (std::size_t i = 0; i < metals.size(); ++i)
    for (std::size_t j = i + 1; j < metals.size(); ++j) pairs.emplace_back(metals[i], metals[j]);
  return pairs;
}

std::vector<MetalPair> parse_pairs(std::string_view text, const std::string& file, Element x) {
  std::vector<MetalPair> pairs;
  std::set<MetalPair> seen;
  for (const PlacedWords& line : placed_words(text)) {
    pairs.push_back(pair_of(line, x, file));
    if (!seen.insert(pairs.back()).second)
      throw ParseError(file, line.line, printable(join(line.words, " ")) + " stands twice");
  }
  if (pairs.empty()) throw ParseError(file, 0, "expected one system or more");
  return pairs;
}

std::vector<CampaignSystem> campaign_systems(const std::vector<MetalPair>& pairs, Element x, const BinaryPool& pool,
                                             Seed seed) {
  if (pairs.size() > kMaxCampaignSystems)
    throw ConfigError("--metals", "expected at most " + std::to_string(kMaxCampaignSystems) + " systems, got " +
                                      std::to_string(pairs.size()));
  std::map<Element, std::set<wyckoff::Template>> types;
  for (const auto& [a, b] : pairs)
    for (const Element metal : {a, b})
      if (!types.contains(metal)) types[metal] = types_of(pool, metal, x);
  std::vector<CampaignSystem> systems;
  for (const auto& [a, b] : pairs) {
    CampaignSystem system;
    system.number = std::ssize(systems) + 1;
    system.a = a.symbol();
    system.b = b.symbol();
    system.x = x.symbol();
    system.name = system.a + "-" + system.b + "-" + system.x;
    system.isotypic = std::ranges::any_of(
        types[a], [&other = types[b]](const wyckoff::Template& type) { return other.contains(type); });
    system.binaries_a = std::ssize(pool.of(a, x));
    system.binaries_b = std::ssize(pool.of(b, x));
    system.seed = static_cast<std::int64_t>(seed.derive("system/" + system.name).value() >> kSeedShift);
    system.cost = cost_of(system.binaries_a + system.binaries_b);
    systems.push_back(std::move(system));
  }
  return systems;
}

}  // namespace crystalgan
