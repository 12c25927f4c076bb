#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "crystalgan/fetch/optimade_fetch.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// How to fetch, as options say.
struct FetchingOptions {
  std::size_t max_structures = FetchSettings().max_structures;
  int tries = FetchSettings().tries;
  double timeout_seconds = HttpSettings().timeout_seconds;
  bool refresh = false;  ///< do not take it from the cache
  bool quiet = false;
};

/// Makes `output` hold all structures of a query: from the cache, or fetched with progress and messages on stderr; nothing
/// when interrupted, with a message. Throws as fetch_structures().
std::optional<std::size_t> fetch_with_progress(const OptimadeQuery& query, const std::filesystem::path& output,
                                               const FetchingOptions& options);

/// Fetches the binaries A-X and B-X of the system into the cache, unless they are there, and names these files as those of
/// the domains. Returns the files to keep in the run: name -> text. Throws ConfigError where files are named as well, there
/// is no cache, or it was interrupted; and as fetch_structures().
std::map<std::string, std::string> fetched_binaries(const std::string& url, Configuration& configuration, bool quiet);

}  // namespace crystalgan
