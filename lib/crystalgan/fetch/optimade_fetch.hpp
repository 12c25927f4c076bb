#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "crystalgan/fetch/http_client.hpp"
#include "crystalgan/fetch/optimade_query.hpp"

namespace crystalgan {

struct FetchSettings {
  std::string date;         ///< of today, "2026-11-29": written beside what is fetched
  int tries = 6;            ///< of a page; chosen: half a minute with the waits below
  double first_wait = 1.0;  ///< seconds after the first failure, twice as long after each further one; chosen
  double max_wait = 300.0;  ///< seconds; a server that asks for more is not waited for; chosen
  std::size_t max_structures = 100'000;  ///< chosen: a file of some 100 MB
  int page_limit = 100;                  ///< structures of a page, if the database gives so many; chosen
};

/// Callbacks of a fetch; any may be empty.
struct FetchObserver {
  std::function<void(std::size_t done, std::optional<std::size_t> total)> progress;  ///< structures, after every page
  std::function<void(const std::string&)> message;  ///< one line: a wait, a count that does not agree
  std::function<bool()> stop_requested;
};

/// Fetches all pages of a query into a new file of OPTIMADE JSON Lines, whole or not at all. Every line has, beside the
/// resource as the database gave it, `meta.source`: database, URL, licence and date. Pages that were fetched are kept in
/// `output` with `.part` behind its name, and the same query continues there. A page that fails by the network, by HTTP
/// status 429 or 5xx, or by broken JSON is asked for again, after as long as the server says. Returns how many structures,
/// or nothing when stopped. Throws IoError where a page fails for good, pages run in a circle, or there are more than
/// `max_structures`; ConfigError where the part is of another query or another process fetches into it; ParseError where it is none;
/// OutputError.
std::optional<std::size_t> fetch_structures(const OptimadeQuery& query, const std::filesystem::path& output,
                                            const HttpGet& get, const FetchSettings& settings,
                                            const FetchObserver& observer = {});

/// Where an earlier process wrote `output` whole and was killed before it deleted the part of this query: deletes the part
/// and returns how many structures there are. Nothing otherwise. Throws as fetch_structures().
std::optional<std::size_t> finished_before(const OptimadeQuery& query, const std::filesystem::path& output);

/// The file of the user's cache for a query: $XDG_CACHE_HOME/crystalgan/optimade/, else ~/.cache/..., with a checksum of
/// the query. Nothing where neither variable names an absolute folder.
std::optional<std::filesystem::path> cached_file(const OptimadeQuery& query);

/// The text of that file; nothing where there is none, or one without structures: the database may have some later.
std::optional<std::string> cached_text(const OptimadeQuery& query);

/// How many structures are in the text of a file that fetch_structures() wrote.
std::size_t fetched_structures(const std::string& text);

}  // namespace crystalgan
