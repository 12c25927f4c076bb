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

/// A structure of a run and its rank data.
struct RankedStructure {
  std::string id;
  Structure structure;               ///< named by the id
  std::int64_t space_group;          ///< 1 to 230; 0: unknown
  std::optional<double> above_hull;  ///< eV per atom; nothing if not ranked
};

/// The best `max_count` (1 or more) structures of a finished run: in the order of its ranking; without one, the relaxed
/// structures within the limits; without these, the candidates. Throws ConfigError for an unfinished run, ParseError
/// for an empty one, IoError.
std::vector<RankedStructure> ranked_structures(const RunDirectory& run,
                                               std::size_t max_count = std::numeric_limits<std::size_t>::max());

std::set<Element> elements_of(const std::vector<RankedStructure>& structures);

}  // namespace crystalgan
