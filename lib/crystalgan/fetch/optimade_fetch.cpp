#include "crystalgan/fetch/optimade_fetch.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/fetch/fetched_part.hpp"

// Responses, `links.next` and `meta`: OPTIMADE API specification 1.2, "JSON Response Schema"; the licence: "Base Info
// Endpoint".

namespace crystalgan {
namespace {

using Json = nlohmann::ordered_json;

// Most lists and objects within each other. Chosen: a structures resource has five.
constexpr int kMaxDepth = 100;

// Pages without structures in a row. Chosen: filters that a database applies to its pages leave some empty.
constexpr int kMaxEmptyPages = 10;

const Json& member_of(const Json& object, const char* key) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

/// An object of JSON; nothing for any other text.
std::optional<Json> parsed_reply(const std::string& body) {
  bool is_shallow = true;
  const auto is_wanted = [&is_shallow](int depth, Json::parse_event_t, const Json&) {
    return is_shallow = is_shallow && depth <= kMaxDepth;
  };
  Json json = Json::parse(body, is_wanted, false);
  return json.is_object() && is_shallow ? std::optional(std::move(json)) : std::nullopt;
}

/// What a database says of a refused request.
std::string detail_of(const HttpReply& reply) {
  const Json json = Json::parse(reply.body, nullptr, false);
  const Json& errors = member_of(json, "errors");
  const Json none;
  const Json& error = errors.is_array() && !errors.empty() ? errors[0] : none;
  std::string detail = text_of(member_of(error, "detail"));
  if (detail.empty()) detail = text_of(member_of(error, "title"));
  return "HTTP status " + std::to_string(reply.status) + (detail.empty() ? "" : " (" + printable(detail, 200) + ")");
}

/// Asks for pages again and again, with waits.
class PatientClient {
 public:
  PatientClient(const HttpGet& get, const FetchSettings& settings, const FetchObserver& observer)
      : get_(get), settings_(settings), observer_(observer) {}

  /// The object at a URL; nothing when stopped. `refused` gets the status of a request that is wrong by itself; without
  /// it, and for all other failures that stay, throws IoError.
  std::optional<Json> object(const std::string& url, int* refused = nullptr) {
    for (int attempt = 1;; ++attempt) {
      if (stopped()) return std::nullopt;
      const HttpReply reply = get_(url);
      if (stopped()) return std::nullopt;
      std::string reason = reply.failure;
      if (reply.status == 200) {
        if (auto json = parsed_reply(reply.body)) return json;
        reason = "expected an object of JSON, got '" + printable(reply.body) + "'";
      } else if (reply.status != 0) {
        reason = detail_of(reply);
      }
      const bool is_refused = reply.status == 400 || reply.status == 403;
      if (is_refused && refused != nullptr) {
        *refused = reply.status;
        return Json();
      }
      if (!may_pass(reply)) throw IoError(url, reason);
      if (attempt >= settings_.tries)
        throw IoError(url, reason + "; given up after " + std::to_string(attempt) + " tries");
      if (!wait(attempt, reply, url, reason)) return std::nullopt;
    }
  }

 private:
  bool stopped() const { return observer_.stop_requested && observer_.stop_requested(); }

  static bool may_pass(const HttpReply& reply) {
    switch (reply.status) {
      case 0:
        return reply.may_pass;
      case 200:  // broken JSON: the answer may have been cut
      case 408:
      case 425:
      case 429:
        return true;
      default:
        return reply.status >= 500;
    }
  }

  /// False when stopped.
  bool wait(int attempt, const HttpReply& reply, const std::string& url, const std::string& reason) {
    const double own = std::min(settings_.first_wait * std::exp2(attempt - 1), settings_.max_wait);
    const double seconds = std::max(own, reply.retry_after.value_or(0.0));
    if (seconds > settings_.max_wait)
      throw IoError(url, reason + "; the server asks to wait " + exact_text(seconds) + " s; repeat the command then");
    if (observer_.message)
      observer_.message(printable(url, 200) + ": " + reason + "; try " + std::to_string(attempt + 1) + " of " +
                        std::to_string(settings_.tries) + " in " + exact_text(seconds) + " s");
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    while (Clock::now() < end) {
      if (stopped()) return false;
      std::this_thread::sleep_for(
          std::min<std::chrono::duration<double>>(std::chrono::milliseconds(50), end - Clock::now()));
    }
    return true;
  }

  const HttpGet& get_;
  const FetchSettings& settings_;
  const FetchObserver& observer_;
};

/// The URL of the next page. One from HTTPS to HTTP, as databases behind a proxy give it, stays on HTTPS.
std::optional<std::string> next_of(const Json& page, const std::string& url) {
  const Json& link = member_of(member_of(page, "links"), "next");
  const Json& href = link.is_object() ? member_of(link, "href") : link;
  if (href.is_null()) return std::nullopt;
  std::string next = text_of(href);
  if (!is_http_url(next))
    throw IoError(url, "links.next: expected a URL of http:// or https://, got '" + printable(href.dump(), 200) + "'");
  const auto is_https = [](const std::string& text) { return in_lower_case(text.substr(0, 8)) == "https://"; };
  if (is_https(url) && !is_https(next)) next = "https://" + next.substr(7);
  return next;
}

/// The resources of a page as lines, with where they come from.
std::vector<std::pair<std::string, std::string>> lines_of(const Json& page, const std::string& url,
                                                          const FetchSource& source) {
  const Json& data = member_of(page, "data");
  if (!data.is_array()) throw IoError(url, "data: expected a list, got " + printable(data.dump()));
  std::vector<std::pair<std::string, std::string>> lines;
  for (Json resource : data) {
    const std::string id = text_of(member_of(resource, "id"));
    if (id.empty()) throw IoError(url, "data: expected resources with an id, got " + printable(resource.dump()));
    Json& meta = resource["meta"];
    if (!meta.is_object()) meta = Json::object();
    meta["source"] = {
        {"database", source.database}, {"url", source.url}, {"licence", source.licence}, {"date", source.date}};
    lines.emplace_back(id, resource.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  return lines;
}

std::optional<std::size_t> total_of(const Json& page) {
  const Json& total = member_of(member_of(page, "meta"), "data_returned");
  return total.is_number_unsigned() ? std::optional(total.get<std::size_t>()) : std::nullopt;
}

/// "CC-BY-4.0", or the address of a licence; empty where the database states none.
std::string licence_of(const Json& info) {
  const Json& attributes = member_of(member_of(info, "data"), "attributes");
  for (const char* key : {"available_licenses_for_entries", "available_licenses"}) {
    const Json& names = member_of(attributes, key);
    std::vector<std::string> texts;
    if (names.is_array())
      for (const Json& name : names) texts.push_back(printable(text_of(name)));
    if (!texts.empty()) return join(texts);
  }
  const Json& licence = member_of(attributes, "license");
  return printable(text_of(licence.is_object() ? member_of(licence, "href") : licence), 200);
}

std::filesystem::path part_of(const std::filesystem::path& output) { return output.string() + ".part"; }

/// The pages of one query.
class OptimadeFetch {
 public:
  OptimadeFetch(const OptimadeQuery& query, const std::filesystem::path& output, const HttpGet& get,
                const FetchSettings& settings, const FetchObserver& observer)
      : query_(query),
        settings_(settings),
        observer_(observer),
        client_(get, settings, observer),
        part_(part_of(output), query.first_page(0)) {}

  /// Nothing when stopped.
  std::optional<std::string> text() {
    std::optional<std::string> url = part_.has_pages() ? part_.next() : first_page();
    if (part_.has_pages() && observer_.message)
      observer_.message("continues with " + std::to_string(part_.structures()) + " structures of an earlier fetch");
    while (url) {
      if (!first_) first_ = client_.object(*url);
      if (!first_) return std::nullopt;
      const Json page = *std::exchange(first_, std::nullopt);
      if (!part_.has_pages() && !begin(page)) return std::nullopt;
      url = take(page, *url);
    }
    if (stopped_) return std::nullopt;
    say_what_is_odd();
    return part_.text();
  }

  void forget_part() const {
    if (const auto reason = part_.remove(); reason && observer_.message)
      observer_.message(part_.path().string() + " is not needed any more and cannot be removed: " + *reason);
  }

  /// Before an error ends the fetch.
  void say_what_is_kept() const {
    std::error_code failure;
    if (observer_.message && part_.structures() > 0 && std::filesystem::exists(part_.path(), failure))
      observer_.message(std::to_string(part_.structures()) + " structures are kept in " + part_.path().string() +
                        "; repeat the command to continue, or remove the file to begin again");
  }

  std::size_t structures() const { return part_.structures(); }

 private:
  /// Asks for the first page, in the size that the database allows.
  std::optional<std::string> first_page() {
    int refused = 0;
    std::string url = query_.first_page(settings_.page_limit);
    first_ = client_.object(url, settings_.page_limit == 0 ? nullptr : &refused);
    if (refused != 0) first_ = client_.object(url = query_.first_page(0));
    stopped_ = !first_;
    return first_ ? std::optional(url) : std::nullopt;
  }

  /// False when stopped.
  bool begin(const Json& page) {
    FetchSource source{text_of(member_of(member_of(member_of(page, "meta"), "provider"), "name")),
                       query_.first_page(0),
                       {},
                       settings_.date};
    if (source.database.empty()) source.database = query_.url;
    try {
      const auto info = client_.object(query_.info_page());
      if (!info) return false;
      source.licence = licence_of(*info);
    } catch (const IoError& error) {
      if (observer_.message) observer_.message(std::string("no licence known: ") + error.what());
    }
    part_.begin(std::move(source));
    return true;
  }

  /// Adds a page; the URL of the next one.
  std::optional<std::string> take(const Json& page, const std::string& url) {
    const auto total = total_of(page);
    if (total) announced_ = total;
    const auto refuse_size = [&](std::size_t count) {
      throw IoError(url, "expected at most " + std::to_string(settings_.max_structures) + " structures, got " +
                             std::to_string(count) + "; narrow the query, or raise --max-structures");
    };
    if (total && *total > settings_.max_structures) refuse_size(*total);
    const auto lines = lines_of(page, url, part_.source());
    auto next = next_of(page, url);
    if (next && (*next == url || part_.has_asked_for(*next)))
      throw IoError(url, "pages run in a circle: links.next is " + printable(*next, 200) + " again");
    const std::size_t repeated = part_.add_page(lines, next);
    if (!lines.empty() && repeated == lines.size())
      throw IoError(url, "pages run in a circle: every structure of this page was on an earlier one");
    repeated_ += repeated;
    empty_pages_ = lines.empty() ? empty_pages_ + 1 : 0;
    if (next && empty_pages_ > kMaxEmptyPages)
      throw IoError(url, "expected structures, got " + std::to_string(empty_pages_) + " pages without any");
    if (part_.structures() > settings_.max_structures) refuse_size(part_.structures());
    if (observer_.progress) observer_.progress(part_.structures(), announced_);
    return next;
  }

  void say_what_is_odd() const {
    if (!observer_.message) return;
    if (repeated_ > 0) observer_.message(std::to_string(repeated_) + " structures came twice and are kept once");
    if (announced_ && *announced_ != part_.structures() + repeated_)
      observer_.message("the database announced " + std::to_string(*announced_) + " structures and gave " +
                        std::to_string(part_.structures() + repeated_));
  }

  const OptimadeQuery& query_;
  const FetchSettings& settings_;
  const FetchObserver& observer_;
  PatientClient client_;
  FetchedPart part_;
  std::optional<Json> first_;  ///< a page that was fetched and not taken yet
  bool stopped_ = false;
  std::optional<std::size_t> announced_;
  std::size_t repeated_ = 0;
  int empty_pages_ = 0;
};

}  // namespace

std::optional<std::size_t> fetch_structures(const OptimadeQuery& query, const std::filesystem::path& output,
                                            const HttpGet& get, const FetchSettings& settings,
                                            const FetchObserver& observer) {
  OptimadeFetch fetch(query, output, get, settings, observer);
  std::optional<std::string> text;
  try {
    text = fetch.text();
  } catch (const IoError&) {
    fetch.say_what_is_kept();
    throw;
  }
  if (!text) return std::nullopt;
  write_file(output, *text);
  fetch.forget_part();
  return fetch.structures();
}

std::optional<std::size_t> finished_before(const OptimadeQuery& query, const std::filesystem::path& output) {
  std::error_code failure;
  const std::filesystem::path path = part_of(output);
  if (!std::filesystem::exists(output, failure) || !std::filesystem::exists(path, failure)) return std::nullopt;
  const FetchedPart part(path, query.first_page(0));
  if (!part.has_pages() || part.next() || read_file(output) != part.text()) return std::nullopt;
  part.remove();
  return part.structures();
}

std::optional<std::filesystem::path> cached_file(const OptimadeQuery& query) {
  const auto folder_of = [](const char* variable) {
    const char* const value = std::getenv(variable);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  std::filesystem::path cache = folder_of("XDG_CACHE_HOME");  // XDG Base Directory Specification 0.8
  if (!cache.is_absolute()) {
    if (!folder_of("HOME").is_absolute()) return std::nullopt;
    cache = folder_of("HOME") / ".cache";
  }
  return cache / "crystalgan" / "optimade" / (sha256(query.first_page(0)).substr(0, 32) + ".jsonl");
}

std::optional<std::string> cached_text(const OptimadeQuery& query) {
  const auto file = cached_file(query);
  std::error_code failure;
  if (!file || !std::filesystem::exists(*file, failure)) return std::nullopt;
  std::string text = read_file(*file);
  return fetched_structures(text) > 0 ? std::optional(std::move(text)) : std::nullopt;
}

std::size_t fetched_structures(const std::string& text) {
  const auto lines = std::ranges::count(text, '\n');
  return lines == 0 ? 0 : static_cast<std::size_t>(lines - 1);  // the first is the header
}

}  // namespace crystalgan
