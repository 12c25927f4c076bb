#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// Where a setting lives in the configuration: reads and, through a non-const configuration, writes.
using SettingField = std::variant<std::string& (*)(Configuration&), std::int64_t& (*)(Configuration&),
                                  double& (*)(Configuration&), bool& (*)(Configuration&)>;

/// One row per field of Configuration: its key in files, its meaning and its range. Whatever lists settings (files,
/// checks, documentation) reads this table.
struct Setting {
  std::string_view section;  ///< "" for keys at the top
  std::string_view key;
  std::string_view meaning;  ///< one line, with unit
  SettingField field;
  double least = 0.0;                     ///< numbers: the smallest allowed value
  double most = 0.0;                      ///< numbers: the largest allowed value
  std::vector<std::string_view> choices;  ///< texts: the allowed values; empty: any

  std::string name() const;  ///< "training.members"
};

/// In the order of the file.
std::span<const Setting> settings();

}  // namespace crystalgan
