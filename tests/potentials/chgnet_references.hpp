#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan::test {

// Values of the package chgnet in float64: tests/data/chgnet/PROVENANCE.
inline const nlohmann::json& chgnet_references() {
  static const nlohmann::json all =
      nlohmann::json::parse(std::ifstream(std::string(CRYSTALGAN_TEST_DATA) + "/chgnet/reference.json"));
  return all.at("structures");
}

inline Structure structure_of(const nlohmann::json& reference) {
  Basis rows;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) rows[i][j] = reference.at("lattice_A")[i][j];
  std::vector<Site> sites;
  for (std::size_t atom = 0; atom < reference.at("species").size(); ++atom) {
    const nlohmann::json& at = reference.at("fractional")[atom];
    sites.push_back({Element::from_symbol(reference.at("species")[atom].get<std::string>()), {at[0], at[1], at[2]}});
  }
  return {Lattice(rows), std::move(sites), reference.at("name")};
}

inline Structure reference_named(const std::string& begin) {
  for (const nlohmann::json& reference : chgnet_references())
    if (reference.at("name").get<std::string>().starts_with(begin)) return structure_of(reference);
  throw std::runtime_error("no reference " + begin);
}

}  // namespace crystalgan::test
