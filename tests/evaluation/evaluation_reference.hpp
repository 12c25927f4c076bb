#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/crystal/reference.hpp"

namespace crystalgan::test {

/// reference/evaluation.json, with its command and the versions of the programs inside.
inline const nlohmann::json& evaluation_reference() {
  static const nlohmann::json reference =
      nlohmann::json::parse(std::ifstream(std::string(CRYSTALGAN_TEST_REFERENCE) + "/evaluation.json"));
  return reference;
}

inline std::vector<Structure> structures_of(const nlohmann::json& cells) {
  std::vector<Structure> structures;
  for (const auto& cell : cells) structures.push_back(structure_of(cell));
  return structures;
}

}  // namespace crystalgan::test
