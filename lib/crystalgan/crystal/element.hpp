#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crystalgan {

/// A chemical element, hydrogen (1) to oganesson (118). Compares by atomic number.
class Element {
 public:
  /// From "Pd", exactly spelt. Throws StructureError.
  static Element from_symbol(std::string_view symbol);
  /// Nothing where no element is spelt so.
  static std::optional<Element> find(std::string_view symbol);
  /// Throws StructureError outside 1 to 118.
  static Element from_atomic_number(int number);

  int atomic_number() const { return number_; }
  std::string_view symbol() const;
  double mass() const;                                    ///< standard atomic weight, u
  double covalent_radius() const;                         ///< Å; Cordero et al., Dalton Trans. 2832 (2008)
  std::optional<double> metallic_radius() const;          ///< Å, twelve-coordinated; nothing for non-metals
  std::optional<double> electronegativity() const;        ///< Pauling scale
  std::span<const std::int8_t> oxidation_states() const;  ///< known ones, ascending
  /// The common ones of those above 0, ascending.
  std::span<const std::int8_t> common_positive_states() const;
  std::optional<double> atomic_radius() const;  ///< Å; Slater, J. Chem. Phys. 41, 3199 (1964)
  int group() const;                            ///< of the periodic table, 1 to 18; lanthanides and actinides 3
  int period() const;                           ///< 1 to 7
  std::optional<double> atomic_volume() const;  ///< Å^3 per atom of the solid element; nothing for gases and unknown
  /// The place of the element on Pettifor's string, 1 to 103: chemically similar elements are close to each other.
  /// Nothing beyond lawrencium.
  std::optional<int> mendeleev_number() const;
  bool is_metal() const;  ///< has a metallic radius

  /// The metallic radius of a metal, the covalent radius of any other element (Å).
  double contact_radius() const;

  friend auto operator<=>(const Element&, const Element&) = default;

 private:
  explicit constexpr Element(std::uint8_t number) : number_(number) {}
  std::uint8_t number_;
};

}  // namespace crystalgan
