#include "crystalgan/fetch/optimade_query.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

const Element kPd = Element::from_symbol("Pd");
const Element kH = Element::from_symbol("H");

TEST(OptimadeQuery, ConditionsAreJoined) {
  EXPECT_EQ((OptimadeQuery{"", {kPd, kH}, 2, ""}.whole_filter()), "elements HAS ALL \"Pd\",\"H\" AND nelements=2");
  EXPECT_EQ((OptimadeQuery{"", {kPd}, std::nullopt, "nsites<9 OR nsites>20"}.whole_filter()),
            "elements HAS ALL \"Pd\" AND (nsites<9 OR nsites>20)");
  EXPECT_EQ((OptimadeQuery{"", {}, std::nullopt, "nsites<9"}.whole_filter()), "nsites<9");
}

TEST(OptimadeQuery, TheFirstPageAsksForWhatTheReaderUses) {
  const OptimadeQuery query{"http://x.org", {kPd, kH}, 2, ""};
  EXPECT_EQ(query.first_page(10),
            "http://x.org/v1/structures?filter=elements%20HAS%20ALL%20%22Pd%22%2C%22H%22%20AND%20nelements%3D2"
            "&response_fields=lattice_vectors,cartesian_site_positions,species_at_sites,species,nsites,dimension_types,"
            "structure_features,assemblies,chemical_formula_reduced&page_limit=10");
  EXPECT_EQ(query.first_page(0).find("page_limit"), std::string::npos);
  EXPECT_EQ(query.info_page(), "http://x.org/v1/info");
}

TEST(OptimadeQuery, TheUrlMayNameTheVersionAndTheEndpoint) {
  const auto info_of = [](const char* url) { return OptimadeQuery{url, {kPd}, std::nullopt, ""}.info_page(); };
  EXPECT_EQ(info_of("https://x.org/a/"), "https://x.org/a/v1/info");
  EXPECT_EQ(info_of("https://x.org/a/v1"), "https://x.org/a/v1/info");
  EXPECT_EQ(info_of("https://x.org/v1.2/structures/"), "https://x.org/v1.2/info");
  EXPECT_EQ(info_of("https://x.org/values"), "https://x.org/values/v1/info");
  for (const char* wrong : {"x.org", "file:///x", "https://x.org/v1/structures?filter=a", "https://x y"})
    EXPECT_THROW(info_of(wrong), ConfigError) << wrong;
}

TEST(OptimadeQuery, NoConditionIsRefused) {
  EXPECT_THROW((OptimadeQuery{"https://x.org", {}, std::nullopt, ""}.first_page(10)), ConfigError);
}

}  // namespace
}  // namespace crystalgan
