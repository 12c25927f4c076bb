#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crystalgan {

struct LearningSettings {
  std::vector<std::string> paths;     ///< files and folders of binaries; empty: those that ship with the program
  std::vector<std::string> left_out;  ///< systems, "Sr-O" or "Sr-Ti-O"
  std::uint64_t seed = 1;
  std::size_t threads = 1;  ///< the result does not depend on it
};

/// A model of the mode symmetry, trained anew.
struct Learning {
  std::string model;                  ///< the text of the file
  std::size_t binaries = 0;           ///< learned from
  std::size_t formulas = 0;           ///< of binaries with a template
  std::size_t templates = 0;          ///< known ones
  double loss = 0.0;                  ///< per known template
  double uniform_loss = 0.0;          ///< of a uniform choice
  std::size_t no_binaries = 0;        ///< structures that have not two elements; left out
  std::vector<std::string> refusals;  ///< files and lines that cannot be read
};

/// Learns from binaries. `command` goes into the model, for people. Throws IoError for a path that cannot be opened,
/// StructureError where no binary has a template, and as without_systems().
Learning learn(const LearningSettings& settings, const std::string& command);

}  // namespace crystalgan
