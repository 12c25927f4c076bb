#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/child_program.hpp"

// Independent programs in Python that recompute what this one says: with the packages of tests/requirements.txt.
namespace crystalgan::test {

/// Why the Python of the tests (the CMake variable CRYSTALGAN_PYTHON) cannot be used; nothing where it can.
inline std::optional<std::string> missing_python() {
  if (std::filesystem::exists(CRYSTALGAN_PYTHON)) return std::nullopt;
  return "expected a Python at " CRYSTALGAN_PYTHON ", found none: run scripts/install-dependencies --tests";
}

inline bool witness_required() { return std::getenv("CRYSTALGAN_REQUIRE_WITNESS") != nullptr; }

/// Runs a script in `folder` and expects that it ends with 0. Skipped where the Python is missing, or a package of it (the
/// script ends with 77), unless CRYSTALGAN_REQUIRE_WITNESS is set.
inline void expect_witness_agrees(const std::filesystem::path& folder, const std::filesystem::path& script,
                                  const std::vector<std::string>& arguments) {
  const auto missing = missing_python();
  if (missing && !witness_required()) GTEST_SKIP() << *missing;
  ASSERT_FALSE(missing) << *missing;
  std::vector<std::string> words{CRYSTALGAN_PYTHON, script.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const Outcome outcome = Program(folder, std::move(words)).wait();
  if (outcome.code == 77 && !witness_required()) GTEST_SKIP() << outcome.err;
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
}

}  // namespace crystalgan::test
