#pragma once

#include <string_view>

namespace crystalgan {

/// ase_worker.py, embedded when the library is built (cmake/EmbedText.cmake).
extern const std::string_view kAseProgram;

}  // namespace crystalgan
