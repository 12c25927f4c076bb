#pragma once

#include <map>
#include <vector>

#include "crystalgan/matching/structure_matcher.hpp"

namespace crystalgan {

/// Stores structures one after another and says whether another one is among them.
class KnownStructures {
 public:
  explicit KnownStructures(const MatcherSettings& settings = {}) : matcher_(settings) {}

  void add(const Structure& structure);

  /// Whether the structure fits one of those added.
  bool holds(const Structure& structure);

 private:
  StructureMatcher matcher_;
  std::map<Composition, std::vector<PreparedStructure>> known_;  // by reduced composition
};

}  // namespace crystalgan
