#pragma once

#include <string>
#include <utility>
#include <vector>

#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/studies/known_systems.hpp"

// Two systems of oxides of which every crystal is rocksalt.
namespace crystalgan::test {

inline Structure cubic(const std::string& name, const std::vector<std::pair<const char*, Fractional>>& atoms) {
  std::vector<Site> sites;
  for (const auto& [symbol, position] : atoms) sites.push_back({Element::from_symbol(symbol), position});
  return at_rule_volume({Lattice::from_parameters(4, 4, 4, 90, 90, 90), std::move(sites), name});
}

// Rocksalt, as a binary and with half of its metals renamed layer by layer: what relabel cannot miss.
inline Structure rocksalt_binary(const char* metal, const char* x) {
  return cubic(std::string(metal) + x, {{metal, {0, 0, 0}},
                                        {metal, {0, 0.5, 0.5}},
                                        {metal, {0.5, 0, 0.5}},
                                        {metal, {0.5, 0.5, 0}},
                                        {x, {0.5, 0, 0}},
                                        {x, {0, 0.5, 0}},
                                        {x, {0, 0, 0.5}},
                                        {x, {0.5, 0.5, 0.5}}});
}

inline Structure layered(const char* a, const char* b, const char* x) {
  return cubic(std::string(a) + b + x + "2", {{a, {0, 0, 0}},
                                              {a, {0.5, 0.5, 0}},
                                              {b, {0, 0.5, 0.5}},
                                              {b, {0.5, 0, 0.5}},
                                              {x, {0.5, 0, 0}},
                                              {x, {0, 0.5, 0}},
                                              {x, {0, 0, 0.5}},
                                              {x, {0.5, 0.5, 0.5}}});
}

inline std::vector<Structure> binaries() {
  return {rocksalt_binary("Ti", "O"), rocksalt_binary("Ni", "O"), rocksalt_binary("Mg", "O"),
          rocksalt_binary("Ni", "S"), rocksalt_binary("C", "O")};
}

inline std::vector<Structure> ternaries() {
  return {layered("Ti", "Ni", "O"), layered("Mg", "Ni", "O"), layered("Mg", "Ni", "S"), layered("C", "Ni", "O"),
          layered("Mg", "Zn", "O")};
}

inline std::vector<KnownSystem> systems() { return known_systems(binaries(), ternaries(), Element::from_symbol("O")); }

}  // namespace crystalgan::test
