// The tables of docs/reference/settings.md are made from the rows of settings() and the defaults of a Configuration.
// CRYSTALGAN_SETTINGS_OUTPUT=FILE writes the page as it should read now.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <sstream>
#include <string>

#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/settings.hpp"
#include "tests/support/generated_block.hpp"

namespace crystalgan {
namespace {

// Without the comment behind it.
std::string value_of(const std::string& text) {
  const std::string value = text.substr(0, text.find(" # "));
  return value.substr(0, value.find_last_not_of(' ') + 1);
}

// "training.members" -> "4", as run.toml has it.
std::map<std::string, std::string> defaults() {
  std::map<std::string, std::string> values;
  std::istringstream toml(configuration_text({}));
  std::string section;
  for (std::string line; std::getline(toml, line);) {
    const auto equals = line.find(" = ");
    if (line.starts_with('['))
      section = line.substr(1, line.find(']') - 1) + ".";
    else if (!line.starts_with('#') && equals != std::string::npos)
      values[section + line.substr(0, equals)] = value_of(line.substr(equals + 3));
  }
  return values;
}

// What a value may be, by the kind of its setting.
struct Allowed {
  std::string operator()(const TextSetting&) const { return ""; }
  std::string operator()(const PathsSetting&) const { return ""; }
  std::string operator()(const SwitchSetting&) const { return "true, false"; }
  std::string operator()(const ChoiceSetting& kind) const {
    return join({kind.choices.begin(), kind.choices.end()}, ", ");
  }
  std::string operator()(const CountSetting& kind) const {
    return std::to_string(kind.min) + " to " + std::to_string(kind.max);
  }
  std::string operator()(const RealSetting& kind) const {
    return exact_text(kind.min) + " to " + exact_text(kind.max) + (kind.unit.empty() ? "" : " ") +
           std::string(kind.unit);
  }
};

std::string tables() {
  const auto values = defaults();
  std::string text;
  const Setting* last = nullptr;
  for (const Setting& setting : settings()) {
    if (last == nullptr || last->section != setting.section) {
      text += last == nullptr ? "" : "\n";
      text += setting.section.empty() ? "" : "## " + std::string(setting.section) + "\n\n";
      text += "| key | default | allowed | meaning |\n| --- | --- | --- | --- |\n";
    }
    text += "| `" + std::string(setting.key) + "` | `" + values.at(setting.name()) + "` | " +
            std::visit(Allowed(), setting.kind) + " | " + std::string(setting.meaning) + " |\n";
    last = &setting;
  }
  return text;
}

TEST(SettingsPage, HasTheTablesThatTheCodeGives) {
  const std::string page = read_file(CRYSTALGAN_SETTINGS_PAGE);
  EXPECT_EQ(test::generated_block(page, "settings"), tables());
  if (const char* file = std::getenv("CRYSTALGAN_SETTINGS_OUTPUT"))
    write_file(file, test::with_generated_block(page, "settings", tables()));
}

TEST(SettingsPage, NeedsItsMarkers) { EXPECT_THROW(test::generated_block("no block", "settings"), std::runtime_error); }

}  // namespace
}  // namespace crystalgan
