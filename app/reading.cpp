#include "reading.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <unordered_map>

#include "crystalgan/core/text.hpp"
#include "crystalgan/evaluation/remarks.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

// Structures that a line names. Chosen: one line of the terminal, or two.
constexpr std::size_t kMaxExamples = 3;

std::string short_name(const Structure& structure) {
  return std::filesystem::path(structure.name()).filename().string();
}

void print_oddity(const std::string& domain, const std::string& oddity, std::vector<std::string> structures) {
  if (structures.empty()) return;
  const std::size_t count = structures.size();
  if (count > kMaxExamples) {
    structures.resize(kMaxExamples);
    structures.push_back(fmt::format("and {} more", count - kMaxExamples));
  }
  print_error("crystalgan: {}: {} {}: {}\n", domain, counted(count, "structure"), oddity, join(structures));
}

void print_oddities(const std::string& domain, const std::vector<Structure>& structures, std::size_t threads) {
  std::vector<std::string> clashes;
  std::vector<std::string> volumes;
  std::vector<std::string> repeats;
  const auto first_of = match_groups(structures, {}, threads).first_of;
  for (std::size_t i = 0; i < structures.size(); ++i) {
    Remarks remarks = remarks_on(structures[i], structures[i]);
    const auto add = [&](std::vector<std::string>& kind, const Remarks& of_kind) {
      if (of_kind.any())
        kind.push_back(fmt::format("{} ({})", short_name(structures[i]), join(remark_lines(of_kind), "; ")));
    };
    add(clashes, {remarks.clashes, remarks.volume_per_atom, std::nullopt, std::nullopt});
    remarks.clashes.clear();
    add(volumes, remarks);
    if (first_of[i] != i)
      repeats.push_back(fmt::format("{} like {}", short_name(structures[i]), short_name(structures[first_of[i]])));
  }
  print_oddity(domain, "with atoms too close", clashes);
  print_oddity(domain, "of unusual volume", volumes);
  print_oddity(domain, "the same as another", repeats);
}

}  // namespace

std::string counted(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

void print_notes(const std::vector<std::string>& notes, const std::string& kind, std::size_t max_lines) {
  std::unordered_map<std::string, std::size_t> times;
  std::vector<std::string> lines;
  for (const std::string& note : notes)
    if (++times[note] == 1) lines.push_back(note);
  for (std::size_t i = 0; i < lines.size() && i < max_lines; ++i) {
    const std::size_t count = times[lines[i]];
    print_error("crystalgan: {}{}{}\n", kind, lines[i], count == 1 ? "" : fmt::format(" ({} times)", count));
  }
  if (lines.size() > max_lines) print_error("crystalgan: {}{} more\n", kind, lines.size() - max_lines);
}

void print_reading(const InputReading& reading, bool quiet) {
  if (!quiet) {
    print_error("crystalgan: {}: {} of {}; {}{}\n", reading.what, counted(reading.structures, "structure"),
                counted(reading.files, "file"), not_read_text(reading),
                reading.other == 0
                    ? ""
                    : fmt::format("; {} not used, of other elements than {}", reading.other, reading.elements));
    print_notes(reading.skipped, "skipped: ");
    print_notes(reading.remarks, "remark: ");
  }
  print_notes(reading.refusals, "not used: ");
}

void print_readings(const std::vector<InputReading>& readings, const Binaries& binaries, std::size_t threads,
                    bool quiet) {
  const ChemicalSystem& system = binaries.system;
  for (const InputReading& reading : readings) {
    print_reading(reading, quiet);
    if (quiet) continue;
    for (const auto& [metal, structures] :
         {std::pair{system.a, &binaries.structures.a}, {system.b, &binaries.structures.b}})
      if (reading.what == fmt::format("{}-{}", metal.symbol(), system.x.symbol()))
        print_oddities(reading.what, *structures, threads);
  }
}

}  // namespace crystalgan
