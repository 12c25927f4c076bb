#pragma once

#include <string_view>

namespace crystalgan {

/// gpaw_run.py, embedded when the library is built (cmake/EmbedText.cmake).
extern const std::string_view kGpawProgram;

}  // namespace crystalgan
