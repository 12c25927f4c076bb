// Names that come from others, written to every format: they must not break the file, nor say anything in it.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan::test {
namespace {

// A palladium hydride in a skewed cell.
Structure crystal(const std::string& name) {
  return {Lattice(Basis{Cartesian{3.1, 0.0, 0.0}, Cartesian{1.2, 3.4, 0.0}, Cartesian{-0.7, 0.9, 3.9}}),
          {{Element::from_symbol("Pd"), {0.1, 0.2, 0.3}}, {Element::from_symbol("H"), {0.6, 0.7, 0.85}}},
          name};
}

const std::vector<std::string> kForeignNames{
    "x\nloop_\n_atom_site_label\n_atom_site_fract_x\nAu1 0\n",
    "x\ndata_second\n_cell_length_a 1",
    "x\r2\rDirect",
    "x\v\f\x1c\x1d\x1e\u0085\u2028\u2029y",
    "a\" Lattice=\"1 0 0 0 1 0 0 0 1\" b=\"",
    "a' Properties=species:S:1 '",
    "ends in a backslash\\",
    "goes on =",
    "goes on =! and on",
    "\"}\n{\"type\": \"structures\"}",
    "\x1b[31m\u202e\xff\xc2",
    "# ! ; _loop",
    ";\n;",
    "",
    " ",
    "Pd H",
};

TEST(ForeignNames, EveryFormatHoldsOneCrystalWhateverItsName) {
  const ScratchFolder scratch;
  int number = 0;
  for (const std::string& name : kForeignNames)
    for (const std::string ending : {".vasp", ".cif", ".xyz", ".res", ".jsonl"}) {
      const auto path = scratch / (std::to_string(++number) + ending);
      write_structures(path, {crystal(name)});
      const auto read = read_structures(path);
      ASSERT_EQ(read.size(), 1U) << ending << ": " << name;
      EXPECT_EQ(read[0].composition(), crystal("").composition()) << ending << ": " << name;
      EXPECT_NEAR(read[0].lattice().volume(), crystal("").lattice().volume(), 1e-6) << ending << ": " << name;
      const std::string text = read_file(path);
      EXPECT_EQ(printable_lines(text), text) << ending << ": " << name;
    }
}

TEST(ForeignNames, TwoCrystalsStayTwo) {
  const ScratchFolder scratch;
  int number = 0;
  for (const std::string& name : kForeignNames)
    for (const std::string ending : {".cif", ".xyz", ".res", ".jsonl"}) {
      const auto path = scratch / (std::to_string(++number) + ending);
      write_structures(path, {crystal(name), crystal(name)});
      EXPECT_EQ(read_structures(path).size(), 2U) << ending << ": " << name;
    }
}

}  // namespace
}  // namespace crystalgan::test
