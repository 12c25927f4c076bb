#include "crystalgan/dft/pseudopotentials.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

class PseudopotentialFolder : public testing::Test {
 protected:
  std::string found(const std::string& symbol) const {
    const Element element = Element::from_symbol(symbol);
    return find_pseudopotentials(scratch_.path(), {element}).files.at(element);
  }

  std::string refusal(const std::string& symbol) const {
    try {
      found(symbol);
    } catch (const ParseError& error) {
      return error.what();
    }
    return "";
  }

  test::ScratchFolder scratch_;
};

TEST_F(PseudopotentialFolder, FindsTheFileOfAnElementWhateverTheCase) {
  for (const char* name : {"Ni.pbe-n-kjpaw_psl.1.0.0.UPF", "h_pbe_v1.uspp.F.UPF", "PD.upf", "C_ONCV_PBE-1.0.upf"})
    scratch_.write(name, "");
  EXPECT_EQ(found("Ni"), "Ni.pbe-n-kjpaw_psl.1.0.0.UPF");
  EXPECT_EQ(found("H"), "h_pbe_v1.uspp.F.UPF");
  EXPECT_EQ(found("Pd"), "PD.upf");
  EXPECT_EQ(found("C"), "C_ONCV_PBE-1.0.upf");
}

TEST_F(PseudopotentialFolder, AnElementIsNotTakenForAnotherThatBeginsSo) {
  scratch_.write("Ni.UPF", "");
  scratch_.write("N.UPF", "");
  scratch_.write("Hf.UPF", "");
  EXPECT_EQ(found("N"), "N.UPF");
  EXPECT_NE(refusal("H").find("expected one pseudopotential H.*.UPF or H_*.UPF, got none"), std::string::npos)
      << refusal("H");
}

TEST_F(PseudopotentialFolder, FilesOfOtherKindsDoNotCount) {
  scratch_.write("Ni.UPF", "");
  scratch_.write("Ni.txt", "");
  scratch_.write("Ni_US.van", "");
  EXPECT_EQ(found("Ni"), "Ni.UPF");
}

TEST_F(PseudopotentialFolder, SeveralFilesOfAnElementAreNamedAndRefused) {
  scratch_.write("Ni.pbe.UPF", "");
  scratch_.write("ni_pbesol.upf", "");
  EXPECT_NE(refusal("Ni").find("got 2: Ni.pbe.UPF, ni_pbesol.upf"), std::string::npos) << refusal("Ni");
}

TEST_F(PseudopotentialFolder, ANameThatPwXWouldCutIsRefused) {
  for (const std::string name : {"Ni. pbe.UPF", "Ni.pbe!.UPF", "Ni.\n.UPF"}) {
    const auto path = scratch_.write(name, "");
    EXPECT_NE(refusal("Ni").find("without blanks"), std::string::npos) << name;
    std::filesystem::remove(path);
  }
  scratch_.write("Ni." + std::string(80, 'x') + ".UPF", "");
  EXPECT_NE(refusal("Ni").find("at most 80 characters"), std::string::npos);
}

TEST_F(PseudopotentialFolder, TheFolderIsNamedAbsolutely) {
  scratch_.write("Ni.UPF", "");
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(scratch_.path());
  const std::string folder = find_pseudopotentials(".", {Element::from_symbol("Ni")}).folder;
  std::filesystem::current_path(here);
  EXPECT_EQ(folder, std::filesystem::canonical(scratch_.path()).string());
}

TEST_F(PseudopotentialFolder, AFolderThatIsNotThereIsAnInputThatCannotBeRead) {
  EXPECT_THROW(find_pseudopotentials(scratch_ / "absent", {Element::from_symbol("Ni")}), IoError);
  EXPECT_THROW(find_pseudopotentials(scratch_.write("file", ""), {Element::from_symbol("Ni")}), IoError);
}

}  // namespace
}  // namespace crystalgan
