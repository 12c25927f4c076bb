#include "tests/faults/long_command.hpp"

#include <filesystem>
#include <initializer_list>

#include "crystalgan/core/output_file.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHalfCell = "1\n0 2.1 2.1\n2.1 0 2.1\n2.1 2.1 0\n";
constexpr const char* kCube = "4.3\n1 0 0\n0 1 0\n0 0 1\n";
constexpr const char* kLayers = "Direct\n0 0 0\n.5 .5 0\n0 .5 .5\n.5 0 .5\n.5 0 0\n0 .5 0\n0 0 .5\n.5 .5 .5\n";

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// Of few binaries, two threads at work.
Words of_binaries(const std::string& command) {
  return {command, "Ni", "Al", "--a-structures", "Ni-H", "--b-structures", "Al-H", "--threads", "2", "--quiet"};
}

Words into_run(Words words) { return words + Words{"-o", "run"}; }

const Words kResume{"discover", "--resume", "run", "--quiet"};

// Trains nothing, and is made in a moment.
Words interleaved() {
  return into_run(of_binaries("discover") + Words{"--method", "interleave", "--samples", "4", "--members", "1"});
}

// Three systems, each made in a moment.
const Words kCampaign{"campaign", "new",       "run", "--metals",         "Al,Ni,Pd", "--relax",
                      "off",      "--samples", "2",   "--formulas-count", "1"};
const Words kCampaignRun{"campaign", "run", "run", "--threads", "1", "--quiet"};

const Words kRelax{"relax", "run", "--relax", "auto", "--quiet"};
const Words kRank{"rank", "run", "--quiet"};

}  // namespace

std::vector<LongCommand> long_commands() {
  const Words few{"--config", "often.toml", "--members", "2", "--epochs", "6"};
  return {
      {"symmetry",
       {},
       {"discover", "Ni", "Al", "--formulas-count", "1", "--candidates", "3", "--threads", "2", "--quiet", "-o", "run"},
       kResume,
       2},
      {"repaired", {}, into_run(of_binaries("discover") + few + Words{"--mode", "repaired"}), kResume},
      {"published",
       {},
       into_run(of_binaries("discover") + few + Words{"--mode", "published", "--keep-steps"}),
       kResume + Words{"--keep-steps"},
       2},
      {"train", {}, into_run(of_binaries("train") + few), {"train", "--resume", "run", "--quiet"}},
      {"generate", {into_run(of_binaries("train") + few)}, {"generate", "run"}},
      {"relax",
       {interleaved()},
       {"relax", "run", "--relax", "packing", "--quiet"},
       {"relax", "run", "--relax", "packing", "--quiet", "--replace"}},
      {.name = "rank", .before = {interleaved(), kRelax}, .words = kRank, .kills_in_gate = 1, .needs_model = true},
      {.name = "energies",
       .before = {},
       .words = interleaved() + Words{"--relax", "auto"},
       .resume = kResume,
       .kills_in_gate = 0,
       .needs_model = true},
      {.name = "rounds",
       .before = {},
       .words = into_run(of_binaries("discover") +
                         Words{"--method", "random", "--samples", "4", "--seed", "4", "--rounds", "2"}),
       .resume = kResume,
       .kills_in_gate = 0,
       .needs_model = true},
      {"compare",
       {},
       into_run(of_binaries("compare") +
                Words{"--only", "interleave", "--only", "relabel", "--seeds", "2", "--samples", "4"})},
      {.name = "compare_rounds",
       .before = {},
       .words = into_run(of_binaries("compare") + Words{"--rounds", "2", "--seeds", "1", "--samples", "4", "--relax",
                                                        "auto", "--only", "random-symmetric"}),
       .kills_in_gate = 0,
       .needs_model = true},
      {"tune",
       {},
       into_run(Words{"tune", "Pd", "Ni", "--mode", "published", "--trials", "2", "--folds", "2", "--epochs", "1",
                      "--samples", "3", "--threads", "2", "--quiet"}),
       {},
       1},
      {"rediscover",
       {},
       into_run(Words{"rediscover", "--binaries", "binaries", "--ternaries", "ternaries", "--with", "O", "--samples",
                      "10", "--method", "relabel", "--method", "random", "--quiet"}),
       {"rediscover", "--resume", "run", "--quiet"}},
      {.name = "dft",
       .before = {interleaved(), kRelax, kRank},
       .words = {"dft", "run", "--top", "2", "--python", "./stand-in", "--threads", "2", "--quiet"},
       .kills_in_gate = 0,
       .needs_model = true,
       .needs_python = true},
      {.name = "learn",
       .before = {},
       .words = {"learn", "binaries", "-o", "run.toml"},
       .kills_in_gate = 1,
       .counts_refusals = true},
      {.name = "fetch",
       .before = {},
       .words = {"fetch", "--optimade", kDatabase, "--elements", "Pd,H", "--nelements", "2", "-o", "run.jsonl",
                 "--tries", "1", "--quiet"},
       .counts_refusals = true,
       .needs_database = true,
       .needs_python = true},
      {.name = "evaluate",
       .before = {},
       .words = {"evaluate", "binaries", "ternaries", "--csv", "run.csv"},
       .counts_refusals = true},
      {"relax_files", {}, {"relax", "Ni-H/zincblende.vasp", "-o", "run.extxyz", "--relax", "packing", "--quiet"}},
      {"report", {interleaved()}, {"report", "run", "--svg"}},
      {"campaign_run", {kCampaign}, kCampaignRun},
      {"campaign_merge", {kCampaign, kCampaignRun}, {"campaign", "merge", "run", "--quiet"}},
      {"export", {interleaved()}, {"export", "run", "--for", "vasp", "-o", "run-vasp"}},
  };
}

void write_inputs(const std::string& folder) {
  const fs::path work = folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    fs::create_directories((work / name).parent_path());
    write_file(work / name, text);
  };
  for (const std::string metal : {"Ni", "Al"}) {
    const std::string cell = metal + "H\n" + kHalfCell + metal + " H\n";
    write(metal + "-H/rocksalt.vasp", cell + "1 1\nDirect\n0 0 0\n.5 .5 .5\n");
    write(metal + "-H/zincblende.vasp", cell + "1 1\nDirect\n0 0 0\n.25 .25 .25\n");
    write(metal + "-H/fluorite.vasp", cell + "1 2\nDirect\n0 0 0\n.25 .25 .25\n.75 .75 .75\n");
  }
  for (const std::string metal : {"Mg", "Ni", "Ti"})
    write("binaries/" + metal + "O.vasp", metal + "O\n" + kCube + metal + " O\n4 4\n" + kLayers);
  for (const std::string metal : {"Mg", "Ti"})
    write("ternaries/" + metal + "NiO2.vasp", metal + "NiO\n" + kCube + metal + " Ni O\n2 2 4\n" + kLayers);
  write("often.toml", "[training]\ncheckpoint_every = 2\n[generation]\nsamples = 6\n");
  write("stand-in",
        std::string("#!") + CRYSTALGAN_PYTHON + "\n" + read_file(CRYSTALGAN_SOURCE "/tests/faults/stand_in_gpaw.py"));
  fs::permissions(work / "stand-in", fs::perms::owner_all);
}

}  // namespace crystalgan::test
