#include "crystalgan/dft/pseudopotentials.hpp"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

// pw.x 6.7 stores pseudo_dir in 256 characters and a file name in 80.
constexpr std::size_t kLongestFolder = 256;
constexpr std::size_t kLongestName = 80;

std::vector<std::string> upf_files(const fs::path& folder) {
  std::error_code failure;
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder, failure); !failure && entry != fs::directory_iterator();
       entry.increment(failure))
    if (in_lower_case(entry->path().extension().string()) == ".upf") names.push_back(entry->path().filename().string());
  if (failure) throw IoError(folder, failure.message());
  std::sort(names.begin(), names.end());
  return names;
}

bool is_of(const std::string& name, Element element) {
  const std::string symbol = in_lower_case(std::string(element.symbol()));
  return name.size() > symbol.size() && in_lower_case(name).starts_with(symbol) &&
         (name[symbol.size()] == '.' || name[symbol.size()] == '_');
}

// Plain ASCII: in an input of pw.x a blank ends a name, '!' and '#' begin a comment.
bool is_readable_name(const std::string& name) {
  return name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~' && c != '!' && c != '#'; });
}

std::string the_file_of(Element element, const std::vector<std::string>& names, const fs::path& folder) {
  std::vector<std::string> found;
  std::copy_if(names.begin(), names.end(), std::back_inserter(found),
               [&](const std::string& name) { return is_of(name, element); });
  const std::string symbol(element.symbol());
  const std::string where = printable(folder.string(), kLongestFolder);
  if (found.size() != 1)
    throw ParseError(where, 0,
                     "expected one pseudopotential " + symbol + ".*.UPF or " + symbol + "_*.UPF, got " +
                         (found.empty() ? "none" : std::to_string(found.size()) + ": " + printable(join(found), 120)));
  if (!is_readable_name(found.front()))
    throw ParseError(where, 0,
                     "expected a name of at most " + std::to_string(kLongestName) +
                         " characters without blanks, '!' and '#', got '" + printable(found.front(), 120) + "'");
  return found.front();
}

}  // namespace

Pseudopotentials find_pseudopotentials(const fs::path& folder, const std::set<Element>& elements) {
  const std::vector<std::string> names = upf_files(folder);
  std::error_code failure;
  Pseudopotentials found{fs::canonical(folder, failure).string(), {}};
  if (failure) throw IoError(folder, failure.message());
  if (found.folder.size() > kLongestFolder || printable(found.folder, kLongestFolder) != found.folder)
    throw ParseError(printable(folder.string(), kLongestFolder), 0,
                     "expected a path that pw.x can read: at most " + std::to_string(kLongestFolder) +
                         " bytes and no control characters");
  for (const Element element : elements) found.files.emplace(element, the_file_of(element, names, folder));
  return found;
}

}  // namespace crystalgan
