// Names of files and structures that would steer a terminal, end a line or begin a formula in a spreadsheet.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/text.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

// ESC, a bidi override, C1 in UTF-8 and as a byte, a line end, and separators of Unicode.
const std::string kForeign = "=a\x1b[31m\u202e\u0085\x9b\n\r\u2028\u2066b";

constexpr std::string_view kPoscar = "\n1.0\n0 2.1 2.1\n2.1 0 2.1\n2.1 2.1 0\nPd H\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n";

std::string cif_named(const std::string& name, double edge) {
  const std::string length = std::to_string(edge);
  return "data_" + name + "\n_cell_length_a " + length + "\n_cell_length_b " + length + "\n_cell_length_c " + length +
         "\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\nloop_\n_atom_site_type_symbol\n"
         "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nPd 0 0 0\nH 0.5 0.5 0.5\n";
}

std::string optimade_named(const std::string& id) {
  const nlohmann::json line{{"id", id},
                            {"type", "structures"},
                            {"attributes",
                             {{"lattice_vectors", {{3, 0, 0}, {0, 3, 0}, {0, 0, 3}}},
                              {"cartesian_site_positions", {{0, 0, 0}, {1.5, 1.5, 1.5}}},
                              {"species_at_sites", {"Pd", "H"}},
                              {"species",
                               {{{"name", "Pd"}, {"chemical_symbols", {"Pd"}}, {"concentration", {1.0}}},
                                {{"name", "H"}, {"chemical_symbols", {"H"}}, {"concentration", {1.0}}}}}}}};
  return line.dump() + "\n";
}

class ForeignNames : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = "given" + kForeign;
    fs::create_directory(scratch_ / folder_);
    write_file(scratch_ / folder_ / (kForeign + ".vasp"), "\x1b]0;title\x07\u202e" + std::string(kPoscar));
    write_file(scratch_ / folder_ / "names.cif", cif_named("a\u202e\u0085", 3.0) + cif_named("=1+1\u2066", 3.1));
    write_file(scratch_ / folder_ / "ids.jsonl",
               optimade_named(kForeign.substr(0, 12) + "\n\u2028") + optimade_named("@x"));
    write_file(scratch_ / folder_ / ("junk" + kForeign + ".cif"), "data_\x1b\u202e\n\x9b\n");
  }

  // Expects the exit code, and nothing on both streams but lines of what can be seen.
  Outcome plain(const std::vector<std::string>& words, int code) {
    Outcome outcome = run(scratch_.path(), words);
    EXPECT_EQ(outcome.code, code) << words[0] << ": " << outcome.err;
    EXPECT_EQ(printable_lines(outcome.out), outcome.out) << words[0];
    EXPECT_EQ(printable_lines(outcome.err), outcome.err) << words[0];
    std::istringstream lines(outcome.err);
    for (std::string line; std::getline(lines, line);) EXPECT_TRUE(line.starts_with("crystalgan: ")) << line;
    return outcome;
  }

  ScratchFolder scratch_;
  std::string folder_;
};

TEST_F(ForeignNames, AreEscapedByEveryCommandThatReadsStructures) {
  const Outcome listed = plain({"inspect", folder_}, 3);
  EXPECT_NE(listed.out.find("\\x1b[31m\\u202e\\u0085\\x9b\\n\\r\\u2028"), std::string::npos) << listed.out;
  EXPECT_NE(listed.err.find("junk=a\\x1b"), std::string::npos) << listed.err;
  const Outcome json = plain({"inspect", "--json", folder_}, 3);
  std::istringstream lines(json.out);
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(nlohmann::json::accept(line)) << line;
  plain({"evaluate", folder_}, 0);
  EXPECT_TRUE(nlohmann::json::accept(plain({"evaluate", "--json", folder_}, 0).out));
  const std::string file = folder_ + "/" + kForeign + ".vasp";
  plain({"neighbours", file}, 0);
  plain({"neighbours", folder_ + "/names.cif"}, 0);
  plain({"match", file, folder_ + "/names.cif#2"}, 0);
  plain({"match", file, folder_ + "/names.cif#" + kForeign}, 2);
  plain({"match", file, file}, 0);
  EXPECT_TRUE(nlohmann::json::accept(plain({"match", "--json", file, file}, 0).out));
  plain({"inspect", "absent" + kForeign}, 3);
  plain({"report", folder_}, 3);
}

TEST_F(ForeignNames, BeginNoFormulaInATable) {
  plain({"evaluate", folder_, "--csv", "table.csv"}, 0);
  const std::string text = read_file(scratch_ / "table.csv");
  EXPECT_EQ(printable_lines(text), text);
  const CsvTable table(text, "table.csv");
  EXPECT_EQ(table.size(), 5U);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_EQ(std::string_view("=+-@\t\r").find(line[line[0] == '"' ? 1 : 0]), std::string_view::npos) << line;
}

TEST_F(ForeignNames, AreEscapedInWhatIsConverted) {
  int number = 0;
  for (const std::string from : {"names.cif", "ids.jsonl"})
    for (const std::string ending : {".cif", ".xyz", ".res", ".jsonl"}) {
      const std::string output = "out" + kForeign + std::to_string(++number) + ending;
      plain({"convert", folder_ + "/" + from, output}, 0);
      const std::string text = read_file(scratch_ / output);
      EXPECT_EQ(printable_lines(text), text) << ending;
      plain({"inspect", output}, 0);
    }
  plain({"inspect", folder_ + "/names.cif", "-o", "copies" + kForeign}, 0);
  for (const auto& [name, text] : files_below(scratch_ / ("copies" + kForeign))) {
    EXPECT_EQ(printable(name, name.size()), name);
    EXPECT_EQ(printable_lines(text), text);
  }
}

TEST_F(ForeignNames, AreEscapedInErrorsOfOptionsAndSettings) {
  const auto one_line = [&](const std::vector<std::string>& words) {
    const Outcome outcome = plain(words, 2);
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  };
  one_line({"discover", kForeign, "Ni"});
  one_line({"discover", "Pd", "Ni", "--mode", kForeign});
  one_line({"discover", "Pd", "Ni", kForeign});
  one_line({kForeign});
  one_line({"convert", folder_ + "/names.cif", "x." + kForeign});
  one_line({"discover", "Pd", "Ni", "--config", "absent" + kForeign});
  const std::string config = "run" + kForeign + ".toml";
  for (const std::string text : {"seed = '\u202e\u0085'", "selection = '\x1b]0;title\x07'", "[\u2066]",
                                 "[method]\nname = \"\\u001b\\u202e\"", "\"\\u001b\\n\" = 1", "seed = \x9b"}) {
    write_file(scratch_ / config, text);
    one_line({"discover", "Pd", "Ni", "--config", config});
  }
}

TEST_F(ForeignNames, AreEscapedInArchives) {
  ASSERT_EQ(Program(scratch_.path(), {"/bin/tar", "-cf", "all.tar", folder_}).wait().code, 0);
  plain({"inspect", "all.tar"}, 3);
}

TEST_F(ForeignNames, OfARunAreEscaped) {
  // settings are UTF-8
  const std::string name = "names=\x1b[31m\u202e\u0085\n\u2066.cif";
  fs::copy_file(scratch_ / folder_ / "names.cif", scratch_ / name);
  const std::string output = "run" + kForeign;
  const Outcome made = plain({"discover", "Pd", "Ni", "--a-structures", name, "--method", "interleave", "--samples",
                              "4", "--quiet", "-o", output},
                             0);
  EXPECT_NE(made.out.find("\\x1b[31m\\u202e"), std::string::npos) << made.out;
  plain({"report", output}, 0);
  for (const auto& [file, text] : files_below(scratch_ / output)) {
    if (file.ends_with(".json")) continue;
    EXPECT_EQ(printable_lines(text), text) << file;
  }
}

}  // namespace
}  // namespace crystalgan::test
