#include "crystalgan/crystal/element.hpp"

#include <algorithm>
#include <array>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/element_table.hpp"

namespace crystalgan {
namespace {

const TabulatedElement& row_of(int number) { return kElementTable[static_cast<std::size_t>(number - 1)]; }

// The last element of each period.
constexpr std::array<int, 7> kNobleGases{2, 10, 18, 36, 54, 86, 118};

std::optional<double> known(double number) { return number > 0.0 ? std::optional(number) : std::nullopt; }

}  // namespace

std::optional<Element> Element::find(std::string_view symbol) {
  for (std::size_t i = 0; i < kElementTable.size(); ++i)
    if (kElementTable[i].symbol == symbol) return Element(static_cast<std::uint8_t>(i + 1));
  return std::nullopt;
}

Element Element::from_symbol(std::string_view symbol) {
  if (const auto element = find(symbol)) return *element;
  throw StructureError("expected the symbol of an element, got '" + printable(symbol) + "'");
}

Element Element::from_atomic_number(int number) {
  if (number < 1 || number > static_cast<int>(kElementTable.size()))
    throw StructureError("atomic number: expected 1 to 118, got " + std::to_string(number));
  return Element(static_cast<std::uint8_t>(number));
}

std::string_view Element::symbol() const { return row_of(number_).symbol; }
double Element::mass() const { return row_of(number_).mass; }
double Element::covalent_radius() const { return row_of(number_).covalent_radius; }
std::optional<double> Element::metallic_radius() const { return known(row_of(number_).metallic_radius); }
std::optional<double> Element::electronegativity() const { return known(row_of(number_).electronegativity); }
std::optional<double> Element::atomic_volume() const { return known(row_of(number_).atomic_volume); }
std::optional<int> Element::mendeleev_number() const {
  const int number = row_of(number_).mendeleev_number;
  return number > 0 ? std::optional(number) : std::nullopt;
}

std::optional<double> Element::atomic_radius() const { return known(row_of(number_).atomic_radius); }

int Element::period() const {
  int period = 1;
  for (const int noble_gas : kNobleGases) period += number_ > noble_gas ? 1 : 0;
  return period;
}

int Element::group() const {
  if (number_ == 2) return 18;
  const int before = period() == 1 ? 0 : kNobleGases[static_cast<std::size_t>(period() - 2)];
  const int length = kNobleGases[static_cast<std::size_t>(period() - 1)] - before;
  const int place = number_ - before;
  if (place <= 2) return place;
  const int from_end = length - place;
  return std::max(3, 18 - from_end);  // short periods have no groups 3 to 12, long ones 15 elements in group 3
}

bool Element::is_metal() const { return row_of(number_).metallic_radius > 0.0; }
double Element::contact_radius() const { return metallic_radius().value_or(covalent_radius()); }

std::span<const std::int8_t> Element::oxidation_states() const {
  const auto& row = row_of(number_);
  return {row.oxidation_states.data(), static_cast<std::size_t>(row.oxidation_state_count)};
}

std::span<const std::int8_t> Element::common_positive_states() const {
  const auto& row = row_of(number_);
  return {row.common_positive_states.data(), static_cast<std::size_t>(row.common_positive_state_count)};
}

}  // namespace crystalgan
