#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace crystalgan {

// What the pages have in common.

/// The template with every {{name}} replaced once; inserted text is not expanded again. Throws std::logic_error for a name
/// without a value.
std::string filled(std::string_view text, const std::map<std::string, std::string, std::less<>>& values);

/// The Content-Security-Policy of a page: its own script, the viewer, styles and generated pictures, nothing from outside.
std::string content_policy(std::string_view script);

/// 3Dmol.js, packed in an inert <script> with the id viewer-library.
std::string packed_viewer();

/// JSON that is safe in a <script>: '<', which occurs in texts only, is escaped.
std::string in_script(std::string_view json);

}  // namespace crystalgan
