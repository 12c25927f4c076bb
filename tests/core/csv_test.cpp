#include "crystalgan/core/csv.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

std::string refusal(const std::string& text) {
  try {
    CsvTable(text, "x.csv");
  } catch (const ParseError& error) {
    return error.what();
  }
  return "";
}

TEST(Csv, AnyFieldReadsBack) {
  const std::vector<std::string> fields{"plain", "", "a,b", "say \"so\"", "a;b", "'", "\"", " blanks ", "Å"};
  std::string text = "a,b,c,d,e,f,g,h,i\n";
  for (std::size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : ",") + csv_field(fields[i]);
  const CsvTable table(text + "\n", "x.csv");
  ASSERT_EQ(table.size(), 1U);
  for (std::size_t i = 0; i < fields.size(); ++i) EXPECT_EQ(table.text(0, table.columns()[i]), fields[i]) << i;
}

// What spreadsheets take for a formula: OWASP, CSV Injection.
TEST(Csv, NoCellBeginsAFormulaAndItReadsBack) {
  for (const std::string formula : {"=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", " =1", "'=1", "''-1",
                                    "\uff1d1", "-P 2", "-", "'-1.5"}) {
    const std::string field = csv_field(formula);
    EXPECT_EQ(field, "'" + formula);
    EXPECT_EQ(CsvTable("a,b\n" + field + "," + field + "\n", "x.csv").text(0, "b"), formula) << field;
  }
  EXPECT_EQ(csv_field("=A,\""), "\"'=A,\"\"\"");
  EXPECT_EQ(CsvTable("a\n\"'=A,\"\"\"\n", "x.csv").text(0, "a"), "=A,\"");
}

TEST(Csv, NumbersStayNumbers) {
  for (const std::string number : {"-1.5", "+2", "-1e-5", "0", "1"}) EXPECT_EQ(csv_field(number), number);
  EXPECT_EQ(csv_field("'quoted'"), "'quoted'");
}

TEST(Csv, AFieldIsOneLineOfWhatCanBeSeen) {
  EXPECT_EQ(csv_field("two\nlines\r\x1b\u202e"), "two\\nlines\\r\\x1b\\u202e");
  EXPECT_EQ(CsvTable("a,b\n\"two\nlines\",\"\r\"\n", "x.csv").text(0, "a"), "two\nlines");  // of others
}

TEST(Csv, TheLastRowNeedsNoEndAndCrlfIsAnEnd) {
  const CsvTable table("a,b\r\n1,2\r\n3,4", "x.csv");
  ASSERT_EQ(table.size(), 2U);
  EXPECT_EQ(table.count(0, "b"), 2);
  EXPECT_EQ(table.count(1, "b"), 4);
}

TEST(Csv, NumbersAndVerdictsAreRead) {
  const CsvTable table("real,count,verdict,empty\n-1.5e3,7,yes,\n", "x.csv");
  EXPECT_EQ(table.real(0, "real"), -1500.0);
  EXPECT_EQ(table.count(0, "count"), 7);
  EXPECT_TRUE(table.yes(0, "verdict"));
  EXPECT_THROW(table.real(0, "empty"), ParseError);
  EXPECT_THROW(table.count(0, "real"), ParseError);
  EXPECT_THROW(table.yes(0, "count"), ParseError);
  EXPECT_THROW(table.text(0, "absent"), ParseError);
}

TEST(Csv, WhatIsWrongIsSaidWithItsLine) {
  EXPECT_EQ(refusal(""), "x.csv:1: expected a row that names the columns, got an empty file");
  EXPECT_EQ(refusal("a,b\n1,2\n\"three\nlines\",2,3\n"), "x.csv:3: expected 2 fields, got 3");
  EXPECT_EQ(refusal("a\n\"open\n"), "x.csv:2: expected the end of a quoted field, got the end of the file");
  EXPECT_EQ(refusal("a\n\"1\"2\n"), "x.csv:2: expected a comma or the end of the row after a field, got '2'");
  EXPECT_EQ(refusal("a\n\"1\"\n"), "");
}

}  // namespace
}  // namespace crystalgan
