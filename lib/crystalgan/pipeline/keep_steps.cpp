#include "crystalgan/pipeline/keep_steps.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/archive/step_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/methods/crystalgan_published.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/pipeline/training_run.hpp"

namespace crystalgan {
namespace {

std::optional<double> finite(double loss) { return std::isfinite(loss) ? std::optional(loss) : std::nullopt; }

KeptStep kept_step(StepStructure made, const PairSteps& of, std::int64_t pair, std::int64_t member) {
  StepRow row{};
  row.pair = pair;
  row.step = made.step;
  row.origin = made.origin;
  row.member = member;
  row.parent_a = of.parent_a;
  row.parent_b = of.parent_b;
  if (made.losses) {
    row.adversarial = finite(made.losses->adversarial);
    row.reconstruction = finite(made.losses->reconstruction);
    if (const auto& geometry = made.losses->geometry) {
      row.geo1 = finite(geometry->geo1);
      row.geo2 = finite(geometry->geo2);
    }
  }
  return {std::move(row), std::move(made.structure)};
}

}  // namespace

void require_steps(const Configuration& configuration) {
  if (is_symmetry_mode(configuration))
    throw ConfigError("--keep-steps",
                      "expected the mode repaired or published, which train the paper's networks, got symmetry");
  if (configuration.method.name != MethodName::crystalgan)
    throw ConfigError("--keep-steps", "expected the method crystalgan, which has the paper's three steps, got " +
                                          std::string(name_of(configuration.method.name)));
}

void keep_steps(const Configuration& configuration, const Binaries& binaries, const RunDirectory& trained,
                const RunDirectory& output, std::size_t threads) {
  require_steps(configuration);
  std::vector<std::vector<PairSteps>> made(static_cast<std::size_t>(configuration.training.members));
  parallel_for(made.size(), threads, [&](std::size_t index) {
    const auto member = static_cast<std::int64_t>(index);
    const auto method = restored_member(configuration, binaries, member, trained);
    made[index] = dynamic_cast<const PublishedCrystalGan&>(*method).steps(share_of(member, configuration, binaries));
  });
  std::vector<KeptStep> steps;
  std::int64_t pair = 0;
  for (std::size_t member = 0; member < made.size(); ++member)
    for (const PairSteps& of : made[member]) {
      ++pair;
      for (const StepStructure& one : of.structures)
        steps.push_back(kept_step(one, of, pair, static_cast<std::int64_t>(member)));
    }
  write_steps(std::move(steps), binaries.system, output);
}

}  // namespace crystalgan
