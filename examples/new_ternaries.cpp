// new_ternaries A B A_FOLDER B_FOLDER [METHOD [EPOCHS]]
//
// From structures of A-H and B-H to candidates of A-B-H, all in memory: a method makes raw structures, screening
// repairs and certifies them. METHOD is interleave, crystalgan, or any other choice of method.name. A folder
// named "" stands for the built-in binaries.
#include <iomanip>
#include <iostream>

#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/methods/learned_method.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/record/settings.hpp"

using namespace crystalgan;

int main(int argc, char** argv) try {
  if (argc < 5 || argc > 7) throw ConfigError("new_ternaries", "expected A B A_FOLDER B_FOLDER [METHOD [EPOCHS]]");
  Configuration configuration = default_configuration(Mode::repaired);
  configuration.system.a = argv[1];
  configuration.system.b = argv[2];
  if (*argv[3] != '\0') configuration.system.a_structures = {argv[3]};
  if (*argv[4] != '\0') configuration.system.b_structures = {argv[4]};
  choose(*find_setting("method.name"), argc > 5 ? argv[5] : "interleave", configuration);
  if (argc > 6) {
    const auto epochs = try_parse_count(argv[6]);
    if (!epochs) throw ConfigError("EPOCHS", "expected a whole number, got " + printable(argv[6]));
    configuration.training.epochs_step1 = configuration.training.epochs_step3 = *epochs;
  }
  configuration.training.members = 1;
  configuration.generation.samples = 40;
  require_valid(configuration);

  std::map<std::string, std::string> checksums;  // of every file read
  const Binaries binaries = read_binaries(configuration, checksums);
  const auto method = make_method(configuration, binaries, /*member=*/0);
  train(*method, {});  // returns at once for a method without training
  const std::vector<RawStructure> raw = method->generate(configuration.generation.samples);
  const Screened screened = screen_raw(raw, configuration, binaries, /*threads=*/1);

  const Summary& counts = screened.summary;
  std::cout << counts.generated << " generated, " << counts.certified << " certified, " << counts.good << " good, "
            << counts.new_and_symmetric << " new and symmetric\n";
  for (std::size_t rank = 0; rank < screened.certified.size() && rank < 5; ++rank) {  // best first
    const Candidate& candidate = screened.certified[rank].candidate;
    std::cout << candidate.id << "  " << candidate.formula << "  " << candidate.space_group_symbol
              << "  distance / limit " << std::fixed << std::setprecision(2) << candidate.distance_over_limit
              << "  from " << candidate.parent_a << " and " << candidate.parent_b << "\n";
  }
} catch (const Error& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
