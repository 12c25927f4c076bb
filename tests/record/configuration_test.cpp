#include "crystalgan/record/configuration.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "crystalgan/core/error.hpp"
#include "crystalgan/record/settings.hpp"

namespace crystalgan {
namespace {

std::string message_of(const std::string& toml) {
  try {
    require_valid(parse_configuration(toml, "my.toml"));
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

// The names of the settings in which two configurations differ.
std::set<std::string> differences(const Configuration& one, const Configuration& other) {
  std::set<std::string> names;
  for (const Setting& setting : settings())
    if (value_text(setting, one) != value_text(setting, other)) names.insert(setting.name());
  return names;
}

// Takes the place of any field.
struct AnyField {
  template <class Field>
  operator Field() const;
};

// How many fields an aggregate has: as many as it takes initialisers.
template <class Aggregate, class... Fields>
constexpr std::size_t fields_of() {
  if constexpr (requires { Aggregate{Fields{}..., AnyField{}}; })
    return fields_of<Aggregate, Fields..., AnyField>();
  else
    return sizeof...(Fields);
}

// Another value than the one it has, within its range.
struct Change {
  Configuration& of;
  void operator()(const TextSetting& kind) const { kind.field(of) += "other"; }
  void operator()(const PathsSetting& kind) const { kind.field(of) = {"one", "an 'other'"}; }
  void operator()(const ChoiceSetting& kind) const { kind.choose(of, (kind.chosen(of) + 1) % kind.choices.size()); }
  void operator()(const CountSetting& kind) const { kind.field(of) = kind.field(of) < kind.max ? kind.max : kind.min; }
  void operator()(const RealSetting& kind) const { kind.field(of) = kind.field(of) < kind.max ? kind.max : kind.min; }
  void operator()(const SwitchSetting& kind) const { kind.field(of) = !kind.field(of); }
};

TEST(Configuration, ThePublishedModeHasThePapersValues) {
  const Configuration paper = default_configuration(Mode::published);
  EXPECT_EQ(paper.method.name, MethodName::crystalgan);
  EXPECT_EQ(paper.method.mode, Mode::published);
  EXPECT_EQ(paper.networks.layers, 6);  // five hidden ones and the output
  EXPECT_EQ(paper.networks.width, 100);
  EXPECT_EQ(paper.training.epochs_step1, 1000);
  EXPECT_EQ(paper.training.epochs_step3, 1000);
  EXPECT_EQ(paper.training.batch_size, 35);
  EXPECT_EQ(paper.training.learning_rate, 1e-4);
  EXPECT_EQ(paper.training.beta1, 0.5);
  EXPECT_EQ(paper.loss.d1, 1.8);
  EXPECT_EQ(paper.loss.d2, 3.0);
  EXPECT_EQ(paper.screening.policy, Policy::published);
  EXPECT_FALSE(paper.screening.repair);
}

TEST(Configuration, ModesDifferInNothingElse) {
  EXPECT_EQ(differences(default_configuration(Mode::symmetry), Configuration()), std::set<std::string>{});
  EXPECT_EQ(differences(default_configuration(Mode::published), default_configuration(Mode::repaired)),
            (std::set<std::string>{"method.mode", "screening.policy", "screening.repair"}));
  EXPECT_EQ(differences(default_configuration(Mode::repaired), Configuration()),
            (std::set<std::string>{"generation.samples", "method.mode", "screening.policy", "screening.repair",
                                   "training.members"}));
  EXPECT_EQ(default_configuration(Mode::symmetry).screening.policy, Policy::binaries);
  EXPECT_EQ(usual_mode(MethodName::crystalgan), Mode::symmetry);
  EXPECT_EQ(usual_mode(MethodName::random), Mode::repaired);
  for (const Mode mode : {Mode::repaired, Mode::published, Mode::symmetry})
    EXPECT_NO_THROW(require_valid(default_configuration(mode)));
}

TEST(Configuration, DiscoGanTrainsPastTheChangeOfItsWeights) {
  for (const Mode mode : {Mode::repaired, Mode::published}) {
    EXPECT_EQ(differences(default_configuration(mode, MethodName::discogan), default_configuration(mode)),
              (std::set<std::string>{"method.name", "training.epochs_step1"}));
    EXPECT_GT(default_configuration(mode, MethodName::discogan).training.epochs_step1, 10000);
    EXPECT_EQ(differences(default_configuration(mode, MethodName::gan), default_configuration(mode)),
              (std::set<std::string>{"method.name"}));
  }
  EXPECT_EQ(method_of("[method]\nname = \"discogan\"", "my.toml"), MethodName::discogan);
  EXPECT_EQ(method_of(configuration_text(Configuration()), "run.toml"), MethodName::crystalgan);
  EXPECT_EQ(method_of("[method]\nmode = \"published\"", "my.toml"), std::nullopt);
}

TEST(Configuration, TheModeOfATextIsWhatItSaysIfItSaysAny) {
  EXPECT_EQ(mode_of("seed = 3\n[method]\nmode = \"published\"", "my.toml"), Mode::published);
  EXPECT_EQ(mode_of(configuration_text(Configuration()), "run.toml"), Mode::symmetry);
  EXPECT_EQ(mode_of(configuration_text(default_configuration(Mode::published)), "run.toml"), Mode::published);
  EXPECT_EQ(mode_of("[method]\nname = \"gan\"", "my.toml"), std::nullopt);
  EXPECT_EQ(mode_of("", "my.toml"), std::nullopt);
  EXPECT_THROW(mode_of("[method]\nmood = \"published\"", "my.toml"), ConfigError);
  EXPECT_THROW(mode_of("[method", "my.toml"), ParseError);
}

TEST(Configuration, EverySettingReadsBackWithAnotherValueThanItsDefault) {
  for (const Setting& setting : settings()) {
    Configuration changed;
    std::visit(Change{changed}, setting.kind);
    EXPECT_EQ(differences(changed, Configuration()), std::set<std::string>{setting.name()});
    const Configuration back = parse_configuration(configuration_text(changed), "run.toml");
    EXPECT_EQ(differences(back, changed), std::set<std::string>{}) << setting.name();
    EXPECT_NO_THROW(require_valid(back)) << setting.name();
  }
}

TEST(Configuration, TheWrittenTextReadsBackToTheSameText) {
  Configuration odd;
  odd.system = {"Pd", "Ni", "H", {"/with \"quotes\"/and \\ more", "b, c"}, {}, {"known.jsonl"}, true};
  odd.loss.lambda3 = 1.0 / 3.0;
  odd.training.learning_rate = 1e30;
  odd.loss.images = false;
  odd.seed = 9007199254740991;
  const std::string text = configuration_text(odd);
  const Configuration back = parse_configuration(text, "run.toml");
  EXPECT_EQ(configuration_text(back), text);
  EXPECT_EQ(back.system.a_structures, odd.system.a_structures);
  EXPECT_EQ(back.system.prototypes, odd.system.prototypes);
  EXPECT_EQ(back.loss.lambda3, odd.loss.lambda3);
  EXPECT_EQ(back.training.learning_rate, odd.training.learning_rate);
  EXPECT_EQ(back.seed, odd.seed);
}

TEST(Configuration, PathsAreAListOrAsEarlierOnePath) {
  const auto paths_of = [](const std::string& value) {
    return parse_configuration("[system]\na_structures = " + value, "my.toml").system.a_structures;
  };
  EXPECT_EQ(paths_of("['x', 'y z']"), (std::vector<std::string>{"x", "y z"}));
  EXPECT_EQ(paths_of("[]"), std::vector<std::string>{});
  EXPECT_EQ(paths_of("'x'"), std::vector<std::string>{"x"});
  EXPECT_EQ(paths_of("''"), std::vector<std::string>{});
  for (const char* wrong : {"3", "[3]", "['x', '']", "true"}) EXPECT_THROW(paths_of(wrong), ConfigError) << wrong;
}

TEST(Configuration, NoFieldIsWithoutARow) {
  using All = Configuration;
  const std::map<std::string_view, std::size_t> fields{{"", 1},  // the seed
                                                       {"system", fields_of<All::System>()},
                                                       {"method", fields_of<All::Method>()},
                                                       {"symmetry", fields_of<All::Symmetry>()},
                                                       {"networks", fields_of<All::Networks>()},
                                                       {"training", fields_of<All::Training>()},
                                                       {"loss", fields_of<All::Loss>()},
                                                       {"generation", fields_of<All::Generation>()},
                                                       {"screening", fields_of<All::Screening>()},
                                                       {"relaxation", fields_of<All::Relaxation>()},
                                                       {"feedback", fields_of<All::Feedback>()},
                                                       {"dft", fields_of<All::Dft>()}};
  EXPECT_EQ(fields_of<All>(), fields.size() + 1) << "the sections, the seed, and the limits, whose rows are their own";
  std::map<std::string_view, std::size_t> rows;
  for (const Setting& setting : settings()) ++rows[setting.section];
  EXPECT_EQ(rows, fields);
}

TEST(Configuration, EveryFieldHasItsOwnRow) {
  std::set<std::string> names;
  for (const Setting& setting : settings()) {
    EXPECT_TRUE(names.insert(setting.name()).second) << setting.name();
    EXPECT_EQ(find_setting(setting.name()), &setting);
    // changing one row changes no other
    Configuration changed;
    std::visit(Change{changed}, setting.kind);
    EXPECT_EQ(differences(changed, Configuration()), std::set<std::string>{setting.name()});
  }
}

TEST(Configuration, AbsentKeysKeepTheirValue) {
  Configuration start;
  start.training.members = 7;
  EXPECT_EQ(parse_configuration("seed = 3", "my.toml", start).training.members, 7);
  EXPECT_EQ(parse_configuration("seed = 3", "my.toml", start).seed, 3);
}

TEST(Configuration, AnUnknownKeyIsAnErrorThatNamesTheKnownOnes) {
  EXPECT_EQ(message_of("[networks]\nwidht = 3"), "my.toml:2: widht: unknown key; known: layers, width");
  EXPECT_EQ(
      message_of("[netwroks]\nwidth = 3"),
      "my.toml:1: [netwroks]: unknown section; known: seed, [system], [method], [symmetry], [networks], [training], "
      "[loss], [generation], [screening], [relaxation], [feedback], [dft], [limits]");
}

TEST(Configuration, AWrongTypeOrValueNamesTheSetting) {
  EXPECT_EQ(message_of("seed = \"one\""), "my.toml:1: seed: expected a whole number, got a value of type string");
  EXPECT_EQ(message_of("[loss]\nimages = 1"),
            "my.toml:2: loss.images: expected true or false, got a value of type integer");
  EXPECT_EQ(message_of("[system]\na = 46"),
            "my.toml:2: system.a: expected a text in quotes, got a value of type integer");
  EXPECT_EQ(message_of("[training]\nmembers = 0"), "training.members: expected 1 to 100000, got 0");
  EXPECT_EQ(message_of("[loss]\nlambda1 = nan"), "loss.lambda1: expected 0 to 1e+06, got nan");
  EXPECT_EQ(message_of("[loss]\ngeometry = \"hinges\""),
            "my.toml:2: loss.geometry: expected literal, spring, hinge or none, got 'hinges'");
  EXPECT_EQ(message_of("[method]\nmode = \"publish\""),
            "my.toml:2: method.mode: expected symmetry, repaired or published, got 'publish'");
  EXPECT_EQ(message_of("[method]\nmode = 1"),
            "my.toml:2: method.mode: expected a text in quotes, got a value of type integer");
  EXPECT_EQ(message_of("[networks]\nwidth = 2500\nlayers = 100"),
            "networks.width: expected at most 25000000 weights between the hidden layers, width^2 (layers - 2), got "
            "612500000");
  EXPECT_EQ(message_of("[feedback]\nmax_atoms = 2"), "feedback.max_atoms: expected 3 to 200, got 2");
  EXPECT_EQ(message_of("[generation]\nnoise = -0.1"), "generation.noise: expected 0 to 10, got -0.1");
}

// What an earlier version wrote: names that have changed, and settings that decide nothing any more.
TEST(Configuration, ARunTomlOfAnEarlierVersionStillReads) {
  const Configuration read = parse_configuration(
      "seed = 3\n[method]\nmode = 'published'\n[training]\nengine = 'fused'\ndevice = 'cpu'\n[periodic]\nframes = 16\n"
      "[symmetry]\nmodel = 'mine.toml'\n[relaxation]\nmost_evaluations = 7\nkeep_symmetry = true\n[judge]\nmost_steps "
      "= 8\nmost_atoms = "
      "9\ncutoff = 450.0\n",
      "run.toml");
  EXPECT_EQ(differences(read, Configuration()),
            (std::set<std::string>{"seed", "method.mode", "symmetry.learned", "relaxation.max_evaluations",
                                   "relaxation.symmetry", "dft.max_steps", "dft.max_atoms", "dft.cutoff"}));
  EXPECT_EQ(read.symmetry.learned, "mine.toml");
  EXPECT_EQ(read.relaxation.max_evaluations, 7);
  EXPECT_EQ(read.relaxation.symmetry, RelaxedSymmetry::kept);
  EXPECT_EQ(parse_configuration("[relaxation]\nkeep_symmetry = false", "run.toml").relaxation.symmetry,
            RelaxedSymmetry::free);
  EXPECT_EQ(message_of("[relaxation]\nkeep_symmetry = 1"),
            "my.toml:2: relaxation.symmetry: expected a text in quotes, got a value of type integer");
  EXPECT_EQ(message_of("[relaxation]\nsymmetry = true"),
            "my.toml:2: relaxation.symmetry: expected a text in quotes, got a value of type boolean");
  EXPECT_EQ(read.dft.max_steps, 8);
  EXPECT_EQ(read.dft.max_atoms, 9);
  EXPECT_EQ(message_of("[method]\nmode = 'periodic'"),
            "my.toml:2: method.mode: expected symmetry, repaired or published, got 'periodic'");
  EXPECT_EQ(message_of("[periodical]\nframes = 16").substr(0, 39), "my.toml:1: [periodical]: unknown sectio");
}

TEST(Configuration, TwoStepsAndKeptSymmetryAreOfChgnetInTheModeSymmetry) {
  Configuration of_chgnet = default_configuration(Mode::symmetry);
  EXPECT_FALSE(ranks_in_two_steps(of_chgnet)) << "nothing is relaxed";
  of_chgnet.relaxation.relax = Relax::chgnet;
  EXPECT_TRUE(ranks_in_two_steps(of_chgnet));
  EXPECT_TRUE(keeps_symmetry(of_chgnet));

  Configuration all = of_chgnet;
  all.relaxation.best = 0;
  EXPECT_FALSE(ranks_in_two_steps(all));
  EXPECT_TRUE(keeps_symmetry(all));
  Configuration rounds = of_chgnet;
  rounds.feedback.rounds = 2;
  EXPECT_FALSE(ranks_in_two_steps(rounds)) << "rounds choose in another way";
  Configuration free = of_chgnet;
  free.relaxation.symmetry = RelaxedSymmetry::free;
  EXPECT_FALSE(keeps_symmetry(free));

  Configuration repaired = default_configuration(Mode::repaired);
  repaired.relaxation.relax = Relax::chgnet;
  Configuration kim = default_configuration(Mode::symmetry);
  kim.relaxation.relax = Relax::automatic;
  for (Configuration other : {repaired, kim}) {
    EXPECT_FALSE(ranks_in_two_steps(other));
    EXPECT_FALSE(keeps_symmetry(other));
    other.relaxation.symmetry = RelaxedSymmetry::kept;
    EXPECT_TRUE(keeps_symmetry(other));
  }
}

TEST(Configuration, LimitsThatContradictEachOtherAreNoWrongSetting) {
  EXPECT_EQ(message_of("[loss]\nd1 = 3.5"), "accepted");  // such a run ends with nothing: discovery.hpp
}

TEST(Configuration, TextThatIsNoTomlIsAParseErrorWithItsLine) {
  EXPECT_THROW(parse_configuration("seed = 1\n[loss", "my.toml"), ParseError);
  EXPECT_EQ(message_of("seed = 1\n[loss").substr(0, 10), "my.toml:2:");
}

TEST(Configuration, AWholeNumberServesWhereARealIsAsked) {
  EXPECT_EQ(parse_configuration("[loss]\nlambda1 = 2", "my.toml").loss.lambda1, 2.0);
}

}  // namespace
}  // namespace crystalgan
