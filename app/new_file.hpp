#pragma once

#include <string>

namespace crystalgan {

/// Throws ConfigError, naming the option, if the file exists or its folder does not.
void require_new_file(const std::string& option, const std::string& path);

}  // namespace crystalgan
