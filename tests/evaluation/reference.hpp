#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace crystalgan::test {

/// reference/validity.json, with its command and the versions of the programs inside.
inline const nlohmann::json& validity_reference() {
  static const nlohmann::json reference =
      nlohmann::json::parse(std::ifstream(std::string(CRYSTALGAN_TEST_REFERENCE) + "/validity.json"));
  return reference;
}

}  // namespace crystalgan::test
