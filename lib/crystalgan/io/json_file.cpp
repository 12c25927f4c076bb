#include "crystalgan/io/json_file.hpp"

#include <array>
#include <optional>
#include <utility>

#include "crystalgan/io/json_crystals.hpp"
#include "crystalgan/io/require_physical.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

// Most lists and objects around a structure. Chosen: a document of the Materials Project has four.
constexpr int kMaxJsonContainers = 8;

// Most lines of a file that are no JSON object. Chosen: more is a file of another kind, not a damaged one.
constexpr int kMaxBrokenLines = 100;

constexpr std::string_view kJsonBlanks = " \t\r\n\f\v";

/// An object, or a list that begins with one.
Json parse_value(std::string_view text, const Place& place) {
  const auto fail = [&place](const std::string& got) {
    throw ParseError(place.file, place.line, "expected a JSON object, got " + got);
  };
  const std::int64_t limit = read_limits().json_depth;
  const auto is_shallow = [&fail, limit](int depth, Json::parse_event_t, const Json&) {
    if (depth > limit)
      fail("more than " + std::to_string(limit) + " lists and objects within each other" + limit_advice("json_depth"));
    return true;
  };
  Json value;
  try {
    value = Json::parse(text, is_shallow);
  } catch (const Json::parse_error& error) {
    fail("an error of its syntax at byte " + std::to_string(error.byte));
  } catch (const Json::out_of_range&) {
    fail("a number beyond the largest double");
  }
  const bool is_list = value.is_array() && !value.empty() && value[0].is_object();
  if (!value.is_object() && !is_list) fail(shown(value));
  return value;
}

/// Counts the values of JSON, of which each takes much more memory than its text, without keeping them.
class ValueCount : public Json::json_sax_t {
 public:
  /// False beyond `limit`.
  explicit ValueCount(std::size_t limit) : limit_(limit) {}

  bool is_beyond() const { return count_ > limit_; }

  bool null() override { return count(); }
  bool boolean(bool) override { return count(); }
  bool number_integer(number_integer_t) override { return count(); }
  bool number_unsigned(number_unsigned_t) override { return count(); }
  bool number_float(number_float_t, const string_t&) override { return count(); }
  bool string(string_t&) override { return count(); }
  bool binary(binary_t&) override { return count(); }
  bool start_object(std::size_t) override { return count(); }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return count(); }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override { return false; }

 private:
  bool count() { return ++count_ <= limit_; }

  std::size_t limit_;
  std::size_t count_ = 0;
};

/// Throws ParseError for a file or a line with more than `limit` values, before they are kept.
void require_few_values(std::string_view text, const Place& place, std::size_t limit) {
  if (text.size() / 2 < limit) return;
  ValueCount count(limit);
  Json::sax_parse(text, &count);
  if (count.is_beyond())
    throw ParseError(
        place.file, place.line,
        "expected at most " + std::to_string(limit) + " values of JSON, got more" + limit_advice("values"));
}

/// Whether the text is one value over many lines. The first line of JSON Lines is a value by itself.
bool is_document(std::string_view text) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kJsonBlanks)));
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return false;
  const std::string_view first = text.substr(0, end);
  if (first.size() > static_cast<std::size_t>(read_limits().json_line_bytes) || Json::accept(first)) return false;
  const std::size_t last = first.find_last_not_of(kJsonBlanks);
  // what a line of JSON Lines never ends with, but the first line of indented JSON does
  return std::string_view("{[,:").find(first[last]) != std::string_view::npos || Json::accept(text);
}

/// The id of a document around a structure.
std::string id_of_container(const Json& object) {
  for (const char* key : {"material_id", "entry_id", "task_id", "id", "_id"})
    if (const Json& id = member(object, key); id.is_string()) return id.get<std::string>();
  return {};
}

/// Whether a key says nothing about which structure it is.
bool is_plain_key(const std::string& key) {
  constexpr std::array<std::string_view, 8> plain{"structure", "structures", "data",    "included",
                                                  "entries",   "response",   "results", "docs"};
  return std::ranges::find(plain, key) != plain.end();
}

/// Keys in the order of the numbers that they are ("10" after "2", as in databases of ASE), else of their letters.
std::vector<std::string> keys_in_order(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items())
    if (value.is_structured()) keys.push_back(key);
  if (std::ranges::all_of(keys, [](const std::string& key) { return try_parse_count(key).has_value(); }))
    std::ranges::stable_sort(keys, {}, [](const std::string& key) { return *try_parse_count(key); });
  return keys;
}

/// Finds the structures in values of JSON.
class StructureSearch {
 public:
  StructureSearch(const std::string& file, ReadNotes& notes) : file_(file), notes_(notes) {}

  /// Throws ParseError where they are too many.
  void search(const Json& value, const Place& place) {
    walk(value, place, {}, 0);
    note_page(value);
    for (; counted_ < structures_.size(); ++counted_) counts_.add(structures_[counted_].size(), file_);
  }

  void refuse(const Error& error) {
    notes_.refusals.emplace_back(error.what());
    has_refusals_ = true;
  }

  /// All that was found, named. Throws ParseError where nothing was.
  std::vector<Structure> take() {
    if (structures_.empty() && !has_refusals_)
      throw ParseError(file_, 0, "expected a structure of OPTIMADE, pymatgen or ASE, got none");
    if (more_pages_)
      notes_.remarks.push_back(file_ + ": a page of a response" + *more_pages_ +
                               "; its next pages are not in this file");
    const bool is_one = structures_.size() == 1;
    for (std::size_t i = 0; i < structures_.size(); ++i) {
      if (!labels_[i]) continue;
      const std::string label = labels_[i]->empty() ? std::to_string(i + 1) : *labels_[i];
      structures_[i] = structures_[i].named(is_one ? file_ : file_ + "#" + ids_.take(label));
    }
    return std::move(structures_);
  }

 private:
  void walk(const Json& value, const Place& place, const std::string& label, int depth) {
    if (depth > kMaxJsonContainers) return;
    if (value.is_array()) {
      if (!value.empty() && value[0].is_object())
        for (const Json& item : value) walk(item, place, {}, depth + 1);
      return;
    }
    if (is_optimade_structure(value) || is_pymatgen_structure(value) || is_ase_atoms(value)) {
      read(value, place, label);
      return;
    }
    const bool is_other_resource = member(value, "id").is_string() && member(value, "type").is_string();
    if (is_other_resource) return;
    const std::string id = id_of_container(value);
    for (const std::string& key : keys_in_order(value))
      walk(value[key], place, !id.empty() ? id : is_plain_key(key) ? label : key, depth + 1);
  }

  void read(const Json& value, const Place& place, const std::string& label) {
    try {
      if (is_optimade_structure(value)) {
        const std::string id = id_of_container(value);
        const Place named{place.line == 0 && !id.empty() ? file_ + "#" + printable(id) : place.file, place.line};
        add(optimade_structure(value, named, file_, ids_), {});
        note_source(member(member(value, "meta"), "source"));
        return;
      }
      const Place named{place.line == 0 && !label.empty() ? file_ + "#" + printable(label) : place.file, place.line};
      add(is_pymatgen_structure(value) ? pymatgen_structure(value, named) : ase_atoms(value, named),
          conventions::name_part(label));
    } catch (const ParseError& error) {
      refuse(error);
    } catch (const StructureError& error) {
      refuse(error);
    }
  }

  void add(Structure structure, std::optional<std::string> label) {
    structures_.push_back(std::move(structure));
    labels_.push_back(std::move(label));
  }

  /// Where `crystalgan fetch` got a structure from.
  void note_source(const Json& source) {
    if (!source.is_object()) return;
    const auto text = [&source](const char* key) {
      const Json& value = member(source, key);
      return value.is_string() ? printable(value.get<std::string>(), 1000) : std::string();
    };
    StructureSource found{text("database"), text("url"), text("licence"), text("date"), 1};
    auto& known = notes_.sources;
    if (!known.empty()) found.structures = known.back().structures;
    if (!known.empty() && known.back() == found) {
      ++known.back().structures;
      return;
    }
    found.structures = 1;
    known.push_back(std::move(found));
  }

  /// Of several pages in a file the last decides.
  void note_page(const Json& value) {
    if (!member(value, "data").is_array()) return;
    const Json& meta = member(value, "meta");
    more_pages_.reset();
    if (member(meta, "more_data_available") != true && member(member(value, "links"), "next").is_null()) return;
    const Json& all = member(meta, "data_returned");
    more_pages_ = all.is_number() ? " of " + shown(all) + " structures" : std::string();
  }

  const std::string& file_;
  ReadNotes& notes_;
  UnusedNames ids_;
  std::vector<Structure> structures_;
  std::vector<std::optional<std::string>> labels_;  ///< nothing for those that have their names
  ReadCounts counts_;
  std::size_t counted_ = 0;  ///< structures that counts_ has
  std::optional<std::string> more_pages_;
  bool has_refusals_ = false;
};

void search_lines(std::string_view text, const std::string& file, StructureSearch& structures) {
  conventions::Lines lines(text, file, &ReadLimits::json_line_bytes);
  int broken = 0;
  while (!lines.exhausted()) {
    Json value;
    try {
      const std::string_view line = lines.next("a line of JSON");
      if (line.find_first_not_of(kJsonBlanks) == std::string_view::npos) continue;
      require_few_values(line, lines.place(), static_cast<std::size_t>(read_limits().values));
      value = parse_value(line, lines.place());
    } catch (const ParseError& error) {
      structures.refuse(error);
      if (++broken > kMaxBrokenLines)
        lines.fail("expected OPTIMADE JSON Lines, got more than " + std::to_string(kMaxBrokenLines) +
                   " lines that are no JSON object");
      continue;
    }
    structures.search(value, lines.place());
  }
}

}  // namespace

std::vector<Structure> parse_json(std::string_view text, const std::string& file, ReadNotes& notes) {
  StructureSearch structures(file, notes);
  const std::string_view bare = conventions::without_byte_order_mark(text);
  const Place place{file, 0};
  if (is_document(bare)) {
    require_few_values(bare, place, max_values(bare));
    structures.search(parse_value(bare, place), place);
  } else {
    search_lines(text, file, structures);
  }
  return structures.take();
}

}  // namespace crystalgan
