#include "crystalgan/chemistry/contact_lengths.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/potentials/ionic/ionic_relaxation.hpp"
#include "tests/chemistry/binaries.hpp"

namespace crystalgan {
namespace {

const Element kOxygen = Element::from_symbol("O");

TEST(ContactLengths, LeaveABinaryAtItsVolume) {
  const BinaryPool pool({test::rocksalt_of("Mg", "O", 4.21), test::fluorite_of("Zr", "O", 5.1)});
  for (const BinaryEntry& entry : pool.entries()) {
    const Structure& structure = pool.structure_of(entry);
    const auto contact = contact_of(structure, entry);
    ASSERT_TRUE(contact);
    IonicModel model;
    model.charges = {entry.valence, 0.0, -2.0};
    model.set_contact(0, 2, *contact);
    model.set_contact(2, 2, require_anion(kOxygen).contact);
    IonicCell cell{structure.lattice().rows(), {}, {}};
    for (const Site& site : structure.sites()) {
      cell.positions.push_back(structure.lattice().cartesian(site.position));
      cell.kinds.push_back(site.element == kOxygen ? 2 : 0);
    }
    const IonicTerms terms = ionic_energy(model, cell);
    EXPECT_NEAR(terms.strain[0][0] + terms.strain[1][1] + terms.strain[2][2], 0.0, 1e-4) << structure.name();
    IonicRelaxation(kExactAccuracy).relax(model, cell, 50);
    EXPECT_NEAR(cell_volume(cell.rows) / structure.lattice().volume(), 1.0, 1e-3) << structure.name();
  }
}

TEST(ContactLengths, AreNothingWhereRepulsionAloneIsTooMuch) {
  const BinaryPool pool({test::rocksalt_of("Mg", "O", 1.8)});  // O-O at 1.3 Å
  EXPECT_EQ(ContactLengths(pool).at_valence(Element::from_symbol("Mg"), kOxygen, 2.0), std::nullopt);
}

TEST(ContactLengths, AtAValenceAreAMeanOfTheBinariesMovedThere) {
  const BinaryPool pool({test::rocksalt_of("Ti", "O", 4.2), test::fluorite_of("Ti", "O", 4.8, 0.1)});
  ContactLengths contacts(pool);
  const double two = *contacts.of(pool.entries()[0]), four = *contacts.of(pool.entries()[1]);
  const double w_two = std::exp(-1.0 / 0.4), w_four = std::exp(-1.0 / 0.4 - 1.0);
  EXPECT_NEAR(*contacts.at_valence(Element::from_symbol("Ti"), kOxygen, 3.0),
              (w_two * (two + 0.0509) + w_four * (four - 0.0509)) / (w_two + w_four), 1e-9);
  EXPECT_EQ(contacts.at_valence(Element::from_symbol("Zr"), kOxygen, 4.0), std::nullopt);
}

TEST(ContactLengths, OfTheShippedBinariesAreThoseOfThePrototype) {
  ContactLengths contacts(shipped_pool());
  // 2.5103 and 2.3307 with a strain derivative that is off by up to 0.1 eV
  EXPECT_NEAR(*contacts.at_valence(Element::from_symbol("Sr"), kOxygen, 2.0), 2.5103, 0.001);
  EXPECT_NEAR(*contacts.at_valence(Element::from_symbol("Ti"), kOxygen, 4.0), 2.3307, 0.001);
}

}  // namespace
}  // namespace crystalgan
