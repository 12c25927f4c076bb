#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "crystalgan/core/geometry_form.hpp"
#include "crystalgan/record/method_name.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {

/// The modes of crystalgan.
enum class Mode {
  symmetry,   ///< symmetric arrangements listed, ranked by what binaries teach, relaxed; not repaired
  repaired,   ///< the published method, followed by repair: projected onto the limits, then symmetrised
  published,  ///< the paper's method without repair, certified by the paper's distance rule
};

/// The source of the distance limits: repair/distance_limits.hpp.
enum class Policy { radii, training, published, binaries };

/// Whether candidates are relaxed.
enum class Relax {
  off,
  automatic,  ///< "auto": if a model covers A, B and X
  packing,    ///< geometry without energies
  chgnet,     ///< by CHGNet, for the 89 elements that it knows
  ase,        ///< by a calculator of the user's Python
};

/// The space group of a crystal while it is relaxed.
enum class RelaxedSymmetry {
  automatic,  ///< "auto": kept in the mode symmetry by CHGNet and ASE calculators, else free
  kept,       ///< no displacement, fixed space group
  free,       ///< displaced first; the symmetry that is left is restored afterwards
};

/// What orders the templates of a formula in the mode symmetry, before they have energies.
enum class Prior {
  learned,   ///< the discriminator
  hand_set,  ///< a score without learning: discriminator/hand_set_score.hpp
  none,      ///< all are equal; those that are tried are drawn
};

/// Where the candidates of the mode symmetry come from.
enum class Sources {
  both,
  templates,   ///< enumerated arrangements
  relabelled,  ///< binaries with A and B on their metal sites
};

/// How a further round chooses its structures.
enum class Steering {
  learned,   ///< what a regression on the energies so far expects to be lowest
  mutation,  ///< null baseline of methods that draw: children of the lowest
  order,     ///< null baseline of the mode symmetry: its own order
  random,    ///< null baseline of the mode symmetry: random order
};

/// The names of the choices in files and options, in the order of the enumeration.
template <class Choice>
inline constexpr auto kChoiceNames = nullptr;
#define CRYSTALGAN_NAME(value, name) std::string_view(name),
template <>
inline constexpr std::array kChoiceNames<MethodName>{CRYSTALGAN_METHODS(CRYSTALGAN_NAME)};
#undef CRYSTALGAN_NAME
template <>
inline constexpr std::array<std::string_view, 3> kChoiceNames<Mode>{"symmetry", "repaired", "published"};
template <>
inline constexpr decltype(kGeometryFormNames) kChoiceNames<GeometryForm> = kGeometryFormNames;
template <>
inline constexpr std::array<std::string_view, 4> kChoiceNames<Policy>{"radii", "training", "published", "binaries"};
template <>
inline constexpr std::array<std::string_view, 5> kChoiceNames<Relax>{"off", "auto", "packing", "chgnet", "ase"};
template <>
inline constexpr std::array<std::string_view, 3> kChoiceNames<RelaxedSymmetry>{"auto", "kept", "free"};
template <>
inline constexpr std::array<std::string_view, 3> kChoiceNames<Prior>{"learned", "hand-set", "none"};
template <>
inline constexpr std::array<std::string_view, 3> kChoiceNames<Sources>{"both", "templates", "relabelled"};
template <>
inline constexpr std::array<std::string_view, 4> kChoiceNames<Steering>{"learned", "mutation", "order", "random"};

template <class Choice>
requires(!std::is_null_pointer_v<std::remove_cv_t<decltype(kChoiceNames<Choice>)>>) constexpr std::string_view
    name_of(Choice choice) {
  return kChoiceNames<Choice>[static_cast<std::size_t>(choice)];
}

/// Candidates of the mode symmetry: K of METRe@K, chosen.
inline constexpr std::int64_t kSymmetryCandidates = 1000;

/// All settings that change a result. The values are the defaults of the mode "symmetry"; see default_configuration().
/// Every field but `limits` has one row in settings.cpp with its name, meaning and range.
struct Configuration {
  struct System {
    std::string a;                          ///< metal A
    std::string b;                          ///< metal B
    std::string x = "H";                    ///< the shared element
    std::vector<std::string> a_structures;  ///< files and folders of A-X; empty: built-in prototypes
    std::vector<std::string> b_structures;  ///< files and folders of B-X; empty: built-in prototypes
    std::vector<std::string> prototypes;    ///< files and folders of known ternaries of any elements; for `substitute`
    bool recursive = false;                 ///< whether the folders in the folders of all inputs are read, too
    bool skip_unusable = false;             ///< whether inputs that cannot be read or used are passed over
  } system;

  struct Method {
    MethodName name = MethodName::crystalgan;
    Mode mode = Mode::symmetry;
  } method;

  /// The mode symmetry; docs/reference/methods.md.
  struct Symmetry {
    std::string formulas;             ///< "BaTiO3, Ba2TiO4"; empty: the most likely ones
    std::int64_t formulas_count = 0;  ///< 0: 30, for S 10 and for H 14 more of other kinds
    std::int64_t max_atoms = 20;  ///< chosen: binaries of the Materials Project with more are few, lists become long
    std::string space_groups;     ///< "62, 166, 221-230"; empty: all
    std::string learned;          ///< file of `crystalgan learn`; empty: what ships with the program
    Sources sources = Sources::both;
    Prior prior = Prior::learned;
    double prior_weight = 1.0;   ///< in the order inside a formula; 0: by energy alone
    double energy_weight = 8.0;  ///< the same, log-probability per eV/atom; 0: by the prior alone. Chosen
  } symmetry;

  struct Networks {
    std::int64_t layers = 6;   ///< arXiv:1810.11203, section 4: five hidden layers, and the output
    std::int64_t width = 100;  ///< the same: 100 units per layer
  } networks;

  struct Training {
    std::int64_t members = 1;            ///< of methods without training, one list or series of draws is enough
    std::int64_t epochs_step1 = 1000;    ///< arXiv:1810.11203, section 4
    std::int64_t epochs_step3 = 1000;    ///< the same
    std::int64_t batch_size = 35;        ///< the same: the whole set of the paper
    std::int64_t generator_updates = 1;  ///< per discriminator update; the authors' code: 5
    double learning_rate = 1e-4;         ///< arXiv:1810.11203, section 4
    double beta1 = 0.5;                  ///< the same
    double beta2 = 0.999;
    double epsilon = 1e-8;
    std::int64_t record_every = 10;       ///< epochs between rows of history.csv
    std::int64_t checkpoint_every = 500;  ///< epochs between checkpoints; chosen: a second or less of work
  } training;

  struct Loss {
    double adversarial = 1.0;  ///< factor on λ1 and λ3; 0: no GAN at all
    double lambda1 =
        0.1;  ///< the paper found its λ by cross-validation and does not print them; see docs/results/lambda.md
    double lambda2 = 1.0;
    double lambda3 = 0.1;  ///< the same
    double lambda4 = 1.0;
    double lambda5 = 1.0;
    double lambda6 = 1.0;
    GeometryForm geometry = GeometryForm::hinge;
    double d1 = 1.8;           ///< Å; arXiv:1810.11203, section 3
    double d2 = 3.0;           ///< Å; the same
    bool images = true;        ///< count periodic images in the geometric loss
    bool constrain_x = false;  ///< hold X-X distances too, as the authors' figure does
  } loss;

  struct Generation {
    std::int64_t samples = kSymmetryCandidates;  ///< raw structures of the run; 0: two per pair of inputs and member
    double noise = 0.0;                          ///< Å: Gaussian noise on every atom of a raw structure
  } generation;

  struct Screening {
    Policy policy = Policy::binaries;
    bool repair = false;                  ///< project onto the limits and symmetrise before certification
    std::vector<std::string> references;  ///< files and folders of known ternaries; a novel candidate matches none
    double neighbor_cutoff = 3.0;         ///< Å, of the neighbour tables; arXiv:1810.11203, Fig. 5
  } screening;

  /// Relaxation and energies of candidates; docs/reference/energies.md.
  struct Relaxation {
    Relax relax = Relax::off;
    std::string model;               ///< name of a KIM model; empty: the best known one that covers A, B and X
    std::string ase;                 ///< MODULE:FACTORY of an ASE calculator, where `relax` is Relax::ase
    std::string python = "python3";  ///< of that calculator; empty: not given again since it was read from a run
    std::string ase_path;            ///< folder with that module; empty: where this Python finds it by itself
    double ase_timeout = 600.0;      ///< s of elapsed time, per evaluation of that calculator
    std::int64_t best = 100;      ///< candidates that ranks_in_two_steps() relaxes; 0: all. Chosen: seconds to a minute
    double largest_force = 0.01;  ///< eV/Å
    double largest_stress = 0.001;  ///< eV/Å^3
    double rattle = 0.02;           ///< Å: displacement before relaxing; symmetric starts can stay on saddle points
    std::int64_t max_evaluations = 500;  ///< of the calculator, per crystal
    RelaxedSymmetry symmetry = RelaxedSymmetry::automatic;
    std::vector<std::string> phases;  ///< files and folders of more known phases of A, B and X
  } relaxation;

  /// Rounds that use the energies of earlier ones; docs/reference/energies.md. All values are chosen.
  struct Feedback {
    std::int64_t rounds = 1;                ///< of generation and relaxation; 1: energies are not used
    Steering steering = Steering::learned;  ///< the others are null baselines
    std::int64_t pool = 6;                  ///< structures in the pool per relaxed structure
    std::int64_t parents = 20;              ///< number of low-energy crystals for children
    std::int64_t max_atoms = 16;            ///< in a child
  } feedback;

  /// Settings of density functional theory. The first four were measured (docs/reference/dft.md), the others are chosen.
  struct Dft {
    double cutoff = 400.0;               ///< eV, of the plane waves of the final point; 300 is too coarse to rank
    double k_spacing = 0.32;             ///< 1/Å, 2π included, of the final point: 5 x 5 x 5 k-points for 4 Å
    double relaxation_cutoff = 350.0;    ///< eV. Pd a0 3.93 to 3.95 Å with the estimated correction of Pulay stress
    double relaxation_k_spacing = 0.42;  ///< 1/Å: 4 x 4 x 4 for 4 Å
    double smearing = 0.1;               ///< eV, of the Fermi-Dirac occupations; GPAW's own for plane waves
    double largest_force = 0.05;         ///< eV/Å: convergence limit
    double largest_stress = 0.005;       ///< eV/Å^3: convergence limit; 0.16 % of the lattice constant of Pd
    std::int64_t max_steps = 15;         ///< of a relaxation: 3 to 8 are common
    bool spin = true;                    ///< two spins where Cr, Mn, Fe, Co or Ni may have a moment
    double timeout = 7200.0;             ///< seconds of elapsed time, per crystal
    std::int64_t max_atoms = 12;         ///< in the primitive cell of a candidate on the shortlist
    std::int64_t phase_atoms = 4;        ///< the same, of a known phase
    std::int64_t phases_per_composition = 2;  ///< known phases of one composition that are computed
    std::string python = "/usr/bin/python3";  ///< Python with gpaw
  } dft;

  std::int64_t seed = 0;

  /// Of the section [limits]: the one part that changes no result, and that no run records.
  ReadLimits limits;
};

/// Epochs of the method discogan. Chosen: its reconstruction weight changes at 10,000 iterations (arXiv:1703.05192,
/// authors' code), one per epoch for the paper's sets of 35, and the new weight needs some thousand to act.
inline constexpr std::int64_t kDiscoGanEpochs = 14000;

/// Whether the method is crystalgan in its mode symmetry.
inline bool is_symmetry_mode(const Configuration& configuration) {
  return configuration.method.name == MethodName::crystalgan && configuration.method.mode == Mode::symmetry;
}

/// Whether the calculator compares crystals; KIM models only relax and discard them.
inline bool compares_crystals(Relax relax) { return relax == Relax::chgnet || relax == Relax::ase; }

/// Whether candidates are ranked in two steps: one energy of each, then the best `relaxation.best` are relaxed. That needs
/// the mode's own order and a calculator whose energies compare crystals; rounds choose what is relaxed in another way.
inline bool ranks_in_two_steps(const Configuration& configuration) {
  return is_symmetry_mode(configuration) && compares_crystals(configuration.relaxation.relax) &&
         configuration.relaxation.best > 0 && configuration.feedback.rounds == 1;
}

/// Whether a relaxation keeps the space group.
inline bool keeps_symmetry(const Configuration& configuration) {
  if (configuration.relaxation.symmetry == RelaxedSymmetry::automatic)
    return is_symmetry_mode(configuration) && compares_crystals(configuration.relaxation.relax);
  return configuration.relaxation.symmetry == RelaxedSymmetry::kept;
}

/// Whether the binaries that ship, or those of symmetry.learned, are part of what the configuration uses.
inline bool uses_known_binaries(const Configuration& configuration) {
  return is_symmetry_mode(configuration) || configuration.screening.policy == Policy::binaries;
}

/// Independent trainings of the modes that train. Chosen: no result depends on one start.
inline constexpr std::int64_t kTrainedMembers = 4;

/// The mode of a method unless another is named: symmetry for crystalgan; the other methods, which have one mode of
/// generating, are followed by repair.
inline Mode usual_mode(MethodName method) { return method == MethodName::crystalgan ? Mode::symmetry : Mode::repaired; }

/// The defaults of a mode and a method. "repaired" and "published" train kTrainedMembers with the paper's numbers and make
/// two structures per pair of inputs; "published" certifies by the paper's distance rule, "repaired" by radii after
/// repair, "symmetry" by known binaries. The method discogan trains for kDiscoGanEpochs.
Configuration default_configuration(Mode mode, MethodName method = MethodName::crystalgan);

/// The mode in a TOML text, if any. Throws as parse_configuration().
std::optional<Mode> mode_of(std::string_view toml, const std::string& file);

/// The same for the method.
std::optional<MethodName> method_of(std::string_view toml, const std::string& file);

/// Reads TOML over `start`: absent keys keep their value. Throws ParseError for invalid TOML, ConfigError for an
/// unknown key (with the known ones), a wrong type or choice; `file` names the text. Keys of earlier versions are
/// renamed or ignored. Does not check ranges: require_valid().
Configuration parse_configuration(std::string_view toml, const std::string& file, const Configuration& start = {});

/// Reads the configuration that a run keeps, ranges too. Throws ParseError for all that is wrong: it is data, not a
/// setting of the user.
Configuration parse_recorded(std::string_view toml, const std::string& file);

/// The whole configuration as TOML with a comment per key; the reverse of parse_configuration().
std::string configuration_text(const Configuration& configuration);

/// What a run directory says, which decides about no program that is started: relaxation.python of an ASE calculator is
/// empty until somebody names it again, else that and dft.python are the defaults. Nor does it raise a limit.
Configuration without_program(Configuration recorded);

/// Throws ConfigError for a number out of range.
void require_valid(const Configuration& configuration);

}  // namespace crystalgan
