#include "crystalgan/record/formula_record.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

const std::vector<FormulaRow> kRows{
    {1, "SrTiO3", 1, 1, 3, -1.25, 2.0, 4.0, "valences", "Sr 2+, Ti 4+", 247278, 90, ""},
    {2, "Sr2TiO4", 2, 1, 4, -2.5, 2.0, 4.0, "requested", "Sr 2+, Ti 4+", std::nullopt, std::nullopt, "no contact"}};

TEST(FormulaRecord, IsOneRowPerFormula) {
  EXPECT_EQ(formulas_csv(kRows),
            "rank,formula,a,b,x,log_probability,valence_a,valence_b,source,reason,templates,candidates,"
            "skipped\n"
            "1,SrTiO3,1,1,3,-1.25,2,4,valences,\"Sr 2+, Ti 4+\",247278,90,\n"
            "2,Sr2TiO4,2,1,4,-2.5,2,4,requested,\"Sr 2+, Ti 4+\",,,no contact\n");
}

TEST(FormulaRecord, ReadsBack) { EXPECT_EQ(parse_formulas(formulas_csv(kRows), "formulas.csv"), kRows); }

TEST(FormulaRecord, ACutTableIsRefusedOrShorter) {
  const std::string csv = formulas_csv(kRows);
  for (std::size_t length = 0; length < csv.size(); ++length) {
    try {
      EXPECT_LT(parse_formulas(csv.substr(0, length), "formulas.csv").size(), 2U) << length;
    } catch (const ParseError&) {
    }
  }
}

TEST(FormulaRecord, AFormulaWithoutOneOfTheElementsIsRefused) {
  std::vector<FormulaRow> rows = kRows;
  rows[1].b = 0;
  EXPECT_THROW(parse_formulas(formulas_csv(rows), "formulas.csv"), ParseError);
}

}  // namespace
}  // namespace crystalgan
