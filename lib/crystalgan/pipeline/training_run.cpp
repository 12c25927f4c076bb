#include "crystalgan/pipeline/training_run.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/checkpoint.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/record/history.hpp"

namespace crystalgan {
namespace {

// Sums the epochs of all members and reports them, one call at a time.
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

void train_member(LearnedMethod& method, std::int64_t member, const Configuration& configuration,
                  const RunDirectory& run, const std::function<bool()>& stop_requested, Progress& progress) {
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

}  // namespace

std::int64_t epochs_of(const Method& method) {
  const auto* learned = dynamic_cast<const LearnedMethod*>(&method);
  return learned == nullptr ? 0 : learned->epochs();
}
std::string checkpoint_name(std::int64_t member) { return run_files::checkpoint(member); }

std::unique_ptr<Method> restored_member(const Configuration& configuration, const Binaries& binaries,
                                        std::int64_t member, const RunDirectory& run) {
  auto method = make_method(configuration, binaries, member);
  const std::string name = checkpoint_name(member);
  auto* learned = dynamic_cast<LearnedMethod*>(method.get());
  if (learned == nullptr || !run.has(name)) return method;
  const std::string file = (run / name).string();
  try {
    learned->restore(parse_checkpoint(run.read(name), file));
  } catch (const ShapeError& error) {
    throw ParseError(file, 0, "does not fit run.toml: " + std::string(error.what()));
  }
  return method;
}

bool train_members(const Configuration& configuration, const Binaries& binaries, const RunDirectory& run,
                   std::size_t threads, const RunObserver& observer) {
  const std::int64_t members = configuration.training.members;
  const std::int64_t epochs = epochs_of(*make_method(configuration, binaries, 0));
  Progress progress(observer, members * epochs);
  std::vector<std::vector<HistoryRow>> histories(static_cast<std::size_t>(members));
  std::atomic<bool> all_done{true};
  std::atomic<bool> failed{false};  // one failure stops all members at their next epoch, after their checkpoints
  const auto stop = [&] { return failed || (observer.stop_requested && observer.stop_requested()); };
  const auto train_one = [&](std::size_t index) {
    const auto member = static_cast<std::int64_t>(index);
    const auto method = restored_member(configuration, binaries, member, run);
    auto* learned = dynamic_cast<LearnedMethod*>(method.get());
    if (learned == nullptr) return progress.add(0);  // nothing to train
    try {
      if (!learned->epochs_left() || !stop())
        train_member(*learned, member, configuration, run, stop, progress);
      else
        progress.add(learned->epochs_done());
    } catch (...) {
      failed = true;
      histories[index] = learned->history();
      throw;
    }
    histories[index] = learned->history();
    if (learned->epochs_left()) all_done = false;
  };
  try {
    parallel_for(histories.size(), threads, train_one);
  } catch (const NumericalError&) {
    write_history(histories, run);  // it shows the error
    throw;
  }
  write_history(histories, run);
  return all_done;
}

}  // namespace crystalgan
