#pragma once

#include <string>
#include <string_view>

namespace crystalgan {

/// Throws ConfigError, beginning with `setting`, for a text of SQL that could end what stands around it: a bracket that closes
/// none of its own, a bracket or quote that is left open, a remark, a semicolon.
void require_whole_expression(std::string_view text, const std::string& setting);

}  // namespace crystalgan
