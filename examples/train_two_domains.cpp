// train_two_domains A B
//
// The game of the paper's first step alone: two generators learn to translate between cells of A-H and cells of B-H and
// back again, two discriminators to tell what was translated from what is real.
#include <cstdio>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/features/encode.hpp"
#include "crystalgan/training/cross_domain_training.hpp"

using namespace crystalgan;

double term(const HistoryRow& row, LossTerm which) { return row.terms[static_cast<std::size_t>(which)]; }

int main(int argc, char** argv) try {
  if (argc != 3) throw ConfigError("train_two_domains", "expected A B");
  const ChemicalSystem system = ChemicalSystem::from_symbols(argv[1], argv[2], "H");
  const PerDomain<std::vector<Structure>> binaries{built_in_binaries(system.a, system.x),
                                                   built_in_binaries(system.b, system.x)};
  const Layout layout = Layout::of(binaries);
  const PerDomain<CellBatch<float>> cells{encode_cartesian(binaries.a, system, layout),
                                          encode_cartesian(binaries.b, system, layout)};

  StepSettings settings;  // the paper's numbers, but for:
  settings.epochs = 100;
  settings.record_every = 20;
  CrossDomainTraining training(settings, layout.slots, {Seed(0), /*number=*/0});
  training.run(cells, {});

  constexpr LossTerm kShown[] = {LossTerm::gan_b, LossTerm::gan_a, LossTerm::reconstruction_a,
                                 LossTerm::reconstruction_b, LossTerm::discriminator_total};
  std::printf("epoch");
  for (const LossTerm which : kShown) std::printf(" %9s", loss_name(which, settings.step).c_str());
  for (const HistoryRow& row : training.history()) {
    std::printf("\n%5d", static_cast<int>(row.epoch));
    for (const LossTerm which : kShown) std::printf(" %9.4f", term(row, which));
  }
  std::printf("\n");
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
