#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "printing.hpp"
#include "run_options.hpp"
#include "structure_pairs.hpp"

namespace crystalgan {
namespace {

// Pairs per thread that are read, compared and printed together. Chosen: a pair takes microseconds, a new thread more.
constexpr std::size_t kPairsPerThread = 64;

struct MatchOptions {
  std::vector<std::string> files;
  std::optional<std::string> pairs;
  MatcherSettings settings;
  bool no_primitive = false;
  bool no_scale = false;
  bool json = false;
  RunOptions run;  // --threads only
};

struct Verdict {
  bool fits;                            // pymatgen's fit
  std::optional<StructureMatch> match;  // pymatgen's get_rms_dist
  bool fit_given_up;                    // the search of `fits` reached its limit
  bool rms_given_up;                    // the search of `match` reached its limit
};

Verdict compare(const PreparedStructure& first, const PreparedStructure& second, const MatcherSettings& settings) {
  StructureMatcher matcher(settings);
  const bool fits = matcher.fit(first, second);
  const bool fit_given_up = matcher.gave_up();
  auto found = matcher.match(first, second);
  return {fits, std::move(found), fit_given_up, matcher.gave_up()};
}

std::string verdict_json(const std::string& first, const std::string& second, const Verdict& verdict) {
  nlohmann::ordered_json json{
      {"a", first}, {"b", second}, {"match", verdict.fits}, {"rms", nullptr}, {"largest", nullptr}};
  if (verdict.match) {
    json["rms"] = verdict.match->rms;
    json["largest"] = verdict.match->largest;
  }
  if (verdict.fit_given_up || verdict.rms_given_up) json["given_up"] = true;
  // file names need not be UTF-8
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string verdict_text(const StructureShelf::Item& first, const StructureShelf::Item& second, const Verdict& verdict,
                         const MatcherSettings& settings) {
  const auto composition = [](const StructureShelf::Item& item) { return reduced(item.structure.composition()); };
  if (composition(first) != composition(second))
    return fmt::format("no match: {} and {} are different compositions", formula(composition(first)),
                       formula(composition(second)));
  const std::size_t size = first.prepared.cell.size();
  if (size != second.prepared.cell.size())
    return fmt::format("no match: {} of {} and {} atoms", settings.primitive ? "primitive cells" : "cells", size,
                       second.prepared.cell.size());
  if (verdict.fits && !verdict.match) return "the same crystal; the search for its rms reached its limit";
  if (verdict.fits)
    return fmt::format("rms {:.4f} (largest {:.4f}, in units of (V/N)^(1/3)){}", verdict.match->rms,
                       verdict.match->largest,
                       verdict.rms_given_up ? "; the search for a lower rms reached its limit" : "");
  if (verdict.fit_given_up) return "no match found; the search reached its limit";
  if (verdict.match)
    return fmt::format("no match: rms {:.4f}, but a site is {:.4f} off, and stol is {:.4f}", verdict.match->rms,
                       verdict.match->largest, settings.stol);
  return "no match: no mapping of cells and sites is within the tolerances";
}

int match_two(const MatchOptions& options) {
  StructureShelf shelf(options.settings);
  const auto& first = shelf.find(options.files[0]);
  const auto& second = shelf.find(options.files[1]);
  const Verdict verdict = compare(first.prepared, second.prepared, options.settings);
  if (options.json)
    print_text(verdict_json(options.files[0], options.files[1], verdict));
  else
    print_text(verdict_text(first, second, verdict, options.settings) + "\n");
  return kDone;
}

// Some pairs of a list, and the first error of reading.
struct PairBatch {
  struct Pair {
    PairLine line;
    const PreparedStructure* first;
    const PreparedStructure* second;
  };
  std::vector<Pair> pairs;
  std::exception_ptr failure;
};

PairBatch next_batch(PairList& list, StructureShelf& shelf, std::size_t max_count) {
  PairBatch batch;
  try {
    while (batch.pairs.size() < max_count) {
      auto line = list.next();
      if (!line) break;
      const auto [first, second] = find_pair(shelf, list, *line);
      batch.pairs.push_back({std::move(*line), &first->prepared, &second->prepared});
    }
  } catch (const Error&) {
    batch.failure = std::current_exception();
  }
  return batch;
}

int match_pairs(const MatchOptions& options) {
  const std::size_t threads = options.run.thread_count();
  const std::size_t max_count = threads == 1 ? 1 : threads * kPairsPerThread;
  PairList list(*options.pairs);
  StructureShelf shelf(options.settings);
  for (;;) {
    const PairBatch batch = next_batch(list, shelf, max_count);
    std::vector<std::string> lines(batch.pairs.size());
    parallel_for(batch.pairs.size(), threads, [&](std::size_t i) {
      const auto& [line, first, second] = batch.pairs[i];
      lines[i] = verdict_json(line.first, line.second, compare(*first, *second, options.settings));
    });
    for (const std::string& line : lines) print_text(line);
    if (std::fflush(stdout) != 0) throw OutputError("standard output", std::strerror(errno));
    if (batch.failure) std::rethrow_exception(batch.failure);
    if (batch.pairs.empty()) return kDone;
  }
}

int match(MatchOptions& options) {
  options.settings.primitive = !options.no_primitive;
  options.settings.scale = !options.no_scale;
  if (options.pairs && options.files.empty()) return match_pairs(options);
  if (options.pairs || options.files.size() != 2)
    throw ConfigError("match", "expected two files, or --pairs LIST, got " + std::to_string(options.files.size()) +
                                   (options.files.size() == 1 ? " file" : " files") +
                                   (options.pairs ? " and --pairs" : ""));
  return match_two(options);
}

}  // namespace

Action add_match(CLI::App& command) {
  auto options = std::make_shared<MatchOptions>();
  command.add_option("FILE", options->files,
                     "two structure files; FILE#N or FILE#ID selects one of several structures");
  command.add_option("--pairs", options->pairs, "file with one pair of structure files per line; - for standard input");
  command.add_option("--ltol", options->settings.ltol, "tolerance of cell lengths, as a fraction (default 0.2)");
  command.add_option("--stol", options->settings.stol, "tolerance of site distances, in (V/N)^(1/3) (default 0.3)");
  command.add_option("--angle-tol", options->settings.angle_tol, "tolerance of cell angles, in degrees (default 5)");
  command.add_flag("--no-primitive", options->no_primitive, "compare the given cells, not the primitive ones");
  command.add_flag("--no-scale", options->no_scale, "compare at the given volumes, not scaled to each other");
  command.add_flag(
      "--as-pymatgen", options->settings.as_pymatgen,
      "decide as pymatgen's StructureMatcher; the verdict can depend on the cell that describes a crystal");
  command.add_flag("--json", options->json, "print JSON, one line");
  options->run.add_threads(command);
  return [options] { return match(*options); };
}

}  // namespace crystalgan
