#pragma once

#include <string>
#include <string_view>

namespace crystalgan {

/// A text as a page carries it: gzip in base64, which no mark of HTML can occur in.
std::string packed(std::string_view text);

/// What a Content-Security-Policy calls this inline script: 'sha256-...' (W3C, CSP Level 3, section 2.3.1).
std::string policy_hash(std::string_view script);

}  // namespace crystalgan
