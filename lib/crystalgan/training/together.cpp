#include "crystalgan/training/together.hpp"

#include <ATen/ATen.h>

#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

CellBatch joined(const std::vector<PerDomain<CellBatch>>& of_members, CellBatch PerDomain<CellBatch>::*domain) {
  std::vector<at::Tensor> features;
  std::vector<at::Tensor> masks;
  for (const auto& sets : of_members) {
    features.push_back((sets.*domain).features);
    masks.push_back((sets.*domain).mask);
  }
  return {at::cat(features, 0), at::cat(masks, 0)};  // [M, B, K, S, 3], [M, B, K, S]
}

}  // namespace

bool run_together(const std::vector<MemberStep>& members, at::Device device, std::int64_t share_every,
                  const TrainingObserver& observer) {
  if (members.empty()) return true;
  const CrossDomainTraining& first = *members.front().training;
  std::vector<Member> all_members;
  for (const MemberStep& member : members) {
    if (member.training->epoch() != first.epoch())
      throw ShapeError("members trained together: expected epoch " + std::to_string(first.epoch()) + ", got " +
                       std::to_string(member.training->epoch()));
    all_members.push_back(member.training->members().front());
  }
  StepSettings settings = first.settings();
  settings.device = device;
  CrossDomainTraining together(settings, first.slots(), all_members);
  const auto share = [&] {
    for (std::size_t i = 0; i < members.size(); ++i)
      members[i].training->adopt(0, together, static_cast<std::int64_t>(i));
  };
  for (std::size_t i = 0; i < members.size(); ++i)
    together.adopt(static_cast<std::int64_t>(i), *members[i].training, 0);
  const SetsOfEpoch sets = [&](std::int64_t epoch) {
    std::vector<PerDomain<CellBatch>> of_members;
    for (const MemberStep& member : members) of_members.push_back(member.sets(epoch));
    return PerDomain<CellBatch>{joined(of_members, &PerDomain<CellBatch>::a),
                                joined(of_members, &PerDomain<CellBatch>::b)};
  };
  const auto epoch_done = [&](std::int64_t epoch) {
    if (epoch % share_every == 0) share();
    if (observer.epoch_done) observer.epoch_done(epoch);
  };
  try {
    const bool done = together.run(sets, {epoch_done, observer.stop_requested});
    share();
    return done;
  } catch (const NumericalError&) {
    for (const MemberStep& member : members) member.training->adopt_history(0, together);  // it shows what went wrong
    throw;
  }
}

}  // namespace crystalgan
