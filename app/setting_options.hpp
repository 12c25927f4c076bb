#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/settings.hpp"

namespace crystalgan {

/// Options of a command that set settings, bound from their rows in record/settings.cpp. It stays where it is: the
/// parser of the command line calls back into it.
class SettingOptions {
 public:
  SettingOptions() = default;
  SettingOptions(const SettingOptions&) = delete;
  SettingOptions& operator=(const SettingOptions&) = delete;

  /// Every option of a group. `default_origin` says what the defaults are where they are not those of the mode.
  void add(CLI::App& command, OptionGroup group, std::string_view default_origin = {});

  /// The option of one setting, with a help text of the command's own if one is given.
  CLI::Option* add(CLI::App& command, std::string_view setting, const std::string& help = {});

  bool given(std::string_view setting) const;
  bool any_given() const { return !given_.empty(); }

  /// Sets what was given. Throws ConfigError for none of the choices and for a path that cannot be kept.
  void apply(Configuration& configuration) const;

 private:
  CLI::Option* add(CLI::App& command, const Setting& setting, const std::string& help);
  template <class Value>
  CLI::Option* bind(CLI::App& command, const Setting& setting, const std::string& help);

  struct Given {
    const Setting* setting;
    std::function<void(Configuration&)> set;
  };
  std::vector<Given> given_;
};

/// Absolute, so that what is kept in a folder names the same files from any other. Throws ConfigError for an empty path or
/// one that is not UTF-8.
std::string absolute_path(const std::string& path);

}  // namespace crystalgan
