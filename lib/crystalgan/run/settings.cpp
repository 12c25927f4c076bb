#include "crystalgan/run/settings.hpp"

#include <array>

namespace crystalgan {
namespace {

// A reader for one field; the unary plus turns the lambda into a plain function pointer.
#define CRYSTALGAN_FIELD(type, path) +[](Configuration& c) -> type& { return c.path; }
#define TEXT(path) CRYSTALGAN_FIELD(std::string, path)
#define COUNT(path) CRYSTALGAN_FIELD(std::int64_t, path)
#define REAL(path) CRYSTALGAN_FIELD(double, path)
#define SWITCH(path) CRYSTALGAN_FIELD(bool, path)

// The largest whole number that TOML and double hold exactly.
constexpr double kLargestCount = 9007199254740992.0;
constexpr double kManyEpochs = 1e7;   // chosen: far beyond use, small enough that sums of epochs stay exact
constexpr double kLargeWeight = 1e6;  // chosen: beyond it float32 losses lose every other term

// The other limits in the table are chosen alike: far beyond use, small enough that nothing overflows.

const std::vector<Setting>& table() {
  static const std::vector<Setting> rows{
      {"", "seed", "every random draw of the run follows from it", COUNT(seed), 0, kLargestCount, {}},

      {"system", "a", "metal A", TEXT(system.a), 0, 0, {}},
      {"system", "b", "metal B", TEXT(system.b), 0, 0, {}},
      {"system", "x", "the element that both binaries share", TEXT(system.x), 0, 0, {}},
      {"system",
       "a_structures",
       "file or folder with structures of A-X; empty: the built-in prototypes",
       TEXT(system.a_structures),
       0,
       0,
       {}},
      {"system",
       "b_structures",
       "file or folder with structures of B-X; empty: the built-in prototypes",
       TEXT(system.b_structures),
       0,
       0,
       {}},

      {"method",
       "name",
       "crystalgan, discogan, gan, or a null baseline",
       TEXT(method.name),
       0,
       0,
       {"crystalgan", "discogan", "gan", "random", "random-symmetric", "overlay", "interleave", "relabel"}},
      {"method",
       "mode",
       "of crystalgan; periodic, or published: the paper's method",
       TEXT(method.mode),
       0,
       0,
       {"periodic", "published"}},

      {"networks", "layers", "weight matrices per network (paper: 5 to 10)", COUNT(networks.layers), 1, 100, {}},
      {"networks", "width", "units per hidden layer (paper: 100)", COUNT(networks.width), 1, 10000, {}},

      {"training", "members", "independent trainings", COUNT(training.members), 1, 100000, {}},
      {"training",
       "epochs_step1",
       "epochs of step 1, the pseudo-binaries (paper: 1000)",
       COUNT(training.epochs_step1),
       0,
       kManyEpochs,
       {}},
      {"training",
       "epochs_step3",
       "epochs of step 3, the ternaries (paper: 1000)",
       COUNT(training.epochs_step3),
       0,
       kManyEpochs,
       {}},
      {"training",
       "batch_size",
       "structures per mini-batch, at most (paper: 35, the whole set)",
       COUNT(training.batch_size),
       1,
       100000,
       {}},
      {"training",
       "generator_updates",
       "generator updates per discriminator update",
       COUNT(training.generator_updates),
       1,
       1000,
       {}},
      {"training", "learning_rate", "Adam, alpha (paper: 1e-4)", REAL(training.learning_rate), 0, 1e30, {}},
      {"training", "beta1", "Adam (paper: 0.5)", REAL(training.beta1), 0, 0.999999, {}},
      {"training", "beta2", "Adam", REAL(training.beta2), 0, 0.999999999, {}},
      {"training", "epsilon", "Adam", REAL(training.epsilon), 1e-30, 1, {}},
      {"training",
       "record_every",
       "epochs between rows of history.csv",
       COUNT(training.record_every),
       1,
       kManyEpochs,
       {}},
      {"training",
       "checkpoint_every",
       "epochs between checkpoints",
       COUNT(training.checkpoint_every),
       1,
       kManyEpochs,
       {}},

      {"periodic",
       "transfer",
       "step 2: interleave, or overlay: the guest's metals where they are",
       TEXT(periodic.transfer),
       0,
       0,
       {"interleave", "overlay"}},
      {"periodic",
       "selection",
       "step 2 draws until a ternary looks promising; false: it takes every draw",
       SWITCH(periodic.selection),
       0,
       0,
       {}},
      {"periodic", "step3", "false: what step 2 makes comes out as it is", SWITCH(periodic.step3), 0, 0, {}},
      {"periodic",
       "augmentation",
       "random origins, axes and orders of atoms in every epoch",
       SWITCH(periodic.augmentation),
       0,
       0,
       {}},
      {"periodic",
       "ternaries",
       "structures of each domain that step 3 is trained on",
       COUNT(periodic.ternaries),
       1,
       100000,
       {}},
      {"periodic",
       "most_multiple",
       "supercells of the inputs, up to this many cells; 1: none",
       COUNT(periodic.most_multiple),
       1,
       8,
       {}},
      {"periodic", "most_atoms", "atoms in a ternary, at most", COUNT(periodic.most_atoms), 3, 200, {}},
      {"periodic", "latent", "random inputs of the generators of step 3", COUNT(periodic.latent), 0, 1000, {}},
      {"periodic",
       "frames",
       "descriptions of a crystal over which a correction is averaged; 1: no averaging",
       COUNT(periodic.frames),
       1,
       1000,
       {}},
      {"periodic",
       "margin",
       "by how much training asks for more than the limits, in A",
       REAL(periodic.margin),
       0,
       10,
       {}},

      {"loss", "adversarial", "factor on lambda1 and lambda3; 0: no GAN", REAL(loss.adversarial), 0, kLargeWeight, {}},
      {"loss", "lambda1", "weight of the adversarial loss into domain B", REAL(loss.lambda1), 0, kLargeWeight, {}},
      {"loss", "lambda2", "weight of the reconstruction of domain A", REAL(loss.lambda2), 0, kLargeWeight, {}},
      {"loss", "lambda3", "weight of the adversarial loss into domain A", REAL(loss.lambda3), 0, kLargeWeight, {}},
      {"loss", "lambda4", "weight of the reconstruction of domain B", REAL(loss.lambda4), 0, kLargeWeight, {}},
      {"loss", "lambda5", "weight of L_geo1, distances too short (step 3)", REAL(loss.lambda5), 0, kLargeWeight, {}},
      {"loss", "lambda6", "weight of L_geo2, distances too long (step 3)", REAL(loss.lambda6), 0, kLargeWeight, {}},
      {"loss",
       "geometry",
       "form of the geometric constraint: literal, spring, hinge or none",
       TEXT(loss.geometry),
       0,
       0,
       {"literal", "spring", "hinge", "none"}},
      {"loss",
       "d1",
       "smallest admissible nearest-neighbour distance of a metal, in A (paper: 1.8)",
       REAL(loss.d1),
       0,
       100,
       {}},
      {"loss",
       "d2",
       "largest admissible nearest-neighbour distance of a metal, in A (paper: 3.0)",
       REAL(loss.d2),
       0,
       100,
       {}},
      {"loss", "images", "count periodic images in the geometric constraint", SWITCH(loss.images), 0, 0, {}},
      {"loss", "constrain_x", "hold X-X distances to the same window too", SWITCH(loss.constrain_x), 0, 0, {}},

      {"generation",
       "samples",
       "raw structures of the run; 0: two per pair of inputs and member",
       COUNT(generation.samples),
       0,
       1e7,
       {}},
      {"generation",
       "noise",
       "Gaussian noise on every atom of a raw structure, in A",
       REAL(generation.noise),
       0,
       10,
       {}},

      {"screening",
       "policy",
       "distance limits of the certificate: radii, training or published",
       TEXT(screening.policy),
       0,
       0,
       {"radii", "training", "published"}},
      {"screening",
       "repair",
       "project onto the limits and symmetrise before judging",
       SWITCH(screening.repair),
       0,
       0,
       {}},
      {"screening",
       "neighbor_cutoff",
       "reach of the neighbour tables, in A (paper, Fig. 5: 3.0)",
       REAL(screening.neighbor_cutoff),
       0,
       20,
       {}},
  };
  return rows;
}

#undef SWITCH
#undef REAL
#undef COUNT
#undef TEXT
#undef CRYSTALGAN_FIELD

}  // namespace

std::string Setting::name() const {
  return section.empty() ? std::string(key) : std::string(section) + "." + std::string(key);
}

std::span<const Setting> settings() { return table(); }

}  // namespace crystalgan
