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

// The kinds of settings. `field` reads, and writes to a non-const configuration.

struct TextSetting {
  std::string& (*field)(Configuration&);
  bool is_path = false;
  std::string_view empty = {};  ///< meaning of an empty text
};

/// Files and folders. As an option it is repeated.
struct PathsSetting {
  std::vector<std::string>& (*field)(Configuration&);
  std::string_view empty = {};  ///< meaning of none
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
  std::string_view zero = {};  ///< meaning of 0, if it is not a number
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

/// Groups of options.
enum class OptionGroup { none, system, training, symmetry, generation, relaxation, calculator, rounds };

/// The command-line option of a setting. Rows with the same option are set together; the first describes it. The option
/// of a switch takes no value: it sets false if its name begins with "--no-", else true.
struct SettingOption {
  OptionGroup group = OptionGroup::none;
  std::string_view name = {};     ///< "--seed", or several names with commas; an argument such as "A" has no dashes
  std::string_view meaning = {};  ///< empty: that of the setting
};

/// One row per field of Configuration: key, meaning, kind and option. Files, checks, options and documentation use this
/// table.
struct Setting {
  std::string_view section;  ///< "" for keys at the top
  std::string_view key;
  std::string_view meaning;  ///< one line, without unit, choices or default
  std::variant<TextSetting, PathsSetting, ChoiceSetting, CountSetting, RealSetting, SwitchSetting> kind;
  SettingOption option;

  std::string name() const;  ///< "training.members"

  /// The meaning with unit and choices, and the meaning of an empty text or 0.
  std::string described() const;

  /// The same for its option, with the defaults of the modes that use it; `origin` replaces them.
  std::string option_described(std::string_view origin = {}) const;

  /// False where a run in this mode gives the same for every value: the mode symmetry does not train, and the others list
  /// no arrangements.
  bool is_used_in(Mode mode) const;
};

/// In the order of the file.
std::span<const Setting> settings();

/// The row of this name, or nullptr.
const Setting* find_setting(std::string_view name);

/// A value as text: 0.02, hinge, true.
std::string value_text(const Setting& setting, const Configuration& configuration);

/// Throws ConfigError for an unknown choice; `place` precedes the name of the setting.
void choose(const Setting& setting, std::string_view value, Configuration& configuration,
            const std::string& place = {});

}  // namespace crystalgan
