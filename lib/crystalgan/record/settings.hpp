#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

// The kinds of settings. `field` reads and, through a non-const configuration, writes.

struct TextSetting {
  std::string& (*field)(Configuration&);
  bool is_path = false;
  std::string_view empty = {};  ///< what an empty text stands for
};

struct ChoiceSetting {
  std::span<const std::string_view> choices;
  std::size_t (*chosen)(Configuration&);
  void (*choose)(Configuration&, std::size_t);
};

struct CountSetting {
  std::int64_t& (*field)(Configuration&);
  std::int64_t min;
  std::int64_t max;
  std::string_view zero = {};  ///< what 0 stands for, where it is no number
};

struct RealSetting {
  double& (*field)(Configuration&);
  double min;
  double max;
  std::string_view unit = {};
};

struct SwitchSetting {
  bool& (*field)(Configuration&);
};

/// Options that a command offers together.
enum class OptionGroup { none, system, training, generation, relaxation, rounds };

/// The command-line option of a setting; rows that name the same option are set together, and the first describes it.
/// The option of a switch turns it away from its default and takes no value.
struct SettingOption {
  OptionGroup group = OptionGroup::none;
  std::string_view name = {};     ///< "--seed"; an argument such as "A" has no dashes
  std::string_view meaning = {};  ///< empty: that of the setting
};

/// One row per field of Configuration: its key in files, its meaning, its kind and its option. Whatever lists settings
/// (files, checks, options, documentation) reads this table.
struct Setting {
  std::string_view section;  ///< "" for keys at the top
  std::string_view key;
  std::string_view meaning;  ///< one line, without unit, choices and default
  std::variant<TextSetting, ChoiceSetting, CountSetting, RealSetting, SwitchSetting> kind;
  SettingOption option;

  std::string name() const;  ///< "training.members"

  /// The meaning with unit and choices, and what an empty text or 0 stands for.
  std::string described() const;

  /// The same of its option, with the default; `origin` says what the default is where it is not that of the mode.
  std::string option_described(std::string_view origin = {}) const;
};

/// In the order of the file.
std::span<const Setting> settings();

/// The row of this name, if there is one.
const Setting* find_setting(std::string_view name);

/// A value as it is shown to users: 0.02, hinge, true.
std::string value_text(const Setting& setting, const Configuration& configuration);

/// Throws ConfigError for a value that is none of the choices; `place` stands before the name of the setting.
void choose(const Setting& setting, std::string_view value, Configuration& configuration,
            const std::string& place = {});

}  // namespace crystalgan
