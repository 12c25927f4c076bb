#include "completion.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/record/settings.hpp"

namespace crystalgan {
namespace {

/// The value of an option or an argument.
struct Value {
  enum class Kind { none, choice, number, file } kind = Kind::none;
  std::vector<std::string> choices;
};

// CLI::IsMember gives "TEXT:{bash,zsh,fish}".
std::vector<std::string> choices_of_check(std::string_view type) {
  const auto open = type.find('{');
  const auto close = type.find('}');
  std::vector<std::string> choices;
  if (open == std::string_view::npos || close == std::string_view::npos) return choices;
  for (std::string_view rest = type.substr(open + 1, close - open - 1); !rest.empty();) {
    const std::string_view choice = rest.substr(0, rest.find(','));
    choices.emplace_back(choice);
    rest.remove_prefix(std::min(rest.size(), choice.size() + 1));
  }
  return choices;
}

// An option with several values is not a setting.
std::vector<std::string> choices_of_setting(const CLI::Option& option) {
  if (option.get_lnames().empty() || option.get_items_expected_max() > 1) return {};
  const std::string name = "--" + option.get_lnames().front();
  for (const Setting& setting : settings())
    if (const auto* kind = std::get_if<ChoiceSetting>(&setting.kind); kind && setting.option.name == name)
      return {kind->choices.begin(), kind->choices.end()};
  return {};
}

Value value_of(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {};
  const std::string type = option.get_type_name();
  std::vector<std::string> choices = choices_of_check(type);
  if (choices.empty()) choices = choices_of_setting(option);
  if (!choices.empty()) return {Value::Kind::choice, choices};
  return {type.starts_with("TEXT") ? Value::Kind::file : Value::Kind::number, {}};
}

struct NamedOption {
  std::vector<std::string> names;  ///< "-o", "--output"
  std::string meaning;
  Value value;
  bool repeats;
};

struct CompletedCommand {
  std::string name;  ///< "" is the program itself; "campaign new" is a command below another
  std::string meaning;
  std::vector<NamedOption> options;
  Value argument;  ///< of the first positional argument
};

CompletedCommand command_of(const CLI::App& app, const std::string& title) {
  CompletedCommand command{title, app.get_description(), {}, {}};
  for (const CLI::App* below : app.get_subcommands({})) {
    if (title.empty()) break;  // those of the program are completed otherwise
    command.argument.kind = Value::Kind::choice;
    command.argument.choices.push_back(below->get_name());
  }
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    if (option->get_positional() && command.argument.kind == Value::Kind::none) command.argument = value_of(*option);
    if (!option->nonpositional()) continue;
    NamedOption named{{}, option->get_description(), value_of(*option), option->get_items_expected_max() > 1};
    for (const std::string& name : option->get_snames()) named.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) named.names.push_back("--" + name);
    command.options.push_back(std::move(named));
  }
  return command;
}

std::vector<CompletedCommand> commands_of(const CLI::App& program) {
  std::vector<CompletedCommand> commands;
  for (const CLI::App* app : program.get_subcommands({})) {
    commands.push_back(command_of(*app, app->get_name()));
    for (const CLI::App* below : app->get_subcommands({}))
      commands.push_back(command_of(*below, app->get_name() + " " + below->get_name()));
  }
  return commands;
}

bool is_below(const CompletedCommand& command) { return command.name.find(' ') != std::string::npos; }

std::string replaced(std::string_view text, const std::map<char, std::string>& replacements) {
  std::string out;
  for (const char character : text) {
    const auto found = replacements.find(character);
    out += found == replacements.end() ? std::string(1, character) : found->second;
  }
  return out;
}

// A quoted word of the shell. In bash and zsh single quotes protect everything.
std::string in_quotes(std::string_view text) { return "'" + replaced(text, {{'\'', "'\\''"}}) + "'"; }
std::string in_fish_quotes(std::string_view text) {
  return "'" + replaced(text, {{'\'', "\\'"}, {'\\', "\\\\"}}) + "'";
}

std::vector<std::string> names_of(const CompletedCommand& command) {
  std::vector<std::string> names;
  for (const NamedOption& option : command.options) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

// Commands with others below.
std::vector<std::string> groups_of(const std::vector<CompletedCommand>& commands) {
  std::vector<std::string> groups;
  for (const CompletedCommand& command : commands) {
    const std::string group = command.name.substr(0, command.name.find(' '));
    if (is_below(command) && (groups.empty() || groups.back() != group)) groups.push_back(group);
  }
  return groups;
}

// ---- bash: reads $word and $before, sets $words, or $number where there is nothing to offer ----

std::string bash_value(const Value& value) {
  switch (value.kind) {
    case Value::Kind::none:
      return "";
    case Value::Kind::choice:
      return "words=" + in_quotes(join(value.choices, " ")) + "; return";
    case Value::Kind::number:
      return "number=yes; return";
    case Value::Kind::file:
      return "return";
  }
  return "";
}

std::string bash_command(const CompletedCommand& command) {
  std::string text = "    '" + command.name + "')\n      case $before in\n";
  for (const NamedOption& option : command.options)
    if (option.value.kind != Value::Kind::none)
      text += "        " + join(option.names, "|") + ") " + bash_value(option.value) + " ;;\n";
  text += "      esac\n      words=" + in_quotes(join(names_of(command), " ")) + "\n";
  if (command.argument.kind == Value::Kind::choice)
    text += "      [[ $word == -* ]] || words=" + in_quotes(join(command.argument.choices, " ")) + "\n";
  else
    text += "      [[ $word == -* ]] || words=\n";
  return text + "      ;;\n";
}

constexpr const char* kBashHead = R"(# bash completion of crystalgan

_crystalgan_groups() {
  groups=GROUPS
}

_crystalgan_words() {
  case $command in
)";

// readline passes `--mode=published` as three words, and offers files if there are no words
constexpr const char* kBashTail = R"(  esac
}

_crystalgan() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= words= number= groups=
  _crystalgan_groups
  (( COMP_CWORD > 1 )) && command=${COMP_WORDS[1]}
  (( COMP_CWORD > 2 )) && [[ " $groups " == *" $command "* ]] && command+=" ${COMP_WORDS[2]}"
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]] && (( COMP_CWORD > 2 )); then
    before=${COMP_WORDS[COMP_CWORD-2]}
  fi
  _crystalgan_words
  COMPREPLY=()
  if [[ $number ]]; then
    compopt +o default 2>/dev/null
  elif [[ $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}

complete -o default -F _crystalgan crystalgan
)";

std::string bash_completion(const CompletedCommand& program, const std::vector<CompletedCommand>& commands) {
  std::vector<std::string> first;
  for (const CompletedCommand& command : commands)
    if (!is_below(command)) first.push_back(command.name);
  for (const std::string& name : names_of(program)) first.push_back(name);
  std::string head = kBashHead;
  head.replace(head.find("GROUPS"), std::string_view("GROUPS").size(), in_quotes(join(groups_of(commands), " ")));
  std::string text = head + ("    '') words=" + in_quotes(join(first, " ")) + " ;;\n");
  for (const CompletedCommand& command : commands) text += bash_command(command);
  return text + kBashTail;
}

// ---- zsh: specifications of _arguments ----

std::string zsh_value(const Value& value) {
  switch (value.kind) {
    case Value::Kind::none:
      return "";
    case Value::Kind::choice:
      return ":value:(" + join(value.choices, " ") + ")";
    case Value::Kind::number:
      return ":number: ";
    case Value::Kind::file:
      return ":file:_files";
  }
  return "";
}

std::string zsh_option(const NamedOption& option) {
  std::string text;
  for (const std::string& name : option.names) {
    const bool is_long = name.starts_with("--");
    const std::string others = option.repeats ? "*" : "(" + join(option.names, " ") + ")";
    const std::string glue = option.value.kind == Value::Kind::none ? "" : is_long ? "=" : "+";
    const std::string meaning = replaced(option.meaning, {{'[', "\\["}, {']', "\\]"}, {':', "\\:"}, {'\\', "\\\\"}});
    text += " \\\n        " + in_quotes(others + name + glue + "[" + meaning + "]" + zsh_value(option.value));
  }
  return text;
}

std::string zsh_command(const CompletedCommand& command) {
  std::string text = "    '" + command.name + "')\n      _arguments";
  for (const NamedOption& option : command.options) text += zsh_option(option);
  if (command.argument.kind != Value::Kind::none)
    text += " \\\n        " + in_quotes("*" + zsh_value(command.argument));
  return text + "\n      ;;\n";
}

std::string zsh_completion(const CompletedCommand& program, const std::vector<CompletedCommand>& commands) {
  std::string text =
      "#compdef crystalgan\n# zsh completion of crystalgan\n\n"
      "_crystalgan() {\n  local context state state_descr line\n  typeset -A opt_args\n  local -a commands=(\n";
  for (const CompletedCommand& command : commands)
    if (!is_below(command))
      text += "    " + in_quotes(command.name + ":" + replaced(command.meaning, {{'\\', "\\\\"}})) + "\n";
  text += "  )\n  _arguments -C";
  for (const NamedOption& option : program.options) text += zsh_option(option);
  text +=
      " \\\n        '1:command:->command' '*::argument:->argument'\n"
      "  [[ $state == command ]] && _describe -t commands command commands\n"
      "  [[ $state == argument ]] || return 0\n"
      "  local command=$words[1]\n"
      "  if (( CURRENT > 2 )) && [[ \" " +
      join(groups_of(commands), " ") +
      " \" == *\" $words[1] \"* ]]; then\n"
      "    command=\"$words[1] $words[2]\"\n    words=(\"${(@)words[2,-1]}\")\n    (( CURRENT -= 1 ))\n  fi\n"
      "  case $command in\n";
  for (const CompletedCommand& command : commands) text += zsh_command(command);
  // installed, it is the body of the function; in a running shell it is sourced
  return text +
         "  esac\n}\n\n"
         "if [[ $funcstack[1] == _crystalgan ]]; then _crystalgan \"$@\"; else compdef _crystalgan crystalgan; fi\n";
}

// ---- fish: one line per command and option ----

std::string fish_value(const Value& value) {
  switch (value.kind) {
    case Value::Kind::none:
      return "";
    case Value::Kind::choice:
      return " -x -a " + in_fish_quotes(join(value.choices, " "));
    case Value::Kind::number:
      return " -x";
    case Value::Kind::file:
      return " -r -F";
  }
  return "";
}

std::string fish_option(const std::string& condition, const NamedOption& option) {
  std::string text = "complete -c crystalgan -n " + in_fish_quotes(condition);
  for (const std::string& name : option.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return text + fish_value(option.value) + " -d " + in_fish_quotes(option.meaning) + "\n";
}

std::string fish_completion(const CompletedCommand& program, const std::vector<CompletedCommand>& commands) {
  std::string text = "# fish completion of crystalgan\n\n";
  for (const NamedOption& option : program.options) text += fish_option("__fish_use_subcommand", option);
  for (const CompletedCommand& command : commands) {
    const auto space = command.name.find(' ');
    const std::string first = command.name.substr(0, space);
    const std::string last = space == std::string::npos ? first : command.name.substr(space + 1);
    const std::string condition =
        "__fish_seen_subcommand_from " + first + (is_below(command) ? "; and __fish_seen_subcommand_from " + last : "");
    text += "\n";
    if (!is_below(command))
      text += "complete -c crystalgan -n __fish_use_subcommand -f -a " + command.name + " -d " +
              in_fish_quotes(command.meaning) + "\n";
    if (command.argument.kind == Value::Kind::choice)
      text += "complete -c crystalgan -n " + in_fish_quotes(condition) + " -f -a " +
              in_fish_quotes(join(command.argument.choices, " ")) + "\n";
    for (const NamedOption& option : command.options) text += fish_option(condition, option);
  }
  return text;
}

}  // namespace

std::string completion(const CLI::App& program, Shell shell) {
  const CompletedCommand itself = command_of(program, "");
  const std::vector<CompletedCommand> commands = commands_of(program);
  switch (shell) {
    case Shell::bash:
      return bash_completion(itself, commands);
    case Shell::zsh:
      return zsh_completion(itself, commands);
    case Shell::fish:
      return fish_completion(itself, commands);
  }
  return "";
}

}  // namespace crystalgan
