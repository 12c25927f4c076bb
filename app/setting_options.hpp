#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/settings.hpp"

namespace crystalgan {

/// Options of a command for settings, from their rows in record/settings.cpp. It may not move: the parser of the
/// command line calls it.
class SettingOptions {
 public:
  SettingOptions() = default;
  SettingOptions(const SettingOptions&) = delete;
  SettingOptions& operator=(const SettingOptions&) = delete;

  /// All options of a group. `default_origin` replaces the default in the help text.
  void add(CLI::App& command, OptionGroup group, std::string_view default_origin = {});

  /// The option of one setting, with its own help text if one is given.
  CLI::Option* add(CLI::App& command, std::string_view setting, const std::string& help = {});

  bool given(std::string_view setting) const;
  bool any_given() const { return !given_.empty(); }

  /// The first given setting that a mode does not use, or nullptr.
  const Setting* unused_in(Mode mode) const;

  /// Sets the given options. Throws ConfigError for an unknown choice or an unusable path.
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

/// An absolute path, valid from any folder. Throws ConfigError for an empty path or one that is not UTF-8.
std::string absolute_path(const std::string& path);

}  // namespace crystalgan
