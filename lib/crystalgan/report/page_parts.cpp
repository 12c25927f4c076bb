#include "crystalgan/report/page_parts.hpp"

#include <stdexcept>

#include "crystalgan/report/packed.hpp"
#include "crystalgan/report/page_files.hpp"

namespace crystalgan {

std::string filled(std::string_view text, const std::map<std::string, std::string, std::less<>>& values) {
  std::string page;
  for (std::size_t open = text.find("{{"); open != std::string_view::npos; open = text.find("{{")) {
    const std::size_t close = text.find("}}", open);
    const auto value = values.find(text.substr(open + 2, close - open - 2));
    if (value == values.end()) throw std::logic_error("a page has a name without a value");
    page += text.substr(0, open);
    page += value->second;
    text.remove_prefix(close + 2);
  }
  return page += text;
}

std::string content_policy(std::string_view script) {
  return "default-src 'none'; script-src " + policy_hash(script) + " " + policy_hash(page_files::kViewerLibrary) +
         "; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
}

std::string packed_viewer() {
  return "<script type=\"application/octet-stream\" id=\"viewer-library\">" + packed(page_files::kViewerLibrary) +
         "</script>\n";
}

std::string in_script(std::string_view json) {
  std::string safe;
  for (const char letter : json) {
    if (letter == '<')
      safe += "\\u003c";
    else
      safe += letter;
  }
  return safe;
}

}  // namespace crystalgan
