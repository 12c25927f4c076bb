#include "crystalgan/pipeline/training_run.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/record/history.hpp"
#include "crystalgan/training/checkpoint.hpp"
#include "crystalgan/training/device.hpp"
#include "crystalgan/training/threads.hpp"

namespace crystalgan {
namespace {

// Adds up the epochs of all members and passes them on, one call at a time.
class Progress {
 public:
  Progress(const RunObserver& observer, std::int64_t total) : observer_(observer), total_(total) {}

  void add(std::int64_t epochs) {
    const std::lock_guard lock(mutex_);
    done_ += epochs;
    if (observer_.progress) observer_.progress(done_, total_);
  }

 private:
  const RunObserver& observer_;
  std::int64_t total_;
  std::int64_t done_ = 0;
  std::mutex mutex_;
};

std::string last_good(const RunDirectory& run, std::int64_t member, std::int64_t epochs) {
  if (epochs < 0) return "none yet";
  return (run / checkpoint_name(member)).string() + " after " + std::to_string(epochs) + " epochs of both steps";
}

void train_member(Method& method, std::int64_t member, const Configuration& configuration, const RunDirectory& run,
                  const std::function<bool()>& stop_requested, Progress& progress) {
  const std::string name = checkpoint_name(member);
  const auto save = [&] { run.write(name, checkpoint_bytes(method.state())); };
  std::int64_t saved = run.has(name) ? method.epochs_done() : -1;
  progress.add(method.epochs_done());
  try {
    method.train({[&](std::int64_t) {
                    progress.add(1);
                    if (method.epochs_done() % configuration.training.checkpoint_every != 0) return;
                    save();
                    saved = method.epochs_done();
                  },
                  stop_requested});
    if (saved != method.epochs_done()) save();
  } catch (const NumericalError& error) {
    throw NumericalError(std::string(error.what()) + "; last good checkpoint: " + last_good(run, member, saved));
  }
}

void write_history(const std::vector<std::vector<HistoryRow>>& of_members, const RunDirectory& run) {
  std::vector<HistoryRow> rows;
  for (const auto& history : of_members) rows.insert(rows.end(), history.begin(), history.end());
  run.write(run_files::kHistory, history_csv(rows));
}

// Members that stand at the same epoch of the same step: those furthest behind.
struct Group {
  std::vector<MemberStep> steps;
  std::vector<std::size_t> members;
};

Group next_group(const std::vector<std::unique_ptr<Method>>& methods) {
  Group group;
  std::pair<std::int64_t, std::int64_t> behind;
  for (std::size_t member = 0; member < methods.size(); ++member) {
    auto step = methods[member]->next_step();
    if (!step) continue;
    const std::pair place{step->training->settings().step, step->training->epoch()};
    if (!group.steps.empty() && place > behind) continue;
    if (group.steps.empty() || place < behind) group = {};
    behind = place;
    group.steps.push_back(std::move(*step));
    group.members.push_back(member);
  }
  return group;
}

// Trains a group to the end of its step as one batch; false when asked to stop.
bool train_group(const Group& group, const std::vector<std::unique_ptr<Method>>& methods,
                 const Configuration& configuration, const RunDirectory& run, at::Device device,
                 const std::function<bool()>& stop_requested, Progress& progress) {
  const std::size_t first = group.members.front();  // all are saved together
  std::int64_t saved = run.has(checkpoint_name(static_cast<std::int64_t>(first))) ? methods[first]->epochs_done() : -1;
  const auto save = [&] {
    for (const std::size_t member : group.members)
      run.write(checkpoint_name(static_cast<std::int64_t>(member)), checkpoint_bytes(methods[member]->state()));
    saved = methods[first]->epochs_done();
  };
  const std::int64_t every = configuration.training.checkpoint_every;
  const auto epoch_done = [&](std::int64_t epoch) {
    progress.add(std::ssize(group.members));
    if (epoch % every == 0) save();
  };
  try {
    const bool done = run_together(group.steps, device, every, {epoch_done, stop_requested});
    if (saved != methods[first]->epochs_done()) save();
    return done;
  } catch (const NumericalError& error) {
    throw NumericalError(std::string(error.what()) +
                         "; last good checkpoint: " + last_good(run, static_cast<std::int64_t>(first), saved));
  }
}

}  // namespace

std::string checkpoint_name(std::int64_t member) { return run_files::checkpoint(member); }

std::unique_ptr<Method> restored_member(const Configuration& configuration, const Binaries& binaries,
                                        std::int64_t member, const RunDirectory& run) {
  auto method = make_method(configuration, binaries, member);
  const std::string name = checkpoint_name(member);
  if (!run.has(name)) return method;
  const std::string file = (run / name).string();
  try {
    method->restore(parse_checkpoint(run.read(name), file));
  } catch (const ShapeError& error) {
    throw ParseError(file, 0, "does not fit run.toml: " + std::string(error.what()));
  }
  return method;
}

void require_device(const Configuration& configuration) {
  const bool by_steps = configuration.method.name == "crystalgan";
  if (device_named(configuration.training.device).is_cpu() || by_steps) return;
  throw ConfigError("training.device", "expected cpu for the method " + configuration.method.name + ", got " +
                                           configuration.training.device);
}

bool train_members(const Configuration& configuration, const RunDirectory& run, std::size_t threads,
                   const RunObserver& observer) {
  require_device(configuration);
  if (const at::Device device = device_named(configuration.training.device); !device.is_cpu())
    return train_members_together(configuration, run, device, observer);
  const Binaries binaries = kept_binaries(configuration, run);
  const std::int64_t members = configuration.training.members;
  const std::int64_t epochs = make_method(configuration, binaries, 0)->epochs();
  Progress progress(observer, members * epochs);
  std::vector<std::vector<HistoryRow>> histories(static_cast<std::size_t>(members));
  std::atomic<bool> all_done{true};
  std::atomic<bool> failed{false};  // one member's failure stops the others at their next epoch, checkpoints written
  const auto stop = [&] { return failed || (observer.stop_requested && observer.stop_requested()); };
  const auto train_one = [&](std::size_t index) {
    const auto member = static_cast<std::int64_t>(index);
    const auto method = restored_member(configuration, binaries, member, run);
    try {
      if (method->epochs_done() < epochs && stop())
        progress.add(method->epochs_done());
      else
        train_member(*method, member, configuration, run, stop, progress);
    } catch (...) {
      failed = true;
      histories[index] = method->history();
      throw;
    }
    histories[index] = method->history();
    if (method->epochs_done() < epochs) all_done = false;
  };
  try {
    run_in_parallel(histories.size(), threads, train_one);
  } catch (const NumericalError&) {
    write_history(histories, run);  // it shows what went wrong
    throw;
  }
  write_history(histories, run);
  return all_done;
}

bool train_members_together(const Configuration& configuration, const RunDirectory& run, at::Device device,
                            const RunObserver& observer) {
  const Binaries binaries = kept_binaries(configuration, run);
  std::vector<std::unique_ptr<Method>> methods;
  for (std::int64_t member = 0; member < configuration.training.members; ++member)
    methods.push_back(restored_member(configuration, binaries, member, run));
  Progress progress(observer, configuration.training.members * methods.front()->epochs());
  for (const auto& method : methods) progress.add(method->epochs_done());
  const auto keep_history = [&] {
    std::vector<std::vector<HistoryRow>> histories;
    for (const auto& method : methods) histories.push_back(method->history());
    write_history(histories, run);
  };
  const auto stop = [&] { return observer.stop_requested && observer.stop_requested(); };
  run_in_parallel(1, 1, [&](std::size_t) {
    for (Group group = next_group(methods); !group.steps.empty() && !stop(); group = next_group(methods)) {
      try {
        if (!train_group(group, methods, configuration, run, device, stop, progress)) return;
      } catch (const NumericalError&) {
        keep_history();  // it shows what went wrong
        throw;
      }
    }
  });
  keep_history();
  return std::ranges::all_of(methods, [](const auto& method) { return method->epochs_done() == method->epochs(); });
}

}  // namespace crystalgan
