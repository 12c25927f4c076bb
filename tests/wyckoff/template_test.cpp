#include "crystalgan/wyckoff/template.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "crystalgan/core/error.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan::wyckoff {
namespace {

TEST(TemplateText, OfPerovskiteIsReadAndWritten) {
  const Template perovskite = template_from_text("221 A1b B1a X3d");
  EXPECT_EQ(perovskite.space_group, 221);
  ASSERT_EQ(perovskite.orbits.size(), 3U);
  EXPECT_EQ(perovskite.orbits[2].role, Role::x);
  EXPECT_EQ(space_group_table(221).positions[perovskite.orbits[2].position].letter, 'd');
  EXPECT_EQ(to_text(perovskite), "221 A1b B1a X3d");
}

TEST(TemplateText, ComesBackSorted) {
  EXPECT_EQ(to_text(template_from_text("221 X3d A1b B1a")), "221 A1b B1a X3d");
  EXPECT_EQ(to_text(template_from_text("47 X8A A1a")), "47 A1a X8A");
  EXPECT_EQ(to_text(template_from_text("62 X4c X4c X8d A4c")), "62 A4c X8d X4c X4c");
}

TEST(TemplateText, ThatSaysNoTemplateIsRefused) {
  for (const char* text : {"", "221", "0 A1a", "231 A1a", "P1 A1a", "221 C1a", "221 A1", "221 Aa", "221 A1z", "221 A2a",
                           "221 A1ab", "221 A1a X1a", "221a A1a", "225 A1a"})
    EXPECT_THROW(template_from_text(text), StructureError) << text;
}

TEST(TemplateText, ErrorsSayWhatWasExpected) {
  try {
    template_from_text("221 A1b B2a X3d");
    FAIL();
  } catch (const StructureError& error) {
    EXPECT_STREQ(error.what(), "template '221 A1b B2a X3d': expected 1a in space group 221, got 'B2a'");
  }
}

TEST(Template, CountsAtomsOfThePrimitiveCell) {
  const Template rocksalt = template_from_text("225 A4a X4b");
  EXPECT_EQ(atoms(rocksalt), (RoleCounts{1, 0, 1}));
  EXPECT_EQ(formula_units(rocksalt), 1);
  const Template spinel = template_from_text("227 A8a B16d X32e");
  EXPECT_EQ(atoms(spinel), (RoleCounts{2, 4, 8}));
  EXPECT_EQ(formula(spinel), (RoleCounts{1, 2, 4}));
  EXPECT_EQ(formula_units(spinel), 2);
  EXPECT_EQ(parameters(spinel), 1);
  const Template gdfeo3 = template_from_text("62 A4c B4b X8d X4c");
  EXPECT_EQ(formula(gdfeo3), (RoleCounts{1, 1, 3}));
  EXPECT_EQ(formula_units(gdfeo3), 4);
  EXPECT_EQ(parameters(gdfeo3), 7);  // x and z of A and of one X, x, y and z of the other
}

TEST(Canonical, DescriptionsOfOneArrangementBecomeOne) {
  const auto canonical_text = [](const char* text) { return to_text(canonical(template_from_text(text))); };
  EXPECT_EQ(canonical_text("221 A1a B1b X3c"), canonical_text("221 A1b B1a X3d"));
  EXPECT_EQ(canonical_text("225 A4a X4b"), canonical_text("225 A4b X4a"));
  EXPECT_EQ(canonical_text("227 A8a B16d X32e"), canonical_text("227 A8b B16c X32e"));
  EXPECT_NE(canonical_text("221 A1b B1a X3d"), canonical_text("221 A1b B1a X3c"));  // X between A, or between B
  EXPECT_EQ(canonical_text("221 A1b B1a X3d"), "221 A1b B1a X3d");
}

TEST(Canonical, IsTheSameForAllImagesAndForItself) {
  for (const char* text : {"47 A1a B1b X2i X4z", "2 A1a A1d B2i X1g", "123 A1c B2g X4k", "194 A2c B2a X4f"}) {
    const Template given = template_from_text(text);
    const Template expected = canonical(given);
    EXPECT_EQ(canonical(expected), expected);
    EXPECT_TRUE(std::ranges::is_sorted(expected.orbits));
    EXPECT_EQ(atoms(expected), atoms(given));
    for (const LetterPermutation& permutation : space_group_table(given.space_group).letter_permutations) {
      Template image = given;
      for (Orbit& orbit : image.orbits) orbit.position = permutation[orbit.position];
      EXPECT_EQ(canonical(image), expected) << text;
    }
  }
}

TEST(TemplateList, GivesBackWhatWasAppended) {
  const std::vector<Template> given{template_from_text("221 A1b B1a X3d"), template_from_text("225 A4a X4b"),
                                    template_from_text("2 A2i X1a X1b")};
  TemplateList whole;
  EXPECT_TRUE(whole.empty());
  whole.append(given[0]);
  TemplateList rest;
  rest.append(given[1]);
  rest.append(given[2]);
  whole.append(rest);
  ASSERT_EQ(whole.size(), given.size());
  for (std::size_t i = 0; i < given.size(); ++i) EXPECT_EQ(to_text(whole[i]), to_text(given[i]));
}

}  // namespace
}  // namespace crystalgan::wyckoff
