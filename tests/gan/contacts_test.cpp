#include "crystalgan/gan/contacts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "crystalgan/core/error.hpp"
#include "tests/gan/atom_batches.hpp"
#include "tests/support/cells.hpp"
#include "tests/support/gradient_check.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::cell;
using test::check_gradient;
using test::combined;
using test::cube;
using test::leaf;
using test::stacked;

at::Tensor distances(const AtomBatch& atoms, const std::vector<Contact>& contacts) {
  return contact_distances(atoms, AtomNumbers(atoms), contacts);
}

// Every cell of three_cells() and a nearly singular one, four atoms each.
AtomBatch four_cells(Random& random) {
  std::vector<AtomBatch> structures;
  const auto add = [&](const Basis& basis) {
    std::vector<Cartesian> atoms;
    for (int i = 0; i < 4; ++i)
      atoms.push_back(random.uniform() * basis[0] + random.uniform() * basis[1] + random.uniform() * basis[2]);
    structures.push_back(cell(basis, atoms));
  };
  for (const auto& [name, basis] : test::three_cells()) add(basis);
  add({Cartesian{3, 1, 0}, Cartesian{3, 1.001, 0}, Cartesian{0, 2, 1}});
  return stacked(structures, 1);
}

TEST(Contacts, OfASearchAreAllPairsAndOwnImagesAtTheirNearest) {
  Random random(Seed(1));
  const AtomBatch atoms = four_cells(random);
  atoms.present[0][1][2].fill_(false);
  const AtomNumbers numbers(atoms);
  ContactSearch periodic(numbers, true);
  ContactSearch within(numbers, false);
  for (std::int64_t of = 0; of < 4; ++of) {
    const std::size_t held = of == 1 ? 3 : 4;
    EXPECT_EQ(within.of(of).size(), held * (held - 1) / 2);
    for (const auto& [contact, square] : within.of(of)) EXPECT_EQ(contact.image, (ImageIndex{0, 0, 0}));
    EXPECT_EQ(periodic.of(of).size(), held * (held + 1) / 2);
    for (const auto& [contact, square] : periodic.of(of)) {
      EXPECT_EQ(contact.cell, of);
      EXPECT_TRUE(contact.from / 4 == of && contact.to / 4 == of);
      EXPECT_NE(contact.from, 6);
      EXPECT_NE(contact.to, 6);
      const Cartesian apart = numbers.reach(contact);
      EXPECT_NEAR(square, dot(apart, apart), 1e-9);
      const bool own = contact.from == contact.to;
      EXPECT_TRUE(!own || contact.image != ImageIndex{});
      double least = std::numeric_limits<double>::infinity();
      for (std::int64_t i = -4; i <= 4; ++i)
        for (std::int64_t j = -4; j <= 4; ++j)
          for (std::int64_t k = -4; k <= 4; ++k)
            if (!own || i != 0 || j != 0 || k != 0)
              least = std::min(least, length(numbers.position(contact.to) - numbers.position(contact.from) +
                                             combined({i, j, k}, numbers.basis(of))));
      EXPECT_LE(std::sqrt(square), least + 1e-9);
    }
  }
}

TEST(Contacts, GradientsOfTheirDistancesAreThoseOfCentralDifferences) {
  Random random(Seed(2));
  AtomBatch atoms = four_cells(random);
  atoms.lattice = leaf(atoms.lattice);
  atoms.positions = leaf(atoms.positions);
  // pairs both ways, an own image, the same contact twice, far images of the last cell
  const std::vector<Contact> contacts{{0, 0, 1, {0, 0, 0}},   {0, 1, 0, {1, -1, 2}},  {1, 5, 5, {0, 1, -1}},
                                      {2, 8, 11, {-3, 2, 1}}, {2, 8, 11, {-3, 2, 1}}, {3, 12, 15, {7, -7, 1}}};
  const auto weights = test::numbers({1.0, -0.7, 2.0, 0.3, 0.9, 1.1});
  const auto check = check_gradient([&] { return (distances(atoms, contacts).square() * weights).sum(); },
                                    {atoms.lattice, atoms.positions});
  EXPECT_LT(check.worst, 1e-6) << check.where;
  EXPECT_GT(check.largest, 1.0);
}

TEST(Contacts, AtomsOnTopOfEachOtherGetGradientZero) {
  for (const auto type : {at::kFloat, at::kDouble}) {
    AtomBatch atoms = cell({Cartesian{3, 0, 0}, Cartesian{3, 0, 0}, Cartesian{}}, {{1, 2, 3}, {1, 2, 3}, {2, 2, 3}});
    atoms.lattice = atoms.lattice.to(type).requires_grad_(true);
    atoms.positions = atoms.positions.to(type).requires_grad_(true);
    const auto of = distances(atoms, {{0, 0, 1, {0, 0, 0}}, {0, 0, 0, {0, 0, 1}}, {0, 0, 1, {1, -1, 5}}});
    EXPECT_EQ(of.scalar_type(), type);
    EXPECT_NEAR(of.max().item<double>(), 1e-6, 1e-12);
    const auto gradients = torch::autograd::grad({of.sum()}, {atoms.lattice, atoms.positions});
    for (const auto& gradient : gradients) {
      EXPECT_EQ(gradient.scalar_type(), type);
      EXPECT_TRUE(gradient.equal(at::zeros_like(gradient)));
    }
  }
}

TEST(Contacts, NoneHaveNoDistancesAndGradientZero) {
  AtomBatch atoms = cell(cube(3.0), {{0, 0, 0}});
  atoms.positions = leaf(atoms.positions);
  const auto none = distances(atoms, {});
  EXPECT_EQ(none.sizes(), at::IntArrayRef({0}));
  const auto gradient = torch::autograd::grad({none.sum()}, {atoms.positions})[0];
  EXPECT_TRUE(gradient.equal(at::zeros_like(gradient)));
}

TEST(Contacts, AreMeasuredInDoubleAlsoOfFloats) {
  // 1/3 Å between places 1000 Å away: their float difference is exact, its square is not
  AtomBatch atoms = cell(cube(3.0), {{1000, 1000, 1000}, {1000.3333, 1000.7777, 1000.1111}});
  atoms.lattice = atoms.lattice.to(at::kFloat);
  atoms.positions = atoms.positions.to(at::kFloat);
  const auto apart = (atoms.positions[0][0][1] - atoms.positions[0][0][0]).to(at::kDouble);
  const auto expected = apart.square().sum().sqrt().to(at::kFloat);
  EXPECT_TRUE(distances(atoms, {{0, 0, 1, {0, 0, 0}}})[0].equal(expected));
}

TEST(Contacts, NumbersRefuseOtherShapesByName) {
  const AtomBatch atoms = cell(cube(3.5), {{0, 0, 0}, {1, 0, 0}});
  EXPECT_NO_THROW(AtomNumbers(atoms, 2));
  try {
    AtomNumbers(atoms, 3);
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(), "atom positions: expected [*, *, 3, 3], got [1, 1, 2, 3]");
  }
}

}  // namespace
}  // namespace crystalgan
