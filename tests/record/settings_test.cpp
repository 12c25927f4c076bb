#include "crystalgan/record/settings.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

const Setting& named(const char* name) { return *find_setting(name); }

TEST(Setting, IsDescribedWithItsUnitItsChoicesAndWhatNothingStandsFor) {
  EXPECT_EQ(named("generation.noise").described(), "Gaussian noise on every atom of a raw structure, in Å");
  EXPECT_EQ(named("loss.geometry").described(), "form of the geometric constraint: literal, spring, hinge or none");
  EXPECT_EQ(named("generation.samples").described(), "raw structures of the run; 0: two per pair of inputs and member");
  EXPECT_EQ(named("system.a_structures").described(),
            "file or folder with structures of A-X; none: the built-in prototypes");
}

TEST(Setting, ItsOptionSaysTheDefault) {
  EXPECT_EQ(named("relaxation.rattle").option_described(),
            "Gaussian displacement of every atom before relaxing, in Å (default: 0.02)");
  EXPECT_EQ(named("generation.samples").option_described(),
            "raw structures of the run (default: 1000; mode repaired, published: two per pair of inputs and member)");
  EXPECT_EQ(named("screening.policy").option_described(),
            "distance limits of the certificate: radii, training, published or binaries (default: binaries; mode "
            "repaired: radii; mode published: published)");
  EXPECT_EQ(named("training.epochs_step1").option_described(),
            "epochs of step 1 and of step 3; 14000 for the method discogan unless given (default: 1000)");
  EXPECT_EQ(named("generation.noise").option_described("that of RUN"),
            "Gaussian noise on every atom of a raw structure, in Å (default: that of RUN)");
  EXPECT_EQ(named("system.a").option_described(), "metal A, such as Pd") << "it has none";
}

TEST(Setting, RowsOfOneOptionAreOfOneKindAndGroup) {
  std::map<std::string_view, const Setting*> first;
  for (const Setting& setting : settings()) {
    EXPECT_EQ(setting.option.group == OptionGroup::none, setting.option.name.empty()) << setting.name();
    if (setting.option.name.empty()) continue;
    const Setting& other = *first.try_emplace(setting.option.name, &setting).first->second;
    EXPECT_EQ(setting.option.group, other.option.group) << setting.name();
    EXPECT_EQ(setting.kind.index(), other.kind.index()) << setting.name();
    EXPECT_EQ(value_text(setting, {}), value_text(other, {})) << setting.name();
  }
}

TEST(Setting, EveryChoiceIsTakenByItsNameAndNoOther) {
  Configuration configuration;
  for (const Setting& setting : settings()) {
    const auto* kind = std::get_if<ChoiceSetting>(&setting.kind);
    if (kind == nullptr) continue;
    std::set<std::string_view> names;
    for (const std::string_view name : kind->choices) {
      EXPECT_TRUE(names.insert(name).second) << name;
      choose(setting, name, configuration);
      EXPECT_EQ(value_text(setting, configuration), name);
    }
    EXPECT_THROW(choose(setting, "none of them", configuration), ConfigError) << setting.name();
  }
  EXPECT_EQ(name_of(Relax::automatic), "auto");
  EXPECT_EQ(name_of(MethodName::random_symmetric), "random-symmetric");
}

TEST(Setting, ThereIsNoneOfAnotherName) { EXPECT_EQ(find_setting("training.epochs"), nullptr); }

}  // namespace
}  // namespace crystalgan
