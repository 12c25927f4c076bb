#include "crystalgan/core/error.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace crystalgan {
namespace {

TEST(Error, EveryClassIsAnErrorAndNoOtherClass) {
  static_assert(std::is_base_of_v<std::runtime_error, Error>);
  static_assert(std::is_base_of_v<Error, ParseError> && std::is_base_of_v<Error, ConfigError>);
  static_assert(std::is_base_of_v<Error, StructureError> && std::is_base_of_v<Error, ShapeError>);
  static_assert(std::is_base_of_v<Error, NumericalError> && std::is_base_of_v<Error, IoError>);
  static_assert(std::is_base_of_v<Error, OutputError> && !std::is_base_of_v<IoError, OutputError>);
  EXPECT_THROW(throw StructureError("x"), Error);
}

TEST(Error, AParseErrorNamesFileAndLine) {
  EXPECT_STREQ(ParseError("Pd-H/07.vasp", 7, "6 counts for 2 elements").what(),
               "Pd-H/07.vasp:7: 6 counts for 2 elements");
}

TEST(Error, AParseErrorOfTheWholeFileNamesNoLine) {
  EXPECT_STREQ(ParseError("Pd-H/07.vasp", 0, "empty").what(), "Pd-H/07.vasp: empty");
}

TEST(Error, AConfigErrorNamesTheSetting) {
  EXPECT_STREQ(ConfigError("train.epochs", "expected more than 0, got -1").what(),
               "train.epochs: expected more than 0, got -1");
}

TEST(Error, FileErrorsNameThePathAndTheReason) {
  EXPECT_STREQ(IoError("a/b.cif", "No such file").what(), "a/b.cif: cannot be read: No such file");
  EXPECT_STREQ(OutputError("a/b.cif", "No space left").what(), "a/b.cif: cannot be written: No space left");
}

}  // namespace
}  // namespace crystalgan
