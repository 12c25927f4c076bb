#include "crystalgan/report/crystal_page.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/report/page_parts.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Ba", "Ti", "O");

Structure cell(const std::string& other) {
  const auto element = [](const std::string& symbol) { return Element::from_symbol(symbol); };
  return {Lattice({Cartesian{4, 0, 0}, Cartesian{0.3, 4, 0}, Cartesian{0, 0.2, 4}}),
          {{element("Ba"), {0, 0, 0}}, {element(other), {0.5, 0.5, 0.5}}},
          "<b>cell</b>"};
}

TEST(CrystalPage, HasTheCrystalAndTheViewer) {
  const std::string page = crystal_page(cell("O"), kSystem, "a <script>alert(1)</script> & more");
  EXPECT_EQ(page.find("{{"), std::string::npos);
  EXPECT_NE(page.find("Direct"), std::string::npos);
  EXPECT_NE(page.find("id=\"viewer-library\""), std::string::npos);
  EXPECT_NE(page.find("a &lt;script&gt;alert(1)&lt;/script&gt; &amp; more"), std::string::npos);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("<b>"), std::string::npos);
  EXPECT_LT(page.size(), 600'000U);
}

TEST(CrystalPage, OtherElementsAreRefused) { EXPECT_THROW(crystal_page(cell("S"), kSystem, "BaS"), StructureError); }

TEST(PageParts, EveryNameHasAValueAndIsFilledOnce) {
  EXPECT_EQ(filled("a {{one}} b {{two}}", {{"one", "{{two}}"}, {"two", "2"}}), "a {{two}} b 2");
  EXPECT_THROW(filled("{{three}}", {}), std::logic_error);
  EXPECT_EQ(in_script("\"</script>\""), "\"\\u003c/script>\"");
}

}  // namespace
}  // namespace crystalgan
