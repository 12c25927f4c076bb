// The table of docs/reference/limits.md is made from the rows and the defaults. CRYSTALGAN_LIMITS_OUTPUT=FILE writes the page
// as it should read now.
#include "crystalgan/record/read_limits.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/record/configuration.hpp"
#include "tests/support/generated_block.hpp"

namespace crystalgan {
namespace {

std::string limits_table() {
  std::string text = "| name | default | unit | what it limits | what passes it |\n| --- | --- | --- | --- | --- |\n";
  for (const ReadLimit& row : read_limit_rows())
    text += "| `" + std::string(row.name) + "` | " + limit_text({}, row) + " | " + std::string(row.unit) + " | " +
            std::string(row.meaning) + " | " + std::string(row.effect) + " |\n";
  return text;
}

std::string error_of(const std::string& toml) {
  try {
    parse_configuration(toml, "a.toml");
    return "no error";
  } catch (const ConfigError& error) {
    return error.what();
  }
}

TEST(ReadLimits, ThePageHasTheTableThatTheCodeGives) {
  const std::string page = read_file(CRYSTALGAN_LIMITS_PAGE);
  EXPECT_EQ(test::generated_block(page, "limits"), limits_table());
  if (const char* file = std::getenv("CRYSTALGAN_LIMITS_OUTPUT"))
    write_file(file, test::with_generated_block(page, "limits", limits_table()));
}

TEST(ReadLimits, EveryRowHasAFieldOfItsOwnAndItsDefaultIsInRange) {
  for (const ReadLimit& row : read_limit_rows()) {
    ReadLimits limits;
    set_read_limit(limits, row.name, limit_text({}, row));
    set_read_limit(limits, row.name, exact_text(row.min));
    std::size_t changed = 0;
    for (const ReadLimit& other : read_limit_rows()) changed += limit_text(limits, other) != limit_text({}, other);
    EXPECT_EQ(changed, 1U) << row.name;
  }
}

TEST(ReadLimits, OnlyKnownNamesAndNumbersInRangeAreTaken) {
  ReadLimits limits;
  set_read_limit(limits, "atoms", "1e5");
  EXPECT_EQ(limits.atoms, 100'000);
  for (const char* wrong : {"", "-1", "0", "1.5", "nan", "inf", "1e300", "many"})
    EXPECT_THROW(set_read_limit(limits, "atoms", wrong), ConfigError) << wrong;
  EXPECT_THROW(set_read_limit(limits, "atom", "5"), ConfigError);
  EXPECT_EQ(limits.atoms, 100'000);
}

TEST(ReadLimits, AConfigurationHasThemInASectionThatNoRunRecords) {
  const Configuration configuration = parse_configuration("[limits]\natoms = 5\nmin_angle = 1\n", "a.toml");
  EXPECT_EQ(configuration.limits.atoms, 5);
  EXPECT_EQ(configuration.limits.min_angle, 1.0);
  EXPECT_EQ(configuration_text(configuration), configuration_text({}));
  EXPECT_EQ(without_program(configuration).limits.atoms, ReadLimits{}.atoms);
}

TEST(ReadLimits, AWrongSectionSaysWhereAndWhatInstead) {
  EXPECT_TRUE(
      error_of("[limits]\n\natom = 5\n").starts_with("a.toml:3: limits.atom: unknown limit; known: file_bytes"));
  EXPECT_EQ(error_of("[limits]\natoms = 'all'\n"),
            "a.toml:2: limits.atoms: expected a number, got a value of type string");
  EXPECT_EQ(error_of("[limits]\natoms = nan\n"),
            "a.toml:2: limits.atoms: expected a whole number from 1 to 1e+08, got 'nan'");
}

}  // namespace
}  // namespace crystalgan
