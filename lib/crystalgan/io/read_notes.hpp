#pragma once

#include <string>
#include <vector>

namespace crystalgan {

/// What a reader says beside the structures; one line each, with file and line.
struct ReadNotes {
  std::vector<std::string> refusals;  ///< what was not read, and why
  std::vector<std::string> remarks;   ///< what was left out or assumed in what was read
  std::vector<std::string> skipped;   ///< parts of folders and archives that are no structure files, and why
};

}  // namespace crystalgan
