#include "crystalgan/potentials/kim/kim_models.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>

#include "tests/support/program.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

std::set<Element> elements(const std::vector<std::string>& symbols) {
  std::set<Element> found;
  for (const std::string& symbol : symbols) found.insert(Element::from_symbol(symbol));
  return found;
}

const std::vector<KimModel>& asked() {
  static const std::vector<KimModel> models = kim_models(std::nullopt);
  return models;
}

std::string first_for(const std::vector<std::string>& symbols) {
  const auto names = models_covering(elements(symbols), asked());
  return names.empty() ? "none" : names.front();
}

TEST(KimModels, AreAskedWhatTheyCover) {
  const auto found = std::find_if(asked().begin(), asked().end(), [](const KimModel& model) {
    return model.name == "EAM_Dynamo_AngeloMoodyBaskes_1995_NiAlH__MO_418978237058_005";
  });
  ASSERT_NE(found, asked().end());
  EXPECT_EQ(found->elements, elements({"Ni", "Al", "H"}));
}

TEST(KimModels, ForASystemComeInTheOrderOfPreference) {
  EXPECT_EQ(first_for({"Pd", "Ag", "H"}), "EAM_Dynamo_HaleWongZimmerman_2008PairHybrid_PdAgH__MO_104806802344_005");
  EXPECT_EQ(first_for({"Ni", "Al", "H"}), "EAM_Dynamo_AngeloMoodyBaskes_1995_NiAlH__MO_418978237058_005");
  EXPECT_EQ(first_for({"Ni", "V", "H"}), "MEAM_LAMMPS_ShimKoKim_2013_NiVH__MO_612225165948_000");
  EXPECT_EQ(first_for({"Al", "V", "H"}), "MEAM_LAMMPS_ShimKoKim_2013_AlVH__MO_344724145339_000");
  const auto of_palladium = models_covering(elements({"Pd", "H"}), asked());
  ASSERT_GE(of_palladium.size(), 2U);
  EXPECT_EQ(of_palladium[0], "EAM_Dynamo_HaleWongZimmerman_2008PairHybrid_PdAgH__MO_104806802344_005");
  EXPECT_EQ(of_palladium[1], "EAM_Dynamo_ZhouZimmermanWong_2008_PdH__MO_114797992931_000");
}

TEST(KimModels, OfEverythingAreNeverOffered) {
  EXPECT_EQ(first_for({"Pd", "Ni", "H"}), "none");
  EXPECT_EQ(first_for({"Mg", "Ti", "H"}), "none");
  EXPECT_EQ(first_for({"Mg", "H"}), "none");
  EXPECT_EQ(first_for({"Ti", "H"}), "none");
}

TEST(KimModels, UnknownToTheListComeByHowLittleElseTheyCover) {
  const std::vector<KimModel> models{{"b", elements({"Mg", "Ti", "H"})},
                                     {"c", elements({"Mg", "H"})},
                                     {"a", elements({"Mg", "H"})},
                                     {"d", elements({"Mg"})},
                                     {"e", {}}};
  EXPECT_EQ(models_covering(elements({"Mg", "H"}), models), (std::vector<std::string>{"a", "c", "b"}));
}

bool same_models(const std::vector<KimModel>& one, const std::vector<KimModel>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const KimModel& a, const KimModel& b) { return a.name == b.name && a.elements == b.elements; });
}

TEST(KimModels, AreRememberedInTheCacheFolder) {
  const test::ScratchFolder scratch;
  const fs::path cache = scratch / "deep" / "crystalgan";
  EXPECT_TRUE(same_models(kim_models(cache), asked()));
  const fs::path file = cache / "kim-models.txt";
  const std::string text = read_file(file);

  // Taken from there: what the cache says is believed.
  std::string changed = text;
  const std::string line = "EAM_Dynamo_ZhouZimmermanWong_2008_PdH__MO_114797992931_000 H Pd";
  ASSERT_NE(changed.find(line), std::string::npos);
  changed.replace(changed.find(line) + line.size() - 2, 2, "Mg");
  write_file(file, changed);
  EXPECT_EQ(models_covering(elements({"Mg", "H"}), kim_models(cache)).size(), 1U);

  // A cache of another version and one that was cut are made anew.
  const std::string without_last_line = text.substr(0, text.rfind('\n', text.size() - 2) + 1);
  for (const std::string& damaged : {"x" + text, without_last_line, text.substr(0, text.find(line))}) {
    write_file(file, damaged);
    EXPECT_TRUE(same_models(kim_models(cache), asked()));
    EXPECT_EQ(read_file(file), text);
  }
}

TEST(KimModels, AreAskedAnewWhereNoCacheCanBeKept) {
  const test::ScratchFolder scratch;
  const fs::path file = scratch.write("a-file", "x");
  EXPECT_TRUE(same_models(kim_models(file / "below"), asked()));
  EXPECT_EQ(read_file(file), "x");
}

TEST(KimModels, LeaveNoTraceInAnEmptyHomeAndPrintNothing) {
  const test::ScratchFolder scratch;
  const fs::path home = scratch / "home";
  const fs::path work = scratch / "work";
  fs::create_directories(home);
  fs::create_directories(work);
  const test::Program program(scratch.path(), {CRYSTALGAN_PROGRAM}, [&] {
    ::unsetenv("XDG_CACHE_HOME");
    ::unsetenv("KIM_API_CONFIGURATION_FILE");
    ::setenv("HOME", home.c_str(), 1);
    if (::chdir(work.c_str()) != 0) ::_exit(97);
  });
  const test::Outcome outcome = program.wait();
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out, "before\nafter\n");
  EXPECT_EQ(outcome.err, "");
  EXPECT_TRUE(fs::is_empty(home));
  EXPECT_TRUE(fs::is_empty(work));
}

/// What kim_trial prints where the file `library` is found in place of the KIM API.
std::string output_with(const fs::path& library) {
  const test::ScratchFolder scratch;
  fs::create_symlink(library, scratch / "libkim-api.so.2");
  const test::Program program(scratch.path(), {CRYSTALGAN_PROGRAM},
                              [&] { ::setenv("LD_LIBRARY_PATH", scratch.path().c_str(), 1); });
  const test::Outcome outcome = program.wait();
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.err, "");
  return outcome.out;
}

TEST(KimModels, WithoutTheLibraryNameThePackageInOneLine) {
  const test::ScratchFolder scratch;
  const std::string out = output_with(scratch.write("empty", ""));
  EXPECT_TRUE(
      out.starts_with("before\n0 models\nthe KIM API is not installed (packages openkim-models and libkim-api2): "))
      << out;
  EXPECT_NE(out.find("\nmodel: the KIM API is not installed (packages"), std::string::npos) << out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 4) << out;
}

TEST(KimModels, ALibraryThatLacksAFunctionIsSaidToBeTooOld) {
  Dl_info found{};
  ASSERT_NE(::dladdr(::dlsym(RTLD_DEFAULT, "cbrt"), &found), 0);
  const std::string out = output_with(fs::absolute(found.dli_fname));
  EXPECT_NE(out.find("is too old (package libkim-api2): libkim-api.so.2 lacks KIM_SEM_VER_GetSemVer\n"),
            std::string::npos)
      << out;
}

TEST(KimModels, CacheFolderIsTheOneOfTheUser) {
  const char* const old_cache = ::getenv("XDG_CACHE_HOME");
  const std::string kept = old_cache == nullptr ? "" : old_cache;
  ::setenv("XDG_CACHE_HOME", "/somewhere", 1);
  EXPECT_EQ(user_cache_folder(), fs::path("/somewhere/crystalgan"));
  ::setenv("XDG_CACHE_HOME", "relative", 1);
  const char* const home = ::getenv("HOME");
  if (home != nullptr) {
    EXPECT_EQ(user_cache_folder(), fs::path(home) / ".cache" / "crystalgan");
  }
  old_cache == nullptr ? ::unsetenv("XDG_CACHE_HOME") : ::setenv("XDG_CACHE_HOME", kept.c_str(), 1);
}

}  // namespace
}  // namespace crystalgan
