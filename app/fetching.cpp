#include "fetching.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "progress.hpp"
#include "version.hpp"

namespace crystalgan {
namespace {

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

void print_message(const std::string& message) { print_error("crystalgan: {}\n", message); }

// What is fetched is complete without it.
void keep_in_cache(const std::filesystem::path& output, const std::filesystem::path& cached) {
  try {
    write_file(cached, read_file(output));
  } catch (const IoError& error) {
    print_message(std::string("not kept in the cache: ") + error.what());
  } catch (const OutputError& error) {
    print_message(std::string("not kept in the cache: ") + error.what());
  }
}

std::optional<std::size_t> fetch_by_network(const OptimadeQuery& query, const std::filesystem::path& output,
                                            const FetchingOptions& options) {
  HttpSettings http;
  http.user_agent = std::string("crystalgan/") + program_version();
  http.timeout_seconds = options.timeout_seconds;
  http.stop_requested = interrupted;
  FetchSettings settings;
  settings.date = today();
  settings.tries = options.tries;
  settings.max_structures = options.max_structures;
  HttpClient client(http);
  const InterruptGuard guard;
  ProgressBar bar("fetching", options.quiet, "structures");
  FetchObserver observer{{}, print_message, interrupted};
  observer.progress = [&bar](std::size_t done, std::optional<std::size_t> total) {
    if (total) bar.show(static_cast<std::int64_t>(done), static_cast<std::int64_t>(std::max(done, *total)));
  };
  return fetch_structures(
      query, output, [&client](const std::string& url) { return client.get(url); }, settings, observer);
}

}  // namespace

std::optional<std::size_t> fetch_with_progress(const OptimadeQuery& query, const std::filesystem::path& output,
                                               const FetchingOptions& options) {
  const auto cached = cached_file(query);
  if (const auto text = options.refresh ? std::nullopt : cached_text(query)) {
    if (!options.quiet)
      print_message("taken from the cache, " + cached->string() + "; without that file it is fetched again");
    if (output != *cached) write_file(output, *text);
    return fetched_structures(*text);
  }
  std::error_code failure;
  if (cached) std::filesystem::create_directories(cached->parent_path(), failure);
  const auto structures = fetch_by_network(query, output, options);
  if (!structures)
    print_message("interrupted; what was fetched is kept in " + output.string() +
                  ".part; repeat the command to continue");
  else if (*structures > 0 && cached && output != *cached &&
           std::filesystem::is_directory(cached->parent_path(), failure))
    keep_in_cache(output, *cached);
  return structures;
}

std::map<std::string, std::string> fetched_binaries(const std::string& url, Configuration& configuration, bool quiet) {
  auto& asked = configuration.system;
  if (!asked.a_structures.empty() || !asked.b_structures.empty())
    throw ConfigError("--from", "expected no files of A-X or B-X beside it, got both");
  const auto system = ChemicalSystem::from_symbols(asked.a, asked.b, asked.x);
  std::map<std::string, std::string> kept;
  for (const auto& [metal, paths] : {std::pair{system.a, &asked.a_structures}, {system.b, &asked.b_structures}}) {
    const OptimadeQuery query{url, {metal, system.x}, 2, ""};
    const auto file = cached_file(query);
    if (!file) throw ConfigError("--from", "expected a folder for the cache: XDG_CACHE_HOME or HOME");
    FetchingOptions options;
    options.quiet = quiet;
    if (!fetch_with_progress(query, *file, options)) throw Interruption();
    *paths = {file->string()};
    kept[fmt::format("{}/{}-{}.jsonl", run_files::kFetched, metal.symbol(), system.x.symbol())] = read_file(*file);
  }
  return kept;
}

}  // namespace crystalgan
