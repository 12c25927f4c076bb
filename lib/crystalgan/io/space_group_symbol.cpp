#include "crystalgan/io/space_group_symbol.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <gemmi/symmetry.hpp>
#include <map>
#include <utility>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kTableSettings = 530;  // of the International Tables; the others of gemmi's table are additions

// Longest symbol that is looked up, without blanks. The longest full ones have 12 letters; chosen: room for odd ones.
constexpr std::size_t kMaxSymbol = 24;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) { return letter >= 'a' && letter <= 'z'; }

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string without_blanks_in(std::string_view name) {
  std::string letters(name);
  std::erase(letters, ' ');
  return letters;
}

/// A symbol in lower case, and what is said of its setting.
struct Symbol {
  std::vector<std::string> words;  ///< "fm-3m", or as the blanks cut it: "f", "m", "-3", "m"
  char extension = '\0';           ///< 1, 2, H or R as in gemmi's table
  bool may_ignore_extension = false;
  std::int64_t number = 0;
  char cell_choice = '\0';
  std::string qualifier;  ///< "b2", "-cba"
  bool is_known = true;   ///< everything in it has a meaning
};

/// Marks of TeX, HTML, Unicode and the IUCr as plain letters: a bar becomes '-' before its digit, subscripts stay digits.
std::string plain(std::string_view given) {
  std::string text = in_lower_case(std::string(given));
  for (std::size_t open = text.find('<'); open != std::string::npos; open = text.find('<')) {  // <sub>
    const std::size_t close = text.find('>', open);
    if (close == std::string::npos) break;
    text.erase(open, close - open + 1);
  }
  for (const char* bar : {"\xCC\x84", "\xCC\x85"})  // combining macron and overline follow their digit
    for (std::size_t at = text.find(bar); at != std::string::npos; at = text.find(bar))
      text.erase(at, 2).insert(at == 0 ? 0 : at - 1, "-");
  for (const char* bar : {"\\overline", "\\bar", "\\=", "bar", "\xE2\x88\x92", "\xE2\x80\x93"})
    replace_all(text, bar, "-");
  for (char digit = '1'; digit <= '6'; ++digit)
    replace_all(text, std::string("\xE2\x82") + static_cast<char>(0x80 + digit - '0'), std::string(1, digit));
  for (char& letter : text)
    if (letter == '\t' || letter == '\n' || letter == '\r') letter = ' ';
  std::erase_if(text,
                [](char letter) { return std::string_view("${}\\~^'\"*").find(letter) != std::string_view::npos; });
  // "P_21/c" has blanks, "P2_1/c" a subscript
  const bool is_blank = text.size() > 1 && text[1] == '_';
  for (std::size_t at = text.find('_'); at != std::string::npos; at = text.find('_', at))
    is_blank ? text.replace(at, 1, " ") : text.erase(at, 1);
  replace_all(text, "- ", "-");
  const std::size_t first = std::min(text.size(), text.find_first_not_of(' '));
  text.erase(0, first);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

/// "62", "no. 62", "#62".
std::int64_t number_in(std::string_view words) {
  for (bool is_shorter = true; is_shorter;) {
    is_shorter = false;
    for (const std::string_view mark : {"space group", "sg", "it", "no", "nr", "#", ".", " "}) {
      if (!words.starts_with(mark)) continue;
      words.remove_prefix(mark.size());
      is_shorter = true;
    }
  }
  return try_parse_count(words).value_or(0);
}

/// What stands in brackets: a number, "origin choice 2", "cell choice 3", "hexagonal axes", "b1".
void note_words(std::string words, Symbol& symbol) {
  std::erase_if(words, [](char letter) { return letter == ',' || letter == ';'; });
  const char last = words.empty() ? ' ' : words.back();
  if (const std::int64_t number = number_in(words); number > 0)
    symbol.number = number;
  else if ((words.starts_with("origin") || words == "o1" || words == "o2") && (last == '1' || last == '2'))
    symbol.extension = last;
  else if ((words.starts_with("cell choice") || words.starts_with("cell_choice")) && last >= '1' && last <= '3')
    symbol.cell_choice = last;
  else if (words == "h" || words.starts_with("hex"))
    symbol.extension = 'H';
  else if (words == "r" || words.starts_with("rhom"))
    symbol.extension = 'R';
  else if (words.size() == 2 && words[0] >= 'a' && words[0] <= 'c' && is_digit(last))
    symbol.qualifier = words;
  else
    symbol.is_known = false;
}

/// Takes brackets off the text: subscripts stay as digits, the rest is noted.
void take_brackets(std::string& text, Symbol& symbol) {
  for (std::size_t open = text.find_first_of("(["); open != std::string::npos; open = text.find_first_of("([")) {
    const std::size_t close = text.find(text[open] == '(' ? ')' : ']', open);
    if (close == std::string::npos) {
      symbol.is_known = false;
      return;
    }
    const std::string words = text.substr(open + 1, close - open - 1);
    const bool is_subscript = open > 0 && is_digit(text[open - 1]) && words.size() == 1 && is_digit(words[0]);
    if (!is_subscript) note_words(words, symbol);
    text.replace(open, close - open + 1, is_subscript ? words : "");
  }
}

/// ":2", ":H", ":b1", ":1cab", ", no. 62" after a symbol, and the "S", "Z", "H", "R" of the ICSD.
void take_setting(std::string& text, Symbol& symbol) {
  if (const std::size_t mark = std::min({text.find(','), text.find('#'), text.find("no."), text.find("nr.")});
      mark != std::string::npos) {
    note_words(text.substr(mark), symbol);
    text.resize(mark);
  }
  if (const std::size_t colon = text.find(':'); colon != std::string::npos) {
    const std::string setting = without_blanks_in(std::string_view(text).substr(colon + 1));
    text.resize(colon);
    const bool has_extension = setting.starts_with('1') || setting.starts_with('2') || setting == "h" || setting == "r";
    if (has_extension) symbol.extension = static_cast<char>(std::toupper(static_cast<unsigned char>(setting[0])));
    symbol.qualifier = setting.substr(has_extension ? 1 : 0);  // "1cab" of spglib is both
    symbol.is_known = symbol.is_known && !setting.empty();
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (text.ends_with(" o1") || text.ends_with(" o2")) {
    symbol.extension = text.back();
    text.resize(text.size() - 3);
  }
  if (text.size() < 3) return;
  const std::size_t kind = std::string_view("szhr").find(text.back());
  if (kind == std::string_view::npos) return;
  symbol.extension = "12HR"[kind];
  symbol.may_ignore_extension = kind < 2;  // the ICSD writes S with groups of one origin, too
  text.pop_back();
}

Symbol parse_symbol(std::string_view given) {
  Symbol symbol;
  std::string text = plain(given);
  take_brackets(text, symbol);
  take_setting(text, symbol);
  for (const std::string_view word : split_words(text)) symbol.words.emplace_back(word);
  return symbol;
}

/// One axis of a symbol at `at`: "-3", "21/m", "4", "m".
std::string take_axis(const std::string& letters, std::size_t& at) {
  const std::size_t first = at;
  if (letters[at] == '-') ++at;
  if (at < letters.size() && is_digit(letters[at])) {
    ++at;
    // a screw axis: its second digit is smaller
    if (at < letters.size() && is_digit(letters[at]) && letters[at] != '0' && letters[at] < letters[at - 1] &&
        letters[first] != '-')
      ++at;
    if (at + 1 < letters.size() && letters[at] == '/' && is_letter(letters[at + 1])) at += 2;
  } else if (at < letters.size()) {
    ++at;
  }
  return letters.substr(first, at - first);
}

/// "fm-3m" of the full symbol "f4/m-32/m" and of the old one "fm3m"; others unchanged.
std::string short_symbol(const std::string& letters) {
  if (letters.size() > 2 && std::string_view("pfi").find(letters[0]) != std::string_view::npos &&
      is_letter(letters[1]) && letters[2] == '3')
    return letters.substr(0, 2) + "-" + letters.substr(2);
  std::vector<std::string> axes;
  for (std::size_t at = 1; at < letters.size();) axes.push_back(take_axis(letters, at));
  const auto is_mirrored = [](const std::string& axis) { return axis.find('/') != std::string::npos; };
  const bool is_cubic = axes.size() >= 2 && axes[1] == "-3";
  const bool is_trigonal = !axes.empty() && axes[0] == "-3";
  const auto mirrored = std::count_if(axes.begin(), axes.end(), is_mirrored);
  const bool has_main_axis = axes.size() == 3 && (axes[0][0] == '4' || axes[0][0] == '6');
  if (!is_cubic && !is_trigonal && !has_main_axis && mirrored != 3) return letters;
  std::string shortened = letters.substr(0, 1);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const bool is_main_axis = i == 0 && has_main_axis && !is_cubic;
    shortened += is_mirrored(axes[i]) && !is_main_axis ? axes[i].substr(axes[i].size() - 1) : axes[i];
  }
  return shortened;
}

/// "fm-3m" of "fm3-m", as the ICSD wrote it.
std::string with_bars_before(std::string letters) {
  for (std::size_t at = 1; at < letters.size(); ++at)
    if (letters[at] == '-' && is_digit(letters[at - 1])) std::swap(letters[at], letters[at - 1]);
  return letters;
}

/// Each list of equal operators once: origin 1 of C c c a is that of C c c b.
Settings distinct(const Settings& settings) {
  Settings kept;
  for (const gemmi::SpaceGroup* setting : settings)
    if (std::ranges::none_of(kept, [&](const auto* other) { return std::string_view(other->hall) == setting->hall; }))
      kept.push_back(setting);
  return kept;
}

bool is_monoclinic(const gemmi::SpaceGroup& setting) { return setting.number >= 3 && setting.number <= 15; }

/// "p21/c" of "p 1 21/c 1", "p 1 1 21/c" and "p 21/c 1 1".
std::string without_unique_axis(const std::string& name) {
  std::string letters(1, name[0]);
  for (const std::string_view word : split_words(std::string_view(name).substr(1)))
    if (word != "1") letters += word;
  return letters;
}

/// Whether `name` is `pattern` with one of the glides a, b and c for every e.
bool is_with_glide(std::string_view pattern, std::string_view name) {
  return std::ranges::equal(pattern, name, [](char wanted, char letter) {
    return wanted == letter || (wanted == 'e' && letter >= 'a' && letter <= 'c');
  });
}

/// All names without blanks, in lower case, and the settings that share them.
std::map<std::string, Settings> make_index() {
  std::map<std::string, Settings> index;
  const auto lower = [](const char* name) { return in_lower_case(name); };
  for (std::size_t i = 0; i < std::size(gemmi::spacegroup_tables::main); ++i) {
    const gemmi::SpaceGroup& setting = gemmi::spacegroup_tables::main[i];
    index[without_blanks_in(lower(setting.hm))].push_back(&setting);
    if (i < kTableSettings && is_monoclinic(setting)) index[without_unique_axis(lower(setting.hm))].push_back(&setting);
  }
  for (const gemmi::SpaceGroupAltName& other : gemmi::spacegroup_tables::alt_names) {
    Settings& settings = index[without_blanks_in(lower(other.hm))];
    const gemmi::SpaceGroup& named = gemmi::spacegroup_tables::main[other.pos];
    settings.push_back(&named);
    // "C m m e" is "C m m a" and "C m m b", which differ in their origin
    for (std::size_t i = 0; i < kTableSettings; ++i)
      if (const gemmi::SpaceGroup& setting = gemmi::spacegroup_tables::main[i];
          setting.number == named.number && is_with_glide(other.hm, setting.hm))
        settings.push_back(&setting);
  }
  return index;
}

/// Null where no name is spelt like this.
const Settings* find_name(const std::string& letters) {
  static const std::map<std::string, Settings> index = make_index();
  const auto found = index.find(letters);
  return found == index.end() ? nullptr : &found->second;
}

Settings settings_named(const std::string& letters) {
  if (letters.size() < 2 || letters.size() > kMaxSymbol) return {};
  if (const Settings* found = find_name(letters)) return *found;
  for (const std::string& spelling : {letters, with_bars_before(letters)})
    if (const Settings* found = find_name(short_symbol(spelling))) return *found;
  return {};
}

/// Blanks tell "P 3 1 2" from "P 31 2".
bool is_cut_elsewhere(const gemmi::SpaceGroup& setting, const Symbol& symbol) {
  if (setting.number < 143 || setting.number > 167 || setting.hm[0] != 'P') return false;
  const auto axes = split_words(std::string_view(setting.hm).substr(1));
  const auto has = [](const auto& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
  };
  for (const std::string_view screw : {"31", "32"}) {
    if (has(symbol.words, screw) && !has(axes, screw)) return true;
    if (has(symbol.words, "3") && has(axes, screw)) return true;
  }
  return false;
}

bool agrees(const gemmi::SpaceGroup& setting, const Symbol& symbol) {
  const std::string_view qualifier = setting.qualifier;
  return (symbol.extension == '\0' || setting.ext == symbol.extension) &&
         (symbol.number == 0 || setting.number == symbol.number) &&
         (symbol.cell_choice == '\0' || (!qualifier.empty() && qualifier.back() == symbol.cell_choice)) &&
         (symbol.qualifier.empty() || qualifier == symbol.qualifier) && !is_cut_elsewhere(setting, symbol);
}

}  // namespace

Settings settings_of_symbol(std::string_view text) {
  if (text.size() > 100) return {};  // chosen: far more than any symbol with its remarks
  const bool is_trigonal = text.find('3') != std::string_view::npos;  // where blanks matter
  if (const Settings* found = is_trigonal ? nullptr : find_name(without_blanks_in(in_lower_case(std::string(text)))))
    return distinct(*found);
  Symbol symbol = parse_symbol(text);
  if (!symbol.is_known) return {};
  std::string letters = join(symbol.words, "");
  if (const auto number = try_parse_count(letters)) return settings_of_number(*number);
  Settings settings = settings_named(letters);
  if (settings.empty() && letters.starts_with('h')) {  // hexagonal axes in the Protein Data Bank
    letters[0] = 'r';
    settings = settings_named(letters);
    if (symbol.extension == '\0') symbol.extension = 'H';
  }
  const bool has_extension = std::ranges::any_of(settings, [](const auto* setting) { return setting->ext != '\0'; });
  if (symbol.may_ignore_extension && !has_extension) symbol.extension = '\0';
  std::erase_if(settings, [&](const auto* setting) { return !agrees(*setting, symbol); });
  return distinct(settings);
}

Settings settings_of_number(std::int64_t number) {
  Settings settings;
  for (std::size_t i = 0; i < kTableSettings; ++i)
    if (gemmi::spacegroup_tables::main[i].number == number) settings.push_back(&gemmi::spacegroup_tables::main[i]);
  return distinct(settings);
}

const gemmi::SpaceGroup* setting_of_hall_symbol(std::string_view text) {
  // "P 3 2" is another group than "P 32"
  const auto letters_of = [](std::string_view name) {
    std::string letters = in_lower_case(std::string(name));
    std::ranges::replace(letters, '_', ' ');
    const auto words = split_words(letters);
    return join({words.begin(), words.end()}, " ");
  };
  const std::string letters = letters_of(text);
  const auto* const found = std::ranges::find_if(gemmi::spacegroup_tables::main, [&](const gemmi::SpaceGroup& setting) {
    return letters_of(setting.hall) == letters;
  });
  return found == std::end(gemmi::spacegroup_tables::main) ? nullptr : found;
}

std::string name_of(const gemmi::SpaceGroup& setting) { return setting.xhm(); }

}  // namespace crystalgan
