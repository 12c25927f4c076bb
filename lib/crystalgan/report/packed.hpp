#pragma once

#include <string>
#include <string_view>

namespace crystalgan {

/// A text for a page: gzip in base64, free of HTML characters.
std::string packed(std::string_view text);

/// The hash of an inline script for a Content-Security-Policy: 'sha256-...' (W3C, CSP Level 3, section 2.3.1).
std::string policy_hash(std::string_view script);

}  // namespace crystalgan
