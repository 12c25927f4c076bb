#include "structure_pairs.hpp"

#include <filesystem>
#include <iostream>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

bool is_there(const std::string& path) {
  std::error_code failure;
  return std::filesystem::exists(path, failure);
}

// The last '#' that follows the name of an existing file: names of structures may contain more.
std::size_t end_of_path(const std::string& words) {
  std::size_t mark = words.rfind('#');
  while (mark != std::string::npos && mark > 0 && !is_there(words.substr(0, mark))) mark = words.rfind('#', mark - 1);
  return mark == 0 ? std::string::npos : mark;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

const StructureShelf::Item& StructureShelf::find(const std::string& words) {
  const std::size_t mark = end_of_path(words);
  if (mark == std::string::npos || is_there(words)) {
    const std::size_t count = structures_of(words).size();
    if (count != 1)
      throw ConfigError(words, "expected a file of one structure, or FILE#N or FILE#ID for one of several, got " +
                                   std::to_string(count) + " structures");
    return item(words, 0);
  }
  const std::string path = words.substr(0, mark);
  const std::string choice = words.substr(mark + 1);
  const auto& structures = structures_of(path);
  // names first: an OPTIMADE identifier may be a number
  for (std::size_t i = 0; i < structures.size(); ++i)
    if (!choice.empty() && structures[i].name().ends_with("#" + choice)) return item(path, i);
  if (const auto number = try_parse_count(choice); number && *number >= 1 && *number <= std::ssize(structures))
    return item(path, static_cast<std::size_t>(*number - 1));
  throw ConfigError(words, "expected a number from 1 to " + std::to_string(structures.size()) +
                               " or the name of a structure after '#', got '" + printable(choice) + "'");
}

const std::vector<Structure>& StructureShelf::structures_of(const std::string& path) {
  const auto known = files_.find(path);
  if (known != files_.end()) return known->second;
  ReadNotes notes;
  auto structures = read_structures(path, notes);
  for (const std::string& remark : notes.remarks) print_error("crystalgan: remark: {}\n", remark);
  for (const std::string& refusal : notes.refusals) print_error("crystalgan: {}\n", refusal);
  return files_.emplace(path, std::move(structures)).first->second;
}

const StructureShelf::Item& StructureShelf::item(const std::string& path, std::size_t index) {
  const auto known = items_.find({path, index});
  if (known != items_.end()) return known->second;
  const Structure& structure = files_.at(path)[index];
  return items_.emplace(std::pair(path, index), Item{structure, matcher_.prepare(structure)}).first->second;
}

PairList::PairList(const std::string& path) : name_(path == "-" ? "standard input" : path) {
  constexpr std::size_t max_bytes = std::size_t{64} << 20;  // chosen: some million pairs
  if (path != "-") text_ = read_file(path, max_bytes);
}

std::optional<PairLine> PairList::next() {
  for (std::string line; next_line(line);) {
    ++number_;
    if (trimmed(line).empty() || trimmed(line).front() == '#') continue;
    if (const auto tab = line.find('\t'); tab != std::string::npos) {
      PairLine pair{number_, trimmed(line.substr(0, tab)), trimmed(line.substr(tab + 1))};
      if (!pair.first.empty() && !pair.second.empty() && pair.second.find('\t') == std::string::npos) return pair;
      throw ParseError(name_, number_, "expected two names around one tab, got '" + printable(line) + "'");
    }
    const auto words = split_words(line);
    if (words.size() != 2)
      throw ParseError(name_, number_,
                       "expected two names, separated by a tab where they hold blanks, got " +
                           std::to_string(words.size()) + " words");
    return PairLine{number_, std::string(words[0]), std::string(words[1])};
  }
  return std::nullopt;
}

bool PairList::next_line(std::string& line) {
  if (!text_) return static_cast<bool>(std::getline(std::cin, line));
  if (place_ >= text_->size()) return false;
  const std::size_t end = std::min(text_->find('\n', place_), text_->size());
  line = text_->substr(place_, end - place_);
  place_ = end + 1;
  return true;
}

std::pair<const StructureShelf::Item*, const StructureShelf::Item*> find_pair(StructureShelf& shelf,
                                                                              const PairList& list,
                                                                              const PairLine& line) {
  try {
    const auto& first = shelf.find(line.first);
    return {&first, &shelf.find(line.second)};
  } catch (const Error& error) {
    throw ParseError(list.name(), line.number, error.what());
  }
}

}  // namespace crystalgan
