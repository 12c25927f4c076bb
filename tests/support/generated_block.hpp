#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

// Pages of docs/ with a part that is made from the code, between the lines "<!-- NAME -->" and "<!-- /NAME -->".
namespace crystalgan::test {

struct GeneratedBlock {
  std::size_t begin;  ///< behind the first marker's line
  std::size_t size;   ///< to the second marker
};

inline GeneratedBlock find_generated_block(std::string_view page, const std::string& name) {
  const std::string first = "<!-- " + name + " -->\n";
  const auto begin = page.find(first);
  const auto end = page.find("<!-- /" + name + " -->", begin);
  if (begin == std::string_view::npos || end == std::string_view::npos)
    throw std::runtime_error("expected a block <!-- " + name + " --> ... <!-- /" + name + " -->, found none");
  return {begin + first.size(), end - begin - first.size()};
}

inline std::string generated_block(std::string_view page, const std::string& name) {
  const GeneratedBlock block = find_generated_block(page, name);
  return std::string(page.substr(block.begin, block.size));
}

inline std::string with_generated_block(std::string page, const std::string& name, const std::string& text) {
  const GeneratedBlock block = find_generated_block(page, name);
  return page.replace(block.begin, block.size, text);
}

}  // namespace crystalgan::test
