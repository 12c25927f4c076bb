#include "crystalgan/chemistry/formula_potential.hpp"

#include <algorithm>
#include <array>

#include "crystalgan/chemistry/anion.hpp"

namespace crystalgan {
namespace {

// A metal that is an anion, all chosen: contacts with X and with itself, and a radius of silicon, which stands in its place
// beside the other metal. Å.
constexpr double kMetalAnionToX = 2.1;
constexpr double kMetalAnionToItself = 2.7;
constexpr double kSiliconRadius = 1.10;
constexpr double kUnknownMetalRadius = 1.4;
constexpr double kBeyondX = 0.8;  // to the other metal where it has no silicide

std::optional<double> contact_between_metals(ContactLengths& contacts, Element anion_like, Element other, Element x,
                                             double other_valence) {
  static const Element silicon = Element::from_symbol("Si");
  if (const auto contact = contacts.at_valence(other, silicon, std::max(other_valence, 1.0)))
    return *contact + anion_like.atomic_radius().value_or(kUnknownMetalRadius) - kSiliconRadius;
  if (const auto contact = contacts.known_or_estimated(other, x, other_valence)) return *contact + kBeyondX;
  return std::nullopt;
}

}  // namespace

std::optional<IonicModel> formula_potential(ContactLengths& contacts, const ChemicalSystem& system,
                                            const RankedFormula& formula) {
  const Anion& anion = require_anion(system.x);
  const double needed = static_cast<double>(anion.charge) * formula.formula.x;
  const double given = formula.formula.a * formula.valence_a + formula.formula.b * formula.valence_b;
  if (!(given > 0.0)) return std::nullopt;
  const std::array<Element, 2> metals{system.a, system.b};
  const std::array<double, 2> valences{formula.valence_a * needed / given, formula.valence_b * needed / given};
  IonicModel model;
  model.charges = {valences[0], valences[1], -static_cast<double>(anion.charge)};
  model.set_contact(2, 2, anion.contact);
  for (std::size_t i = 0; i < 2; ++i) {
    if (valences[i] < 0.0) {
      model.set_contact(i, 2, kMetalAnionToX);
      model.set_contact(i, i, kMetalAnionToItself);
      const auto contact = contact_between_metals(contacts, metals[i], metals[1 - i], system.x, valences[1 - i]);
      if (!contact) return std::nullopt;
      model.set_contact(0, 1, *contact);
    } else {
      const auto contact = contacts.known_or_estimated(metals[i], system.x, valences[i]);
      if (!contact) return std::nullopt;
      model.set_contact(i, 2, *contact);
    }
  }
  return model;
}

}  // namespace crystalgan
