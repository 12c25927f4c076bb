#include "crystalgan/record/settings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// The largest integer that is exact in TOML and double.
constexpr std::int64_t kLargestCount = 9007199254740992;
constexpr std::int64_t kManyEpochs = 10'000'000;  // chosen: far beyond use, and sums of epochs stay exact
constexpr double kLargeWeight = 1e6;              // chosen: above it, float32 losses lose all other terms

// The other limits of the table are chosen: far beyond use, without overflow.

Setting row(std::string_view name, std::string_view meaning, decltype(Setting::kind) kind, SettingOption option) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return {"", name, meaning, kind, option};
  return {name.substr(0, dot), name.substr(dot + 1), meaning, kind, option};
}

Setting text(std::string_view name, std::string& (*field)(Configuration&), std::string_view meaning,
             SettingOption option = {}, std::string_view empty = {}) {
  return row(name, meaning, TextSetting{field, false, empty}, option);
}

Setting path(std::string_view name, std::string& (*field)(Configuration&), std::string_view meaning,
             SettingOption option = {}, std::string_view empty = {}) {
  return row(name, meaning, TextSetting{field, true, empty}, option);
}

Setting paths(std::string_view name, std::vector<std::string>& (*field)(Configuration&), std::string_view meaning,
              SettingOption option = {}, std::string_view empty = {}) {
  return row(name, meaning, PathsSetting{field, empty}, option);
}

template <class Field>
Setting choice(std::string_view name, Field, std::string_view meaning, SettingOption option = {}) {
  using Choice = std::remove_reference_t<std::invoke_result_t<Field, Configuration&>>;
  const ChoiceSetting kind{kChoiceNames<Choice>, [](Configuration& c) { return static_cast<std::size_t>(Field{}(c)); },
                           [](Configuration& c, std::size_t chosen) { Field{}(c) = static_cast<Choice>(chosen); }};
  return row(name, meaning, kind, option);
}

Setting count(std::string_view name, std::int64_t& (*field)(Configuration&), std::string_view meaning, std::int64_t min,
              std::int64_t max, SettingOption option = {}, std::string_view zero = {}) {
  return row(name, meaning, CountSetting{field, min, max, zero}, option);
}

Setting real(std::string_view name, double& (*field)(Configuration&), std::string_view meaning, std::string_view unit,
             double min, double max, SettingOption option = {}) {
  return row(name, meaning, RealSetting{field, min, max, unit}, option);
}

Setting on_or_off(std::string_view name, bool& (*field)(Configuration&), std::string_view meaning,
                  SettingOption option = {}) {
  return row(name, meaning, SwitchSetting{field}, option);
}

// A setting has the name of its field.
#define FIELD(path) \
#path, [](Configuration & c) -> auto& { return c.path; }

const std::vector<Setting>& table() {
  using enum OptionGroup;
  static const std::vector<Setting> rows{
      count(FIELD(seed), "every random draw of the run follows from it", 0, kLargestCount, {training, "--seed"}),

      text(FIELD(system.a), "metal A, such as Pd", {system, "A"}),
      text(FIELD(system.b), "metal B, such as Ni", {system, "B"}),
      text(FIELD(system.x), "the element X that both binaries share", {system, "--with"}),
      paths(FIELD(system.a_structures), "file or folder with structures of A-X", {system, "--a-structures"},
            "the built-in prototypes"),
      paths(FIELD(system.b_structures), "file or folder with structures of B-X", {system, "--b-structures"},
            "the built-in prototypes"),
      paths(FIELD(system.prototypes), "file or folder with known ternaries of any elements, for the method substitute",
            {system, "--prototypes"}),
      on_or_off(FIELD(system.recursive), "read the folders in the folders of inputs, too", {system, "--recursive"}),
      on_or_off(FIELD(system.skip_unusable), "pass over inputs that cannot be read or used, and list them",
                {system, "--skip-unusable"}),

      choice(FIELD(method.name), "method that generates ternaries", {training, "--method"}),
      choice(FIELD(method.mode),
             "mode of crystalgan: symmetric arrangements listed, ranked and relaxed, the published method followed by "
             "repair, or that method alone",
             {training, "--mode"}),

      text(FIELD(symmetry.formulas), "formulas of the mode symmetry, separated by commas", {}, "the most likely ones"),
      count(FIELD(symmetry.formulas_count), "formulas of the mode symmetry", 0, 10000,
            {symmetry, "--formulas-count", "number of formulas"},
            "30, with X = S 10 and with X = H 14 more of unusual valences"),
      count(FIELD(symmetry.max_atoms), "atoms in the primitive cell of the mode symmetry, at most", 3, 60,
            {symmetry, "--max-atoms", "atoms in the primitive cell, at most"}),
      text(FIELD(symmetry.space_groups), "space groups of the mode symmetry, such as 62,166,221-230",
           {symmetry, "--space-groups", "space groups, such as 62,166,221-230"}, "all"),
      path(FIELD(symmetry.learned), "what was learned from binaries: the file of crystalgan learn",
           {symmetry, "--learned"}, "what ships with the program"),
      choice(FIELD(symmetry.sources), "where the candidates of the mode symmetry come from"),
      choice(FIELD(symmetry.prior), "what orders the arrangements of a formula in the mode symmetry (none: drawn)"),
      real(FIELD(symmetry.prior_weight),
           "weight of the prior in the order inside a formula of the mode symmetry (0: energy alone)", "", 0, 1000),
      real(FIELD(symmetry.energy_weight), "weight of the ionic energy in the same order, per eV/atom (0: prior alone)",
           "", 0, 1000),

      count(FIELD(networks.layers),
            "weight matrices per network: the hidden layers and the output (paper: five hidden layers)", 1, 100),
      count(FIELD(networks.width), "units per hidden layer (paper: 100)", 1, 2500),

      count(FIELD(training.members), "independent trainings", 1, 100000, {training, "--members"}),
      count(FIELD(training.epochs_step1), "epochs of step 1, the pseudo-binaries (paper: 1000)", 0, kManyEpochs,
            {training, "--epochs", "epochs of step 1 and of step 3; 14000 for the method discogan unless given"}),
      count(FIELD(training.epochs_step3), "epochs of step 3, the ternaries (paper: 1000)", 0, kManyEpochs,
            {training, "--epochs"}),
      count(FIELD(training.batch_size), "structures per mini-batch, at most (paper: 35, the whole set)", 1, 100000),
      count(FIELD(training.generator_updates), "generator updates per discriminator update", 1, 1000),
      real(FIELD(training.learning_rate), "Adam, alpha (paper: 1e-4)", "", 0, 1e30),
      real(FIELD(training.beta1), "Adam (paper: 0.5)", "", 0, 0.999999),
      real(FIELD(training.beta2), "Adam", "", 0, 0.999999999),
      real(FIELD(training.epsilon), "Adam", "", 1e-30, 1),
      count(FIELD(training.record_every), "epochs between rows of history.csv", 1, kManyEpochs),
      count(FIELD(training.checkpoint_every), "epochs between checkpoints", 1, kManyEpochs),

      real(FIELD(loss.adversarial), "factor on lambda1 and lambda3; 0: no GAN", "", 0, kLargeWeight,
           {training, "--adversarial", "factor on the adversarial losses; 0: no GAN"}),
      real(FIELD(loss.lambda1), "weight of the adversarial loss into domain B", "", 0, kLargeWeight),
      real(FIELD(loss.lambda2), "weight of the reconstruction of domain A", "", 0, kLargeWeight),
      real(FIELD(loss.lambda3), "weight of the adversarial loss into domain A", "", 0, kLargeWeight),
      real(FIELD(loss.lambda4), "weight of the reconstruction of domain B", "", 0, kLargeWeight),
      real(FIELD(loss.lambda5), "weight of L_geo1, distances too short (step 3)", "", 0, kLargeWeight),
      real(FIELD(loss.lambda6), "weight of L_geo2, distances too long (step 3)", "", 0, kLargeWeight),
      choice(FIELD(loss.geometry), "form of the geometric constraint", {training, "--geometry"}),
      real(FIELD(loss.d1), "min distance of a metal to its nearest metal (paper: 1.8)", "Å", 0, 100),
      real(FIELD(loss.d2), "max distance of a metal to its nearest metal (paper: 3.0)", "Å", 0, 100),
      on_or_off(FIELD(loss.images), "count periodic images in the geometric constraint"),
      on_or_off(FIELD(loss.constrain_x), "hold X-X distances to the same window too"),

      count(FIELD(generation.samples), "raw structures of the run", 0, 10'000'000,
            {generation, "--samples,--candidates"}, "two per pair of inputs and member"),
      real(FIELD(generation.noise), "Gaussian noise on every atom of a raw structure", "Å", 0, 10,
           {generation, "--noise"}),

      choice(FIELD(screening.policy), "distance limits of the certificate", {generation, "--policy"}),
      on_or_off(FIELD(screening.repair), "project onto the limits and symmetrise before certifying",
                {generation, "--no-repair", "certify raw structures as they are, neither projected nor symmetrised"}),
      paths(FIELD(screening.references), "file or folder with known structures that a novel candidate must not match",
            {training, "--reference"}, "the inputs alone"),
      real(FIELD(screening.neighbor_cutoff), "reach of the neighbour tables (paper, Fig. 5: 3.0)", "Å", 0, 20),

      choice(
          FIELD(relaxation.relax),
          "relax and rank candidates (auto: where a KIM model covers A, B and X; packing: geometry without energies; "
          "chgnet: by the universal potential CHGNet; ase: by --ase)",
          {relaxation, "--relax"}),
      text(FIELD(relaxation.model), "name of a KIM model", {relaxation, "--model"}, "the best known KIM model"),
      text(FIELD(relaxation.ase),
           "calculator of your own Python, by ASE: MODULE:FACTORY, which returns it when called without arguments",
           {calculator, "--ase"}, "none"),
      text(FIELD(relaxation.python), "Python of --ase, a program on the PATH or a file", {calculator, "--python"}),
      text(FIELD(relaxation.ase_path), "folder with the module of --ase, after those where its Python looks by itself",
           {calculator, "--ase-path"}, "none"),
      real(FIELD(relaxation.ase_timeout), "elapsed time of one evaluation by --ase, at most", "s", 0.001, 1e7,
           {calculator, "--ase-timeout"}),
      count(FIELD(relaxation.best),
            "candidates that CHGNet or ASE relaxes in the mode symmetry, the best by prior and single-point energy (0: "
            "all)",
            0, kLargestCount, {relaxation, "--relax-best"}),
      real(FIELD(relaxation.largest_force), "converged below it", "eV/Å", 1e-6, 10),
      real(FIELD(relaxation.largest_stress), "converged below it", "eV/Å^3", 1e-8, 1),
      real(FIELD(relaxation.rattle), "Gaussian displacement of every atom before relaxing", "Å", 0, 1,
           {relaxation, "--rattle"}),
      count(FIELD(relaxation.max_evaluations), "evaluations of the calculator per crystal", 1, 1'000'000),
      choice(
          FIELD(relaxation.symmetry),
          "space group while a crystal is relaxed (kept: that of the candidate, without displacement; free: displaced "
          "first; auto: kept by CHGNet and ASE in the mode symmetry, else free)",
          {relaxation, "--relax-symmetry"}),
      paths(FIELD(relaxation.phases), "file or folder with further known phases for the hull"),

      count(
          FIELD(feedback.rounds),
          "rounds of generating and relaxing, steered by the energies so far: each of as many raw structures as a run "
          "without, in the mode symmetry each of its share of them",
          1, 1000, {rounds, "--rounds"}),
      choice(FIELD(feedback.steering),
             "how a further round chooses (null baselines: mutation where structures are drawn, order and random in "
             "the mode symmetry)"),
      count(FIELD(feedback.pool), "structures to choose from for each one that is relaxed in a further round", 1, 1000),
      count(FIELD(feedback.parents), "low-energy crystals that a further round changes", 1, 10000),
      count(FIELD(feedback.max_atoms), "atoms in a child by mutation", 3, 200),

      real(FIELD(dft.cutoff), "plane waves of the final point", "eV", 100, 2000),
      real(FIELD(dft.k_spacing), "distance of k-points of the final point, 2 pi included", "1/Å", 0.02, 5),
      real(FIELD(dft.relaxation_cutoff), "plane waves of the relaxation", "eV", 100, 2000),
      real(FIELD(dft.relaxation_k_spacing), "distance of k-points of the relaxation, 2 pi included", "1/Å", 0.02, 5),
      real(FIELD(dft.smearing), "smearing of the occupations", "eV", 0.001, 1),
      real(FIELD(dft.largest_force), "relaxed below it", "eV/Å", 1e-4, 10),
      real(FIELD(dft.largest_stress), "relaxed below it", "eV/Å^3", 1e-6, 1),
      count(FIELD(dft.max_steps), "steps of a relaxation", 1, 1000),
      on_or_off(FIELD(dft.spin), "two spins where Cr, Mn, Fe, Co or Ni may have a moment"),
      real(FIELD(dft.timeout), "elapsed time per crystal, at most", "s", 1, 1e7),
      count(FIELD(dft.max_atoms), "atoms in the primitive cell of a candidate on the shortlist", 1, 1000),
      count(FIELD(dft.phase_atoms), "atoms in the primitive cell of a known phase that is computed", 1, 1000),
      count(FIELD(dft.phases_per_composition), "known phases of one composition that are computed", 1, 1000),
      text(FIELD(dft.python), "the Python that has gpaw"),
  };
  return rows;
}

#undef FIELD

// "radii, training or published"
std::string listed(std::span<const std::string_view> choices) {
  const std::vector<std::string> but_last(choices.begin(), choices.end() - 1);
  return but_last.empty() ? std::string(choices.back()) : join(but_last) + " or " + std::string(choices.back());
}

std::string with_unit_and_choices(std::string_view meaning, const Setting& setting) {
  std::string text(meaning);
  if (const auto* real = std::get_if<RealSetting>(&setting.kind); real && !real->unit.empty())
    text += ", in " + std::string(real->unit);
  if (const auto* choice = std::get_if<ChoiceSetting>(&setting.kind)) text += ": " + listed(choice->choices);
  return text;
}

// A default for users: its value, or the meaning of an empty text or 0.
std::string default_text(const Setting& setting, const Configuration& configuration) {
  std::string value = value_text(setting, configuration);
  if (const auto* text = std::get_if<TextSetting>(&setting.kind); text && value.empty())
    return std::string(text->empty);
  if (const auto* paths = std::get_if<PathsSetting>(&setting.kind); paths && value.empty())
    return std::string(paths->empty);
  if (const auto* count = std::get_if<CountSetting>(&setting.kind); count && value == "0" && !count->zero.empty())
    return std::string(count->zero);
  return value;
}

}  // namespace

std::string Setting::name() const {
  return section.empty() ? std::string(key) : std::string(section) + "." + std::string(key);
}

std::string Setting::described() const {
  std::string text = with_unit_and_choices(meaning, *this);
  if (const auto* of_text = std::get_if<TextSetting>(&kind); of_text && !of_text->empty.empty())
    text += "; empty: " + std::string(of_text->empty);
  if (const auto* paths = std::get_if<PathsSetting>(&kind); paths && !paths->empty.empty())
    text += "; none: " + std::string(paths->empty);
  if (const auto* count = std::get_if<CountSetting>(&kind); count && !count->zero.empty())
    text += "; 0: " + std::string(count->zero);
  return text;
}

std::string Setting::option_described(std::string_view origin) const {
  std::string text = with_unit_and_choices(option.meaning.empty() ? meaning : option.meaning, *this);
  if (std::holds_alternative<SwitchSetting>(kind)) return text;
  if (std::holds_alternative<PathsSetting>(kind)) text += "; may be repeated";
  if (!origin.empty()) return text + " (default: " + std::string(origin) + ")";
  std::optional<std::string> usual;
  std::vector<std::pair<std::string, std::string>> others;  // modes, default
  for (std::size_t i = 0; i < kChoiceNames<Mode>.size(); ++i) {
    const auto mode = static_cast<Mode>(i);
    if (!is_used_in(mode)) continue;
    const std::string of_mode = default_text(*this, default_configuration(mode));
    if (!usual)
      usual = of_mode;
    else if (of_mode != *usual && name() != "method.mode") {
      if (others.empty() || others.back().second != of_mode) others.push_back({"", of_mode});
      others.back().first += (others.back().first.empty() ? "" : ", ") + std::string(name_of(mode));
    }
  }
  if (usual->empty()) return text;
  text += " (default: " + *usual;
  for (const auto& [modes, value] : others) text += "; mode " + modes + ": " + value;
  return text + ")";
}

bool Setting::is_used_in(Mode mode) const {
  if (section == "symmetry") return mode == Mode::symmetry;
  const std::string full = name();
  const bool of_draws = section == "networks" || section == "training" || section == "loss" ||
                        full == "generation.noise" || full == "screening.repair";
  return !of_draws || mode != Mode::symmetry;
}

std::span<const Setting> settings() { return table(); }

const Setting* find_setting(std::string_view name) {
  for (const Setting& setting : settings())
    if (setting.name() == name) return &setting;
  return nullptr;
}

std::string value_text(const Setting& setting, const Configuration& configuration) {
  Configuration copy = configuration;  // the fields need a mutable configuration
  struct Text {
    Configuration& of;
    std::string operator()(const TextSetting& kind) const { return kind.field(of); }
    std::string operator()(const PathsSetting& kind) const { return join(kind.field(of)); }
    std::string operator()(const ChoiceSetting& kind) const { return std::string(kind.choices[kind.chosen(of)]); }
    std::string operator()(const CountSetting& kind) const { return std::to_string(kind.field(of)); }
    std::string operator()(const RealSetting& kind) const { return exact_text(kind.field(of)); }
    std::string operator()(const SwitchSetting& kind) const { return kind.field(of) ? "true" : "false"; }
  };
  return std::visit(Text{copy}, setting.kind);
}

void choose(const Setting& setting, std::string_view value, Configuration& configuration, const std::string& place) {
  const auto& kind = std::get<ChoiceSetting>(setting.kind);
  const auto found = std::ranges::find(kind.choices, value);
  if (found == kind.choices.end())
    throw ConfigError(place + setting.name(), "expected " + listed(kind.choices) + ", got '" + printable(value) + "'");
  kind.choose(configuration, static_cast<std::size_t>(found - kind.choices.begin()));
}

}  // namespace crystalgan
