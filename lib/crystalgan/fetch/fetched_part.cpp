#include "crystalgan/fetch/fetched_part.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kPageKey = "x-crystalgan-page";
constexpr const char* kSourceKey = "x-crystalgan-source";

// The version of the JSON Lines format, as in written files.
Json header(const FetchSource& source) {
  return {{"x-optimade", {{"meta", {{"api_version", "1.2.0"}}}}},
          {kSourceKey,
           {{"database", source.database}, {"url", source.url}, {"licence", source.licence}, {"date", source.date}}}};
}

std::string line_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// Nothing where the line is no header.
std::optional<FetchSource> source_of(const Json& json) {
  if (!json.is_object() || !json.contains(kSourceKey)) return std::nullopt;
  const Json& members = json.at(kSourceKey);
  FetchSource source;
  for (const auto& [key, text] : {std::pair{"database", &source.database},
                                  {"url", &source.url},
                                  {"licence", &source.licence},
                                  {"date", &source.date}}) {
    if (!members.is_object() || !members.contains(key) || !members.at(key).is_string()) return std::nullopt;
    *text = members.at(key).get<std::string>();
  }
  return source;
}

}  // namespace

FetchedPart::FetchedPart(std::filesystem::path path, const std::string& query) : file_(std::move(path)) {
  const std::string text = file_.text();
  const auto fail = [this](int line) {
    throw ParseError(file_.path().string(), line, "expected the part of a fetch; remove the file");
  };
  int number = 0;
  std::string page;  // lines that no mark of a whole page follows yet
  std::set<std::string> page_ids;
  for (std::size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string line = text.substr(begin, end + 1 - begin);
    const Json json = Json::parse(line, nullptr, false);
    ++number;
    if (number > 1 && !json.is_object()) break;
    if (number == 1) {
      const auto source = source_of(json);
      if (!source) fail(number);
      source_ = *source;
      has_source_ = true;
    } else if (json.contains(kPageKey)) {
      whole_bytes_ = end + 1;
      lines_ += std::exchange(page, {});
      ids_.merge(page_ids);
      const Json& next = json.at(kPageKey);
      next_ = next.is_string() ? std::optional(next.get<std::string>()) : std::nullopt;
      if (next_) asked_for_.insert(*next_);
    } else {
      page += line;
      const auto id = json.find("id");
      if (id == json.end() || !id->is_string()) fail(number);
      page_ids.insert(id->get<std::string>());
    }
  }
  if (has_source_ && source_.url != query)
    throw ConfigError(file_.path().string(), "expected the part of this query, got that of " +
                                                 printable(source_.url, 1000) +
                                                 "; remove the file, or choose another output");
  if (lines_.empty()) has_source_ = false;
}

FetchedPart::~FetchedPart() {
  if (ids_.empty()) file_.remove();
}

void FetchedPart::begin(FetchSource source) {
  source_ = std::move(source);
  has_source_ = true;
  lines_.clear();
  ids_.clear();
  asked_for_.clear();
  const std::string text = line_of(header(source_));
  file_.replace_end(0, text);
  whole_bytes_ = text.size();
}

std::size_t FetchedPart::add_page(const std::vector<std::pair<std::string, std::string>>& lines_by_id,
                                  const std::optional<std::string>& next) {
  std::string page;
  std::size_t repeated = 0;
  for (const auto& [id, line] : lines_by_id) {
    if (ids_.insert(id).second)
      page += line + "\n";
    else
      ++repeated;
  }
  append(page + line_of({{kPageKey, next ? Json(*next) : Json()}}));
  lines_ += page;
  next_ = next;
  if (next) asked_for_.insert(*next);
  return repeated;
}

void FetchedPart::append(const std::string& lines) {
  file_.replace_end(whole_bytes_, lines);  // a page that a killed process did not finish goes
  whole_bytes_ += lines.size();
}

std::string FetchedPart::text() const { return line_of(header(source_)) + lines_; }

}  // namespace crystalgan
