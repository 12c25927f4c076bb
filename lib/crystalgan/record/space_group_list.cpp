#include "crystalgan/record/space_group_list.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::int64_t kMaxSpaceGroup = 230;

int parse_space_group(std::string_view word, std::string_view part) {
  const std::vector<std::string_view> words = split_words(word);
  const std::optional<std::int64_t> number = words.size() == 1 ? try_parse_count(words.front()) : std::nullopt;
  if (!number || *number < 1 || *number > kMaxSpaceGroup)
    throw ConfigError("symmetry.space_groups",
                      "expected numbers from 1 to 230, such as 62,166,221-230, got '" + printable(part) + "'");
  return static_cast<int>(*number);
}

}  // namespace

std::vector<int> parse_space_groups(std::string_view text) {
  if (split_words(text).empty()) return {};
  std::set<int> numbers;
  for (bool more = true; more;) {
    const std::size_t end = text.find(',');
    const std::string_view part = text.substr(0, end);
    more = end != std::string_view::npos;
    if (more) text.remove_prefix(end + 1);
    const std::size_t dash = part.find('-');
    const int first = parse_space_group(part.substr(0, dash), part);
    const int last = dash == std::string_view::npos ? first : parse_space_group(part.substr(dash + 1), part);
    if (last < first)
      throw ConfigError("symmetry.space_groups",
                        "expected a range from a smaller to a larger number, got '" + printable(part) + "'");
    for (int number = first; number <= last; ++number) numbers.insert(number);
  }
  return {numbers.begin(), numbers.end()};
}

}  // namespace crystalgan
