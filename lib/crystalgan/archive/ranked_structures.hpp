#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/archive/run_directory.hpp"

namespace crystalgan {

/// A structure to be handed on.
struct HandoffEntry {
  std::string id;
  Structure structure;
  std::int64_t space_group;          ///< 1 to 230; 0 where none is known
  std::optional<double> above_hull;  ///< eV per atom; nothing: not ranked
};

/// The best `top` structures of a finished run, all where there are fewer: relaxed in the order of its ranking, where it is
/// ranked; else those that keep the limits after relaxing, where it is relaxed; else the candidates as certified. `top`
/// is at least 1. Throws ConfigError where the run is not finished, IoError, ParseError.
std::vector<HandoffEntry> entries_of(const RunDirectory& run, std::size_t top);

std::set<Element> elements_of(const std::vector<HandoffEntry>& entries);

}  // namespace crystalgan
