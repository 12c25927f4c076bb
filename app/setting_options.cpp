#include "setting_options.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Sets a configuration value from the command line.
template <class Value>
void assign(const Setting& setting, const Value& value, Configuration& configuration) {
  if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
    auto& paths = std::get<PathsSetting>(setting.kind).field(configuration);
    paths.clear();
    for (const std::string& path : value) paths.push_back(absolute_path(path));
  } else if constexpr (std::is_same_v<Value, std::string>) {
    if (const auto* text = std::get_if<TextSetting>(&setting.kind))
      text->field(configuration) = text->is_path ? absolute_path(value) : value;
    else
      choose(setting, value, configuration);
  } else if constexpr (std::is_same_v<Value, std::int64_t>) {
    std::get<CountSetting>(setting.kind).field(configuration) = value;
  } else if constexpr (std::is_same_v<Value, double>) {
    std::get<RealSetting>(setting.kind).field(configuration) = value;
  } else {
    std::get<SwitchSetting>(setting.kind).field(configuration) = value;
  }
}

}  // namespace

void SettingOptions::add(CLI::App& command, OptionGroup group, std::string_view default_origin) {
  std::set<std::string_view> added;
  for (const Setting& setting : settings())
    if (setting.option.group == group && added.insert(setting.option.name).second)
      add(command, setting, setting.option_described(default_origin));
}

CLI::Option* SettingOptions::add(CLI::App& command, std::string_view setting, const std::string& help) {
  const Setting* found = find_setting(setting);
  if (found == nullptr || found->option.name.empty())
    throw std::logic_error(std::string(setting) + ": expected a setting with an option");
  return add(command, *found, help.empty() ? found->option_described() : help);
}

template <class Value>
CLI::Option* SettingOptions::bind(CLI::App& command, const Setting& setting, const std::string& help) {
  const auto give = [this, name = setting.option.name](const Value& value) {
    for (const Setting& row : settings())
      if (row.option.name == name) given_.push_back({&row, [&row, value](Configuration& c) { assign(row, value, c); }});
  };
  const std::string name(setting.option.name);
  if constexpr (std::is_same_v<Value, bool>) {
    const bool value = !name.starts_with("--no-");
    return command.add_flag_callback(
        name, [give, value] { give(value); }, help);
  } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
    // one value each time: A and B may follow
    return command.add_option_function<Value>(name, give, help)->allow_extra_args(false);
  } else {
    return command.add_option_function<Value>(name, give, help);
  }
}

CLI::Option* SettingOptions::add(CLI::App& command, const Setting& setting, const std::string& help) {
  if (std::holds_alternative<SwitchSetting>(setting.kind)) return bind<bool>(command, setting, help);
  if (std::holds_alternative<PathsSetting>(setting.kind)) return bind<std::vector<std::string>>(command, setting, help);
  if (std::holds_alternative<CountSetting>(setting.kind)) return bind<std::int64_t>(command, setting, help);
  if (std::holds_alternative<RealSetting>(setting.kind)) return bind<double>(command, setting, help);
  return bind<std::string>(command, setting, help);
}

bool SettingOptions::given(std::string_view setting) const {
  return std::ranges::any_of(given_, [setting](const Given& given) { return given.setting->name() == setting; });
}

const Setting* SettingOptions::unused_in(Mode mode) const {
  const auto found =
      std::ranges::find_if(given_, [mode](const Given& given) { return !given.setting->is_used_in(mode); });
  return found == given_.end() ? nullptr : found->setting;
}

void SettingOptions::apply(Configuration& configuration) const {
  for (const Given& given : given_) given.set(configuration);
}

std::string absolute_path(const std::string& path) {
  if (path.empty() || !is_utf8(path))
    throw ConfigError("structures", "expected a path in UTF-8, got '" + printable(path) + "'");
  return std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace crystalgan
