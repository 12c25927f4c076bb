#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// A structure of a run in its order, best first.
struct RankedStructure {
  std::string id;
  Structure structure;               ///< named by the id
  std::int64_t space_group;          ///< 1 to 230; 0 where none is known
  std::optional<double> above_hull;  ///< eV per atom; nothing: not ranked
};

/// The best `max_count` structures of a finished run, all where there are fewer: relaxed in the order of its ranking, where it
/// is ranked; else those that keep the limits after relaxing, where it is relaxed; else the candidates as certified.
/// `max_count` is at least 1. Throws ConfigError where the run is not finished, ParseError where it has none, IoError.
std::vector<RankedStructure> ranked_structures(const RunDirectory& run,
                                               std::size_t max_count = std::numeric_limits<std::size_t>::max());

std::set<Element> elements_of(const std::vector<RankedStructure>& structures);

}  // namespace crystalgan
