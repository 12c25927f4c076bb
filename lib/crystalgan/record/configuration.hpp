#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "crystalgan/core/geometry_form.hpp"

namespace crystalgan {

/// A way from binaries to ternaries; methods/method.cpp makes them.
enum class MethodName { crystalgan, discogan, gan, random, random_symmetric, overlay, interleave, relabel, substitute };

/// How crystalgan runs.
enum class Mode {
  repaired,   ///< the published method, its structures then projected onto the limits and symmetrised
  published,  ///< the paper's method, its structures as they are, held to the paper's distance rule
};

/// Where the distance limits of the certificate come from: repair/distance_limits.hpp.
enum class Policy { radii, training, published };

/// Whether candidates are relaxed.
enum class Relax {
  off,
  automatic,  ///< "auto": where a model covers A, B and X
  packing,    ///< geometry without energies
};

/// How a further round is made.
enum class Steering { learned, mutation };

/// The names of the values of a choice in files and options, in the order of the values. What is no choice has none.
template <class Choice>
inline constexpr auto kChoiceNames = nullptr;
template <>
inline constexpr std::array<std::string_view, 9> kChoiceNames<MethodName>{
    "crystalgan", "discogan", "gan", "random", "random-symmetric", "overlay", "interleave", "relabel", "substitute"};
template <>
inline constexpr std::array<std::string_view, 2> kChoiceNames<Mode>{"repaired", "published"};
template <>
inline constexpr decltype(kGeometryFormNames) kChoiceNames<GeometryForm> = kGeometryFormNames;
template <>
inline constexpr std::array<std::string_view, 3> kChoiceNames<Policy>{"radii", "training", "published"};
template <>
inline constexpr std::array<std::string_view, 3> kChoiceNames<Relax>{"off", "auto", "packing"};
template <>
inline constexpr std::array<std::string_view, 2> kChoiceNames<Steering>{"learned", "mutation"};

template <class Choice>
requires(!std::is_null_pointer_v<std::remove_cv_t<decltype(kChoiceNames<Choice>)>>) constexpr std::string_view
    name_of(Choice choice) {
  return kChoiceNames<Choice>[static_cast<std::size_t>(choice)];
}

/// Everything that decides what a run computes. The values here are the defaults of the mode "repaired"; for the other
/// one see default_configuration(). Plain data; every field has one row in settings.cpp, which gives its name in files, its
/// meaning and its range.
struct Configuration {
  struct System {
    std::string a;             ///< metal A
    std::string b;             ///< metal B
    std::string x = "H";       ///< the shared element
    std::string a_structures;  ///< file or folder of A-X; empty: built-in prototypes
    std::string b_structures;  ///< file or folder of B-X; empty: built-in prototypes
    std::string prototypes;    ///< file or folder of known ternaries, whatever their elements; of `substitute` only
  } system;

  struct Method {
    MethodName name = MethodName::crystalgan;
    Mode mode = Mode::repaired;
  } method;

  struct Networks {
    std::int64_t layers = 5;   ///< arXiv:1810.11203, section 4: "5 to 10 layers"
    std::int64_t width = 100;  ///< the same: 100 units a layer
  } networks;

  struct Training {
    std::int64_t members = 4;            ///< chosen: independent trainings, so that one unlucky start is not the result
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
        0.1;  ///< the paper found its λ by cross-validation and does not print them; see docs/results/published.md
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
    std::int64_t samples = 0;  ///< raw structures of the run; 0: two per pair of inputs and member
    double noise = 0.0;        ///< Å: Gaussian noise on every atom of a raw structure
  } generation;

  struct Screening {
    Policy policy = Policy::radii;
    bool repair = true;            ///< project onto the limits and symmetrise before judging
    std::string references;        ///< file or folder of known ternaries that a novel one must not be
    double neighbor_cutoff = 3.0;  ///< Å, of the neighbour tables; arXiv:1810.11203, Fig. 5
  } screening;

  /// How candidates are relaxed and their energies found; docs/results/energy.md.
  struct Relaxation {
    Relax relax = Relax::off;
    std::string model;              ///< name of a KIM model; empty: the best known one that covers A, B and X
    double largest_force = 0.01;    ///< eV/Å
    double largest_stress = 0.001;  ///< eV/Å^3
    double rattle = 0.02;           ///< Å: displacement before relaxing, or symmetric starts stick on saddle points
    std::int64_t max_evaluations = 500;  ///< of the calculator, per crystal
    bool keep_symmetry = false;          ///< no rattle, the space group of the candidate stays
    std::string phases;                  ///< file or folder of further known phases of A, B and X for the hull
  } relaxation;

  /// How a run goes on from what was relaxed; docs/results/energy.md. All values are chosen.
  struct Feedback {
    std::int64_t rounds = 1;                ///< of generating and relaxing; 1: nothing is learned from energies
    Steering steering = Steering::learned;  ///< or the null, mutation: children of the low ones alone
    std::int64_t pool = 6;                  ///< structures to choose from for each one that is relaxed
    std::int64_t parents = 20;              ///< low crystals that are learned from and have children
    std::int64_t max_atoms = 16;            ///< in a child
  } feedback;

  /// How density functional theory computes energies. All values but the first four are chosen.
  struct Dft {
    double cutoff = 400.0;                    ///< eV, of the plane waves of the final point
    double k_spacing = 0.32;                  ///< 1/Å, 2π included, of the final point
    double relaxation_cutoff = 350.0;         ///< eV, of the relaxation before
    double relaxation_k_spacing = 0.42;       ///< 1/Å, of the relaxation before
    double smearing = 0.1;                    ///< eV, of the occupations
    double largest_force = 0.05;              ///< eV/Å: relaxed below it
    double largest_stress = 0.005;            ///< eV/Å^3: relaxed below it
    std::int64_t max_steps = 15;              ///< of a relaxation
    bool spin = true;                         ///< two spins where Cr, Mn, Fe, Co or Ni may have a moment
    double timeout = 7200.0;                  ///< seconds by the clock, per crystal
    std::int64_t max_atoms = 12;              ///< in the primitive cell of a candidate on the shortlist
    std::int64_t phase_atoms = 4;             ///< the same, of a known phase
    std::int64_t phases_per_composition = 2;  ///< known phases of one composition that are computed
    std::string python = "/usr/bin/python3";  ///< that has gpaw
  } dft;

  std::int64_t seed = 0;
};

/// The defaults of a mode. Both train the paper's method with its numbers. "published" holds what comes out to the paper's
/// own distance rule and repairs nothing.
Configuration default_configuration(Mode mode);

/// The mode that a TOML text names, if any. Throws as parse_configuration does.
std::optional<Mode> mode_of(std::string_view toml, const std::string& file);

/// Reads TOML over `start`: keys that are absent keep their value. Throws ParseError for text that is no TOML,
/// ConfigError for an unknown key (naming the known ones), a wrong type or none of the choices; `file` names the text.
/// Keys of earlier versions are read under their present names, or passed over where they decide nothing any more.
/// Ranges: see require_valid.
Configuration parse_configuration(std::string_view toml, const std::string& file, const Configuration& start = {});

/// The whole configuration as TOML with a comment per key; reads back to the same values.
std::string configuration_text(const Configuration& configuration);

/// Throws ConfigError for any number out of its range.
void require_valid(const Configuration& configuration);

}  // namespace crystalgan
