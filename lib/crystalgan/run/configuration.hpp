#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crystalgan {

/// Everything that decides what a run computes, with the paper's values as defaults. Plain data; every field has one
/// row in settings.cpp, which gives its name in files, its meaning and its range.
struct Configuration {
  struct System {
    std::string a;             ///< metal A
    std::string b;             ///< metal B
    std::string x = "H";       ///< the shared element
    std::string a_structures;  ///< file or folder of A-X; empty: built-in prototypes
    std::string b_structures;  ///< file or folder of B-X; empty: built-in prototypes
  } system;

  struct Method {
    std::string name = "crystalgan";
    std::string mode = "published";
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
    std::int64_t checkpoint_every = 100;  ///< epochs between checkpoints
  } training;

  struct Loss {
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
    std::int64_t samples = 0;  ///< raw structures of the run; 0: every training pair of every member, both ways
  } generation;

  struct Screening {
    std::string policy = "published";
    double neighbor_cutoff = 3.0;  ///< Å, of the neighbour tables; arXiv:1810.11203, Fig. 5
  } screening;

  std::int64_t seed = 0;
};

/// Reads TOML over `start`: keys that are absent keep their value. Throws ParseError for text that is no TOML,
/// ConfigError for an unknown key (naming the known ones) or a wrong type; `file` names the text. Ranges: see
/// require_valid.
Configuration parse_configuration(std::string_view toml, const std::string& file, const Configuration& start = {});

/// The whole configuration as TOML with a comment per key; reads back to the same values.
std::string configuration_text(const Configuration& configuration);

/// Throws ConfigError for any value out of its range.
void require_valid(const Configuration& configuration);

}  // namespace crystalgan
