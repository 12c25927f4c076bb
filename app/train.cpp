#include <memory>

#include "commands.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "printing.hpp"
#include "run_options.hpp"

namespace crystalgan {

Action add_train(CLI::App& command) {
  auto options = std::make_shared<RunOptions>();
  options->trains = true;
  options->add_training(command);
  command.get_option("--mode")->description(kTrainedModeHelp);
  options->add_execution(command);
  return [options, &command] {
    const Run run = prepare_run(*options, command);
    if (!train_with_progress(run, *options)) return kInterrupted;
    print("{} trained members are in {}; their losses are in {}.\n", run.configuration.training.members,
          (run.directory / run_files::kCheckpoints).string(), (run.directory / run_files::kHistory).string());
    return kDone;
  };
}

}  // namespace crystalgan
