#include "crystalgan/studies/known_systems.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/symmetry.hpp"

namespace crystalgan {
namespace {

// The elements except x, by symbol; nothing unless they are metals and x is present.
std::vector<Element> metals_beside(const Structure& structure, Element x) {
  std::vector<Element> metals;
  bool has_x = false;
  for (const auto& [element, count] : structure.composition()) {
    if (element == x)
      has_x = true;
    else if (element.is_metal())
      metals.push_back(element);
    else
      return {};
  }
  if (!has_x) return {};
  std::ranges::sort(metals, [](Element one, Element other) { return one.symbol() < other.symbol(); });
  return metals;
}

std::size_t primitive_size(const Structure& structure) {
  const auto primitive = primitive_cell(structure);
  return primitive ? primitive->size() : structure.size();
}

bool is_larger_than(const Structure& structure, std::size_t max_atoms) {
  return structure.size() > max_atoms && primitive_size(structure) > max_atoms;
}

// "Ba-Ti-O" or "O Ba Ti"; nothing for anything else.
std::optional<ChemicalSystem> system_in(std::string_view line) {
  std::vector<Element> elements;
  const bool x_is_last = line.find('-') != std::string_view::npos;
  std::string words(line);
  std::ranges::replace(words, '-', ' ');
  for (const std::string_view word : split_words(words)) {
    const auto element = Element::find(word);
    if (!element) return std::nullopt;
    elements.push_back(*element);
  }
  if (elements.size() != 3) return std::nullopt;
  if (!x_is_last) std::rotate(elements.begin(), elements.begin() + 1, elements.end());
  if (elements[1].symbol() < elements[0].symbol()) std::swap(elements[0], elements[1]);
  return ChemicalSystem{elements[0], elements[1], elements[2]};
}

}  // namespace

std::vector<KnownSystem> known_systems(const std::vector<Structure>& binaries, const std::vector<Structure>& ternaries,
                                       Element x) {
  std::map<Element, std::vector<Structure>> with_metal;
  for (const Structure& structure : binaries)
    if (const auto metals = metals_beside(structure, x); metals.size() == 1)
      with_metal[metals.front()].push_back(structure);
  std::map<std::pair<std::string_view, std::string_view>, KnownSystem> systems;
  for (const Structure& structure : ternaries) {
    const auto metals = metals_beside(structure, x);
    if (metals.size() != 2) continue;
    const auto a = with_metal.find(metals[0]);
    const auto b = with_metal.find(metals[1]);
    if (a == with_metal.end() || b == with_metal.end()) continue;
    const auto place = systems.try_emplace({metals[0].symbol(), metals[1].symbol()},
                                           KnownSystem{{metals[0], metals[1], x}, {a->second, b->second}, {}});
    place.first->second.ternaries.push_back(structure);
  }
  std::vector<KnownSystem> list;
  for (auto& [names, system] : systems) list.push_back(std::move(system));
  return list;
}

std::vector<KnownSystem> some_systems(const std::vector<KnownSystem>& systems, std::size_t count, Seed seed) {
  if (count >= systems.size()) return systems;
  Random random(seed);
  auto order = random.permutation(systems.size());
  order.resize(count);
  std::ranges::sort(order);
  std::vector<KnownSystem> some;
  for (const std::size_t index : order) some.push_back(systems[index]);
  return some;
}

std::vector<KnownSystem> with_small_ternaries(std::vector<KnownSystem> systems, std::size_t max_atoms) {
  if (max_atoms == 0) return systems;
  for (KnownSystem& system : systems)
    std::erase_if(system.ternaries, [&](const Structure& each) { return is_larger_than(each, max_atoms); });
  std::erase_if(systems, [](const KnownSystem& system) { return system.ternaries.empty(); });
  return systems;
}

std::vector<KnownSystem> named_systems(const std::vector<KnownSystem>& systems, Element x, const std::string& text,
                                       const std::string& file) {
  std::vector<KnownSystem> named;
  std::istringstream stream(text);
  std::string line;
  for (std::int64_t number = 1; std::getline(stream, line); ++number) {
    line.resize(std::min(line.size(), line.find('#')));
    if (split_words(line).empty()) continue;
    const auto system = system_in(line);
    if (!system) throw ParseError(file, number, "expected a system, A-B-X or 'X A B', got '" + printable(line) + "'");
    if (system->x != x) continue;
    const auto found =
        std::ranges::find_if(systems, [&](const KnownSystem& each) { return each.system.name() == system->name(); });
    if (found == systems.end())
      throw ParseError(file, number, "expected a system with known ternaries and both binaries, got " + system->name());
    named.push_back(*found);
  }
  if (named.empty()) throw ParseError(file, 0, "expected at least one system with " + std::string(x.symbol()));
  return named;
}

}  // namespace crystalgan
