#include "crystalgan/pipeline/learning.hpp"

#include <filesystem>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/methods/symmetry_model.hpp"

namespace crystalgan {
namespace {

// Without folders, which say where the files lay: an id of a database, or the name of a file.
std::string short_name(const std::string& name) {
  const std::size_t id = name.find_last_of('#');
  return id == std::string::npos ? std::filesystem::path(name).filename().string() : name.substr(id + 1);
}

BinaryPool pool_of_files(const std::vector<std::string>& paths, Learning& learning) {
  StructureSet set = read_structure_sets(paths);
  learning.refusals = std::move(set.refusals);
  std::vector<PooledBinary> binaries;
  for (const Structure& structure : set.structures) {
    if (structure.composition().size() == 2)
      binaries.push_back({structure.named(short_name(structure.name())), std::nullopt});
    else
      ++learning.no_binaries;
  }
  if (binaries.empty())
    throw StructureError(printable(join(paths), 1000) + ": expected at least one readable binary, got none");
  return BinaryPool(std::move(binaries));
}

}  // namespace

Learning learn(const LearningSettings& settings, const std::string& command) {
  Learning learning;
  BinaryPool pool = settings.paths.empty() ? shipped_model().binaries : pool_of_files(settings.paths, learning);
  pool = without_systems(pool, settings.left_out);
  DiscriminatorTraining training = learned_discriminator(pool, Seed(settings.seed), settings.threads);
  learning.binaries = pool.binaries().size();
  learning.formulas = training.formulas;
  learning.templates = training.positives;
  learning.loss = training.loss;
  learning.uniform_loss = training.uniform_loss;
  learning.model = model_text({std::move(training.discriminator), std::move(pool)}, {command, settings.left_out});
  return learning;
}

}  // namespace crystalgan
