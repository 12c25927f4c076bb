#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "fetching.hpp"
#include "new_file.hpp"
#include "printing.hpp"
#include "reading.hpp"

namespace crystalgan {
namespace {

struct FetchOptions {
  OptimadeQuery query;
  std::vector<std::string> elements;
  std::string output;
  FetchingOptions how;
};

int fetch(FetchOptions& options) {
  if (!options.output.ends_with(".jsonl"))
    throw ConfigError("--output", "expected the name of a file that ends in .jsonl, got " + options.output);
  for (const std::string& symbol : options.elements) {
    const auto element = Element::find(symbol);
    if (!element)
      throw ConfigError("--elements", "expected symbols of elements such as Pd,H, got '" + printable(symbol) + "'");
    options.query.elements.push_back(*element);
  }
  auto structures = finished_before(options.query, options.output);
  if (!structures) {
    require_new_file("--output", options.output);
    structures = fetch_with_progress(options.query, options.output, options.how);
  }
  if (!structures) return kInterrupted;
  print("{} written to {}\n", counted(*structures, "structure"), options.output);
  return kDone;
}

}  // namespace

Action add_fetch(CLI::App& command) {
  auto options = std::make_shared<FetchOptions>();
  command
      .add_option("--optimade", options->query.url,
                  "URL of an OPTIMADE database, such as https://optimade.materialsproject.org")
      ->required();
  command.add_option("--elements", options->elements, "elements that every structure has, such as Pd,H")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_option("--nelements", options->query.nelements, "number of elements of every structure")
      ->check(CLI::Range(1, 118));
  command.add_option("--filter", options->query.filter,
                     "further condition in the language of OPTIMADE, such as 'nsites<20'");
  command.add_option("-o,--output", options->output, "new file (*.jsonl) of OPTIMADE JSON Lines")->required();
  command.add_option("--max-structures", options->how.max_structures, "structures, at most (default 100000)")
      ->check(CLI::Range(1, 10'000'000));
  command.add_option("--tries", options->how.tries, "tries of a page, with growing waits (default 6)")
      ->check(CLI::Range(1, 100));
  command.add_option("--timeout", options->how.timeout_seconds, "seconds for a page (default 120)")
      ->check(CLI::Range(0.001, 86400.0));
  command.add_flag("--refresh", options->how.refresh, "fetch again what is in the cache");
  command.add_flag("--quiet", options->how.quiet, "no progress on stderr");
  return [options] { return fetch(*options); };
}

}  // namespace crystalgan
