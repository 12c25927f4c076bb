#include "limit_options.hpp"

#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Of the command line, which is one per process.
std::vector<std::pair<std::string, std::string>> given_limits;

}  // namespace

void add_limit_option(CLI::App& command) {
  command
      .add_option_function<std::vector<std::string>>(
          "--limit",
          [](const std::vector<std::string>& all) {
            for (const std::string& one : all) {
              const auto equals = one.find('=');
              if (equals == std::string::npos)
                throw ConfigError("--limit", "expected NAME=NUMBER, such as atoms=50000, got '" + printable(one) + "'");
              given_limits.emplace_back(one.substr(0, equals), one.substr(equals + 1));
            }
            use_read_limits({});
          },
          "NAME=NUMBER: change a limit of what is read, such as atoms=50000; may be repeated "
          "(docs/reference/limits.md)")
      ->allow_extra_args(false);
}

void use_read_limits(ReadLimits limits) {
  for (const auto& [name, number] : given_limits) set_read_limit(limits, name, number);
  set_read_limits(limits);
}

}  // namespace crystalgan
