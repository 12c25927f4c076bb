#include "crystalgan/record/configuration.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/record/settings.hpp"
#include "crystalgan/record/toml_text.hpp"

namespace crystalgan {
namespace {

// Keys of earlier versions and their present names; nothing for removed ones. A choice that was a switch says what it meant.
struct EarlierKey {
  std::string_view name;
  std::string_view now;
  std::string_view if_true = {};
  std::string_view if_false = {};
};

constexpr EarlierKey kEarlierKeys[] = {
    {"periodic", ""},
    {"training.engine", ""},
    {"training.device", ""},
    {"symmetry.model", "symmetry.learned"},
    {"relaxation.most_evaluations", "relaxation.max_evaluations"},
    {"relaxation.keep_symmetry", "relaxation.symmetry", "kept", "free"},
    {"judge", "dft"},
    {"dft.most_steps", "dft.max_steps"},
    {"dft.most_atoms", "dft.max_atoms"},
};

const EarlierKey* find_earlier(std::string_view name) {
  const auto* found = std::ranges::find(kEarlierKeys, name, &EarlierKey::name);
  return found == std::end(kEarlierKeys) ? nullptr : found;
}

bool is_section(std::string_view name) {
  return std::ranges::any_of(settings(), [name](const Setting& setting) { return setting.section == name; });
}

std::string known_keys(std::string_view section) {
  std::vector<std::string> keys;
  for (const Setting& setting : settings())
    if (setting.section == section) keys.emplace_back(setting.key);
  if (section.empty())
    for (const Setting& setting : settings()) {
      const std::string table = "[" + std::string(setting.section) + "]";
      if (!setting.section.empty() && std::find(keys.begin(), keys.end(), table) == keys.end()) keys.push_back(table);
    }
  if (section.empty()) keys.emplace_back("[limits]");
  return join(keys);
}

std::string at_line(const std::string& file, const toml::node& node) {
  return file + ":" + std::to_string(node.source().begin.line) + ": ";
}

std::string got(const toml::node& node) {
  std::ostringstream kind;
  kind << node.type();
  return ", got a value of type " + kind.str();
}

// Sets a configuration value from the file.
struct Assignment {
  const Setting& setting;
  const toml::node& node;
  std::string place;
  Configuration& configuration;
  const EarlierKey* earlier;  // what the file calls it, or null

  void operator()(const TextSetting& kind) const {
    kind.field(configuration) = **expected(node.as_string(), "a text in quotes");
  }
  /// Earlier versions had one path, or '' for none.
  void operator()(const PathsSetting& kind) const {
    std::vector<std::string>& paths = kind.field(configuration);
    paths.clear();
    if (const toml::array* list = node.as_array())
      for (const toml::node& item : *list) paths.push_back(**expected(item.as_string(), "a list of texts in quotes"));
    else if (const auto& path = **expected(node.as_string(), "a list of texts in quotes"); !path.empty())
      paths.push_back(path);
    if (std::ranges::find(paths, "") != paths.end())
      throw ConfigError(place + setting.name(), "expected paths, got ''");
  }
  void operator()(const ChoiceSetting&) const {
    const auto* was_switch = earlier != nullptr && !earlier->if_true.empty() ? node.as_boolean() : nullptr;
    if (was_switch != nullptr)
      return choose(setting, **was_switch ? earlier->if_true : earlier->if_false, configuration, place);
    choose(setting, **expected(node.as_string(), "a text in quotes"), configuration, place);
  }
  void operator()(const CountSetting& kind) const {
    kind.field(configuration) = **expected(node.as_integer(), "a whole number");
  }
  void operator()(const RealSetting& kind) const {
    const auto number = node.is_number() ? node.value<double>() : std::nullopt;
    kind.field(configuration) = *expected(number ? &*number : nullptr, "a number");
  }
  void operator()(const SwitchSetting& kind) const {
    kind.field(configuration) = **expected(node.as_boolean(), "true or false");
  }

 private:
  template <class Value>
  const Value* expected(const Value* value, const char* kind) const {
    if (value == nullptr) throw ConfigError(place + setting.name(), std::string("expected ") + kind + got(node));
    return value;
  }
};

void assign_limits(const toml::table& table, const std::string& file, ReadLimits& limits) {
  for (const auto& [key, node] : table) {
    const auto number = node.is_number() ? node.value<double>() : std::nullopt;
    if (!number)
      throw ConfigError(at_line(file, node) + "limits." + printable(std::string(key.str())),
                        "expected a number" + got(node));
    set_read_limit(limits, key.str(), exact_text(*number), at_line(file, node));
  }
}

void assign_table(const std::string& section, const toml::table& table, const std::string& file,
                  Configuration& configuration) {
  for (const auto& [key, node] : table) {
    const std::string word(key.str());
    const std::string written = section.empty() ? word : join({section, word}, ".");
    const EarlierKey* earlier = find_earlier(written);
    const std::string name = earlier == nullptr ? written : std::string(earlier->now);
    if (name.empty()) continue;
    if (name == "limits" && node.is_table()) {
      assign_limits(*node.as_table(), file, configuration.limits);
      continue;
    }
    if (const Setting* setting = find_setting(name)) {
      std::visit(Assignment{*setting, node, at_line(file, node), configuration, earlier}, setting->kind);
    } else if (section.empty() && node.is_table()) {
      if (!is_section(name))
        throw ConfigError(at_line(file, node) + "[" + printable(word) + "]",
                          "unknown section; known: " + known_keys(""));
      assign_table(name, *node.as_table(), file, configuration);
    } else {
      throw ConfigError(at_line(file, node) + printable(word), "unknown key; known: " + known_keys(section));
    }
  }
}

// Only numbers have a range; written so that NaN fails.
struct RangeCheck {
  const Setting& setting;
  Configuration& configuration;

  void operator()(const CountSetting& kind) const {
    require(kind, [](std::int64_t n) { return std::to_string(n); });
  }
  void operator()(const RealSetting& kind) const { require(kind, exact_text); }
  void operator()(const TextSetting&) const {}
  void operator()(const PathsSetting&) const {}
  void operator()(const ChoiceSetting&) const {}
  void operator()(const SwitchSetting&) const {}

 private:
  template <class Kind, class Text>
  void require(const Kind& kind, const Text& text) const {
    const auto number = kind.field(configuration);
    if (!(number >= kind.min && number <= kind.max))
      throw ConfigError(setting.name(),
                        "expected " + text(kind.min) + " to " + text(kind.max) + ", got " + text(number));
  }
};

// Of the matrices between hidden layers of one network. Chosen: four networks with what Adam keeps take some 3 GB.
constexpr std::int64_t kMaxWeights = 25'000'000;

void require_networks_of_some_size(const Configuration::Networks& networks) {
  const std::int64_t weights = networks.width * networks.width * std::max<std::int64_t>(networks.layers - 2, 0);
  if (weights > kMaxWeights)
    throw ConfigError("networks.width", "expected at most " + std::to_string(kMaxWeights) +
                                            " weights between the hidden layers, width^2 (layers - 2), got " +
                                            std::to_string(weights));
}

std::string toml_value(const Setting& setting, const Configuration& configuration) {
  if (const auto* kind = std::get_if<PathsSetting>(&setting.kind)) {
    Configuration copy = configuration;  // the field needs a mutable configuration
    std::vector<std::string> paths = kind->field(copy);
    for (std::string& path : paths) path = toml_string(path);
    return "[" + join(paths) + "]";
  }
  const std::string value = value_text(setting, configuration);
  if (std::holds_alternative<TextSetting>(setting.kind) || std::holds_alternative<ChoiceSetting>(setting.kind))
    return toml_string(value);
  const bool whole = value.find_first_of(".en") == std::string::npos;  // inf and nan are already reals in TOML
  return std::holds_alternative<RealSetting>(setting.kind) && whole ? value + ".0" : value;
}

}  // namespace

Configuration default_configuration(Mode mode, MethodName method) {
  Configuration configuration;
  configuration.method = {method, mode};
  if (method == MethodName::discogan) configuration.training.epochs_step1 = kDiscoGanEpochs;
  if (mode == Mode::symmetry) return configuration;
  configuration.training.members = kTrainedMembers;
  configuration.generation.samples = 0;
  configuration.screening.repair = mode == Mode::repaired;
  configuration.screening.policy = mode == Mode::repaired ? Policy::radii : Policy::published;
  return configuration;
}

std::optional<Mode> mode_of(std::string_view toml, const std::string& file) {
  const auto read_over = [&](Mode mode) { return parse_configuration(toml, file, default_configuration(mode)); };
  const Mode mode = read_over(Mode::repaired).method.mode;
  if (mode != read_over(Mode::published).method.mode) return std::nullopt;  // the text names no mode
  return mode;
}

std::optional<MethodName> method_of(std::string_view toml, const std::string& file) {
  const auto read_over = [&](MethodName method) {
    return parse_configuration(toml, file, default_configuration(Mode::repaired, method)).method.name;
  };
  const MethodName method = read_over(MethodName::crystalgan);
  if (method != read_over(MethodName::discogan)) return std::nullopt;  // the text names no method
  return method;
}

Configuration parse_configuration(std::string_view toml, const std::string& file, const Configuration& start) {
  Configuration configuration = start;
  require_plain_toml(toml, file);
  try {
    const toml::table table = toml::parse(toml);
    assign_table("", table, file, configuration);
  } catch (const toml::parse_error& error) {
    throw ParseError(file, error.source().begin.line, std::string(error.description()));
  }
  return configuration;
}

Configuration parse_recorded(std::string_view toml, const std::string& file) {
  try {
    Configuration configuration = parse_configuration(toml, file);
    require_valid(configuration);
    return configuration;
  } catch (const ConfigError& error) {
    const std::string_view what = error.what();  // a wrong key has the place already
    const bool has_place = what.starts_with(file + ":");
    throw ParseError(file, 0, std::string(has_place ? what.substr(file.size() + 1) : what));
  }
}

std::string configuration_text(const Configuration& configuration) {
  std::string text;
  std::string_view section;
  for (const Setting& setting : settings()) {
    if (setting.section != section) text += "\n[" + std::string(setting.section) + "]\n";
    section = setting.section;
    std::string line = std::string(setting.key) + " = " + toml_value(setting, configuration);
    line.resize(std::max<std::size_t>(line.size(), 28), ' ');
    text += line + "  # " + setting.described() + "\n";
  }
  return text;
}

Configuration without_program(Configuration recorded) {
  recorded.relaxation.ase_path.clear();
  recorded.relaxation.python = recorded.relaxation.ase.empty() ? Configuration{}.relaxation.python : "";
  recorded.dft.python = Configuration{}.dft.python;
  recorded.limits = {};
  return recorded;
}

void require_valid(const Configuration& configuration) {
  Configuration copy = configuration;
  for (const Setting& setting : settings()) std::visit(RangeCheck{setting, copy}, setting.kind);
  require_networks_of_some_size(configuration.networks);
}

}  // namespace crystalgan
