#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crystalgan {

/// Everything that decides what a run computes. The values here are the defaults of the periodic mode; for other modes
/// see default_configuration(). Plain data; every field has one row in settings.cpp, which gives its name in files, its
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
    std::string name = "crystalgan";
    std::string mode = "periodic";
  } method;

  struct Networks {
    std::int64_t layers = 5;   ///< arXiv:1810.11203, section 4: "5 to 10 layers"
    std::int64_t width = 100;  ///< the same: 100 units a layer
  } networks;

  struct Training {
    std::int64_t members = 4;            ///< chosen: independent trainings, so that one unlucky start is not the result
    std::int64_t epochs_step1 = 100;     ///< chosen: docs/results/periodic.md; the paper: 1000
    std::int64_t epochs_step3 = 100;     ///< the same
    std::int64_t batch_size = 35;        ///< the same: the whole set of the paper
    std::int64_t generator_updates = 1;  ///< per discriminator update; the authors' code: 5
    double learning_rate = 1e-4;         ///< arXiv:1810.11203, section 4
    double beta1 = 0.5;                  ///< the same
    double beta2 = 0.999;
    double epsilon = 1e-8;
    std::int64_t record_every = 10;       ///< epochs between rows of history.csv
    std::int64_t checkpoint_every = 500;  ///< epochs between checkpoints; chosen: a second or less of work
    std::string engine = "fused";         ///< or "reference": what computes the networks; docs/results/speed.md
    std::string device = "cpu";           ///< or "cuda": the members train there as one batch
  } training;

  /// What only the periodic mode knows. All values are chosen; docs/results/periodic.md says what they are worth.
  struct Periodic {
    std::string transfer = "interleave";  ///< or "overlay": the guest's metals where they are
    bool selection = true;                ///< only ternaries that look promising enter step 3
    bool step3 = true;                    ///< false: what step 2 makes comes out as it is
    bool augmentation = true;             ///< random origins, axes and orders of atoms in every epoch
    std::int64_t ternaries = 140;         ///< of each domain in the training set of step 3
    std::int64_t most_multiple = 4;       ///< supercells of the inputs, up to this many cells; 1: none
    std::int64_t most_atoms = 16;         ///< of a ternary
    std::int64_t latent = 8;              ///< random inputs of the generators of step 3
    std::int64_t frames = 16;             ///< descriptions over which a generator's correction is averaged
    double margin = 0.15;                 ///< Å by which training asks for more than the limits (method: 0.15)
  } periodic;

  struct Loss {
    double adversarial = 1.0;  ///< factor on λ1 and λ3; 0: no GAN at all
    double lambda1 =
        0.1;  ///< the paper found its λ by cross-validation and does not print them; see docs/results/published.md
    double lambda2 = 1.0;
    double lambda3 = 0.1;  ///< the same
    double lambda4 = 1.0;
    double lambda5 = 1.0;
    double lambda6 = 1.0;
    std::string geometry = "hinge";
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
    std::string policy = "radii";
    bool repair = true;            ///< project onto the limits and symmetrise before judging
    std::string references;        ///< file or folder of known ternaries that a novel one must not be
    double neighbor_cutoff = 3.0;  ///< Å, of the neighbour tables; arXiv:1810.11203, Fig. 5
  } screening;

  /// How candidates are relaxed and their energies found; docs/results/energy.md.
  struct Relaxation {
    std::string relax = "off";  ///< or "auto": where a model covers A, B and X; or "packing": geometry without energies
    std::string model;          ///< name of a KIM model; empty: the best known one that covers A, B and X
    double largest_force = 0.01;    ///< eV/Å
    double largest_stress = 0.001;  ///< eV/Å^3
    double rattle = 0.02;           ///< Å: displacement before relaxing, or symmetric starts stick on saddle points
    std::int64_t most_evaluations = 500;  ///< of the calculator, per crystal
    bool keep_symmetry = false;           ///< no rattle, the space group of the candidate stays
    std::string phases;                   ///< file or folder of further known phases of A, B and X for the hull
  } relaxation;

  /// How a run goes on from what was relaxed; docs/results/energy.md. All values are chosen.
  struct Feedback {
    std::int64_t rounds = 1;           ///< of generating and relaxing; 1: nothing is learned from energies
    std::string steering = "learned";  ///< or "mutation", the null: children of the low ones alone
    std::int64_t pool = 6;             ///< structures to choose from for each one that is relaxed
    std::int64_t parents = 20;         ///< low crystals that are learned from and have children
  } feedback;

  /// How the judge, density functional theory, is asked; docs/reference/dft.md. All values but the first four are
  /// chosen.
  struct Judge {
    double cutoff = 400.0;                    ///< eV, of the plane waves of the final point
    double k_spacing = 0.32;                  ///< 1/Å, 2π included, of the final point
    double relaxation_cutoff = 350.0;         ///< eV, of the relaxation before
    double relaxation_k_spacing = 0.42;       ///< 1/Å, of the relaxation before
    double smearing = 0.1;                    ///< eV, of the occupations
    double largest_force = 0.05;              ///< eV/Å: relaxed below it
    double largest_stress = 0.005;            ///< eV/Å^3: relaxed below it
    std::int64_t most_steps = 15;             ///< of a relaxation
    bool spin = true;                         ///< two spins where Cr, Mn, Fe, Co or Ni may have a moment
    double timeout = 7200.0;                  ///< seconds by the clock, per crystal
    std::int64_t most_atoms = 12;             ///< in the primitive cell of a candidate on the shortlist
    std::int64_t phase_atoms = 4;             ///< the same, of a known phase
    std::int64_t phases_per_composition = 2;  ///< known phases of one composition that are judged
    std::string python = "/usr/bin/python3";  ///< that has gpaw
  } judge;

  std::int64_t seed = 0;
};

/// The defaults of a mode. `published` is the paper's method with its numbers: 1000 epochs, its own distance rule,
/// nothing repaired; any other name gets the defaults of the periodic mode.
Configuration default_configuration(const std::string& mode);

/// The mode that a TOML text names, if any. Throws as parse_configuration does.
std::optional<std::string> mode_of(std::string_view toml, const std::string& file);

/// Reads TOML over `start`: keys that are absent keep their value. Throws ParseError for text that is no TOML,
/// ConfigError for an unknown key (naming the known ones) or a wrong type; `file` names the text. Ranges: see
/// require_valid.
Configuration parse_configuration(std::string_view toml, const std::string& file, const Configuration& start = {});

/// The whole configuration as TOML with a comment per key; reads back to the same values.
std::string configuration_text(const Configuration& configuration);

/// Throws ConfigError for any value out of its range.
void require_valid(const Configuration& configuration);

}  // namespace crystalgan
