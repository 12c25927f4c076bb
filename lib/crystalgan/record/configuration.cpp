#include "crystalgan/record/configuration.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/record/settings.hpp"

namespace crystalgan {
namespace {

template <class T>
constexpr bool kIsText = std::is_same_v<T, std::string>;

std::string known_keys(std::string_view section) {
  std::vector<std::string> keys;
  for (const Setting& setting : settings())
    if (setting.section == section) keys.emplace_back(setting.key);
  if (section.empty())
    for (const Setting& setting : settings()) {
      const std::string table = "[" + std::string(setting.section) + "]";
      if (!setting.section.empty() && std::find(keys.begin(), keys.end(), table) == keys.end()) keys.push_back(table);
    }
  return join(keys);
}

const Setting* find_setting(std::string_view section, std::string_view key) {
  for (const Setting& setting : settings())
    if (setting.section == section && setting.key == key) return &setting;
  return nullptr;
}

std::string at_line(const std::string& file, const toml::node& node) {
  return file + ":" + std::to_string(node.source().begin.line) + ": ";
}

void assign(const Setting& setting, const toml::node& node, const std::string& place, Configuration& configuration) {
  const auto refuse = [&](const char* expected) {
    throw ConfigError(place + setting.name(), std::string("expected ") + expected);
  };
  std::visit(
      [&](auto* field) {
        auto& target = field(configuration);
        using Target = std::remove_reference_t<decltype(target)>;
        if constexpr (kIsText<Target>) {
          if (!node.is_string()) refuse("a text in quotes");
          target = **node.as_string();
        } else if constexpr (std::is_same_v<Target, bool>) {
          if (!node.is_boolean()) refuse("true or false");
          target = **node.as_boolean();
        } else if constexpr (std::is_same_v<Target, std::int64_t>) {
          if (!node.is_integer()) refuse("a whole number");
          target = **node.as_integer();
        } else {
          if (!node.is_number()) refuse("a number");
          target = *node.value<double>();
        }
      },
      setting.field);
}

void assign_table(std::string_view section, const toml::table& table, const std::string& file,
                  Configuration& configuration) {
  for (const auto& [key, node] : table) {
    if (const Setting* setting = find_setting(section, key.str())) {
      assign(*setting, node, at_line(file, node), configuration);
    } else if (section.empty() && node.is_table()) {
      const std::string_view name = key.str();
      const bool known =
          std::any_of(settings().begin(), settings().end(), [name](const Setting& s) { return s.section == name; });
      if (!known)
        throw ConfigError(at_line(file, node) + "[" + printable(key.str()) + "]",
                          "unknown section; known: " + known_keys(""));
      assign_table(key.str(), *node.as_table(), file, configuration);
    } else {
      throw ConfigError(at_line(file, node) + printable(key.str()), "unknown key; known: " + known_keys(section));
    }
  }
}

void require_in_range(const Setting& setting, Configuration& configuration) {
  std::visit(
      [&](auto* field) {
        const auto& value = field(configuration);
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (kIsText<Value>) {
          const auto& choices = setting.choices;
          if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end())
            throw ConfigError(setting.name(), "expected " + join({choices.begin(), choices.end()}, " or ") + ", got '" +
                                                  printable(value) + "'");
        } else if constexpr (!std::is_same_v<Value, bool>) {
          const auto number = static_cast<double>(value);
          if (!(number >= setting.least && number <= setting.most))
            throw ConfigError(setting.name(), "expected " + exact_text(setting.least) + " to " +
                                                  exact_text(setting.most) + ", got " + exact_text(number));
        }
      },
      setting.field);
}

std::string toml_value(const Setting& setting, Configuration& configuration) {
  return std::visit(
      [&](auto* field) -> std::string {
        const auto& value = field(configuration);
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (kIsText<Value>) {
          std::ostringstream text;
          text << toml::value<std::string>(value);
          return text.str();
        } else if constexpr (std::is_same_v<Value, bool>) {
          return value ? "true" : "false";
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          return std::to_string(value);
        } else {
          const std::string text = exact_text(value);
          return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
        }
      },
      setting.field);
}

}  // namespace

Configuration default_configuration(const std::string& mode) {
  Configuration configuration;
  configuration.method.mode = mode;
  if (mode != "published") return configuration;
  configuration.screening.policy = "published";
  configuration.screening.repair = false;
  return configuration;
}

std::optional<std::string> mode_of(std::string_view toml, const std::string& file) {
  Configuration nothing;
  nothing.method.mode.clear();
  const Configuration read = parse_configuration(toml, file, nothing);
  if (read.method.mode.empty()) return std::nullopt;
  return read.method.mode;
}

Configuration parse_configuration(std::string_view toml, const std::string& file, const Configuration& start) {
  Configuration configuration = start;
  try {
    const toml::table table = toml::parse(toml);
    assign_table("", table, file, configuration);
  } catch (const toml::parse_error& error) {
    throw ParseError(file, error.source().begin.line, std::string(error.description()));
  }
  return configuration;
}

std::string configuration_text(const Configuration& configuration) {
  Configuration copy = configuration;  // the table's fields are references into a mutable configuration
  std::string text;
  std::string_view section;
  for (const Setting& setting : settings()) {
    if (setting.section != section) text += "\n[" + std::string(setting.section) + "]\n";
    section = setting.section;
    std::string line = std::string(setting.key) + " = " + toml_value(setting, copy);
    line.resize(std::max<std::size_t>(line.size(), 28), ' ');
    text += line + "  # " + std::string(setting.meaning) + "\n";
  }
  return text;
}

void require_valid(const Configuration& configuration) {
  Configuration copy = configuration;
  for (const Setting& setting : settings()) require_in_range(setting, copy);
}

}  // namespace crystalgan
