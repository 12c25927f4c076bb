#include "crystalgan/studies/contenders.hpp"

#include <algorithm>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Builds the list; every row starts from the base, and changes what its name says.
class ContenderList {
 public:
  ContenderList(const Configuration& base, std::optional<std::int64_t> epochs) : base_(base), epochs_(epochs) {}

  template <class Change>
  void add(ContenderKind kind, Mode mode, std::string name, std::string meaning, const Change& change) {
    Configuration configuration = start(mode);
    change(configuration);
    list_.push_back({std::move(name), std::move(meaning), std::move(configuration), kind});
  }

  std::vector<Contender> take() { return std::move(list_); }

 private:
  Configuration start(Mode mode) const {
    Configuration configuration = base_;
    configuration.method.mode = mode;
    configuration.training.members = 1;
    if (epochs_) configuration.training.epochs_step1 = configuration.training.epochs_step3 = *epochs_;
    if (configuration.generation.samples == 0) configuration.generation.samples = kComparedSamples;
    configuration.generation.noise = 0.0;
    configuration.screening.repair = default_configuration(mode).screening.repair;
    return configuration;
  }

  const Configuration& base_;
  std::optional<std::int64_t> epochs_;
  std::vector<Contender> list_;
};

void add_paper(ContenderList& list, std::optional<std::int64_t> epochs) {
  const auto add = [&](const char* name, const char* meaning, const auto& change) {
    list.add(ContenderKind::of_paper, Mode::published, name, meaning, change);
  };
  const auto geometry = [](GeometryForm form, bool images) {
    return [form, images](Configuration& c) {
      c.loss.geometry = form;
      c.loss.images = images;
    };
  };
  add("gan", "one generator from noise, one discriminator", [](auto& c) { c.method.name = MethodName::gan; });
  add("discogan", "step 1 alone, with the losses of arXiv:1703.05192: pseudo-binaries only",
      [](auto& c) { c.method.name = MethodName::discogan; });
  add("discogan as in its paper",
      epochs ? "the same, for the epochs of the other rows"
             : "the same for 14000 epochs, past the change of its weights",
      [&](auto& c) {
        c.method.name = MethodName::discogan;
        if (!epochs) c.training.epochs_step1 = kDiscoGanEpochs;
      });
  add("crystalgan published, no constraint", "the paper's three steps without L_geo",
      geometry(GeometryForm::none, true));
  add("crystalgan published, literal", "with L_geo as printed", geometry(GeometryForm::literal, true));
  add("crystalgan published, spring", "with L_geo as in the authors' code", geometry(GeometryForm::spring, true));
  add("crystalgan published, hinge", "with L_geo as a hinge, periodic images counted",
      geometry(GeometryForm::hinge, true));
  add("crystalgan published, hinge without images", "the same without periodic images",
      geometry(GeometryForm::hinge, false));
}

void add_symmetry(ContenderList& list) {
  list.add(ContenderKind::method, Mode::symmetry, std::string(kMainContender),
           "the mode symmetry: arrangements listed, ordered by the discriminator and the ionic energy", [](auto&) {});
  const auto add = [&](const char* name, const char* meaning, const auto& change) {
    list.add(ContenderKind::control, Mode::symmetry, name, meaning,
             [&change](Configuration& c) { change(c.symmetry); });
  };
  add("prior only", "the same candidates, ordered inside a formula without their energies",
      [](auto& c) { c.energy_weight = 0.0; });
  add("energy only", "the same candidates, ordered inside a formula by energy alone",
      [](auto& c) { c.prior_weight = 0.0; });
  add("hand-set prior", "a score by hand in place of the discriminator", [](auto& c) { c.prior = Prior::hand_set; });
  add("no prior", "the arrangements that are tried are drawn, all alike", [](auto& c) { c.prior = Prior::none; });
  add("templates only", "without relabelled binaries", [](auto& c) { c.sources = Sources::templates; });
  add("prototypes only", "relabelled binaries of all metals alone, no arrangement listed",
      [](auto& c) { c.sources = Sources::relabelled; });
}

void add_repaired(ContenderList& list) {
  list.add(ContenderKind::method, Mode::repaired, "crystalgan repaired",
           "the mode repaired: the paper's three steps, the limits of the policy and repair", [](auto&) {});
  const auto add = [&](const char* name, const char* meaning, const auto& change) {
    list.add(ContenderKind::control, Mode::repaired, name, meaning, change);
  };
  add("no training", "crystalgan repaired, its networks as they start", [](auto& c) {
    c.training.epochs_step1 = 0;
    c.training.epochs_step3 = 0;
  });
  add("no adversarial loss", "crystalgan repaired without its GAN", [](auto& c) { c.loss.adversarial = 0.0; });
}

void add_nulls(ContenderList& list, double noise) {
  const auto add = [&](std::string name, MethodName method, std::string meaning, double of_noise = 0.0) {
    list.add(ContenderKind::null, Mode::repaired, std::move(name), std::move(meaning), [&](auto& c) {
      c.method.name = method;
      c.generation.noise = of_noise;
    });
  };
  add("random", MethodName::random, "atoms anywhere in the cells of the inputs");
  add("random-symmetric", MethodName::random_symmetric, "atoms on orbits of a random space group");
  add("overlay", MethodName::overlay, "the metals of one binary in another, as they are");
  add("interleave", MethodName::interleave, "the same, shifted rigidly to the clearest place");
  add("interleave + noise", MethodName::interleave,
      "the same with Gaussian noise of " + exact_text(noise) + " A on every atom", noise);
  add("relabel", MethodName::relabel, "some metals of a binary renamed");
}

}  // namespace

std::string_view name_of(ContenderKind kind) {
  switch (kind) {
    case ContenderKind::of_paper:
      return "paper";
    case ContenderKind::method:
      return "method";
    case ContenderKind::control:
      return "control";
    case ContenderKind::null:
      return "null";
    case ContenderKind::reference:
      return "reference";
  }
  return "";
}

std::vector<Contender> contenders(const Configuration& base, std::optional<std::int64_t> epochs) {
  if (base.method.name != MethodName::crystalgan)
    throw ConfigError("method.name", "expected crystalgan, since every row has its own method, got " +
                                         std::string(name_of(base.method.name)));
  ContenderList list(base, epochs);
  add_paper(list, epochs);
  add_symmetry(list);
  add_repaired(list);
  add_nulls(list, base.generation.noise > 0.0 ? base.generation.noise : kComparedNoise);
  if (!base.system.prototypes.empty())
    list.add(ContenderKind::reference, Mode::repaired, "substitute",
             "known ternaries of other systems with their elements replaced",
             [](auto& c) { c.method.name = MethodName::substitute; });
  return list.take();
}

std::vector<Contender> selected(const std::vector<Contender>& all, const std::vector<std::string>& names,
                                const std::string& option) {
  if (names.empty()) return all;
  std::vector<std::string> known;
  for (const Contender& contender : all) known.push_back("'" + contender.name + "'");
  for (const std::string& name : names) {
    if (std::ranges::any_of(all, [&](const Contender& contender) { return contender.name == name; })) continue;
    if (name == "substitute") throw ConfigError(option, "substitute: expected prototypes (--prototypes), got none");
    throw ConfigError(option, "expected one of " + join(known) + ", got '" + printable(name) + "'");
  }
  std::vector<Contender> some;
  for (const Contender& contender : all)
    if (std::ranges::find(names, contender.name) != names.end()) some.push_back(contender);
  return some;
}

}  // namespace crystalgan
