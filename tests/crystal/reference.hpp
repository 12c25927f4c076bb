#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan::test {

/// reference/crystal.json, with its command and the versions of the programs inside.
inline const nlohmann::json& crystal_reference() {
  static const nlohmann::json reference =
      nlohmann::json::parse(std::ifstream(std::string(CRYSTALGAN_TEST_REFERENCE) + "/crystal.json"));
  return reference;
}

inline Basis basis_of(const nlohmann::json& rows) {
  Basis basis;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) basis[i][j] = rows[i][j].get<double>();
  return basis;
}

inline Structure structure_of(const nlohmann::json& crystal) {
  std::vector<Site> sites;
  for (const auto& site : crystal["sites"])
    sites.push_back({Element::from_symbol(site[0].get<std::string>()),
                     {site[1][0].get<double>(), site[1][1].get<double>(), site[1][2].get<double>()}});
  return {Lattice(basis_of(crystal["rows"])), std::move(sites), crystal["name"].get<std::string>()};
}

}  // namespace crystalgan::test
