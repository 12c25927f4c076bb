#include <memory>
#include <string>

#include "commands.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/pipeline/learning.hpp"
#include "new_file.hpp"
#include "printing.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct LearnOptions {
  LearningSettings learning;
  std::string output;
  RunOptions run;  // --threads only
};

int learn_model(const LearnOptions& options, const CLI::App& command) {
  require_new_file("--output", options.output);
  LearningSettings settings = options.learning;
  settings.threads = options.run.thread_count();
  const Learning learning = learn(settings, command_text(command));
  for (const std::string& refusal : learning.refusals) print_error("crystalgan: {}\n", refusal);
  if (learning.no_binaries > 0)
    print_error("crystalgan: {} structures without exactly two elements are left out\n", learning.no_binaries);
  write_file(options.output, learning.model);
  print(
      "Learned from {} binaries: {} known templates of {} formulas.\n"
      "Loss {:.2f} per template; {:.2f} for a uniform choice.\n"
      "{} has the model: discover A B --mode symmetry --learned {}\n",
      learning.binaries, learning.templates, learning.formulas, learning.loss, learning.uniform_loss, options.output,
      options.output);
  return kDone;
}

}  // namespace

Action add_learn(CLI::App& command) {
  auto options = std::make_shared<LearnOptions>();
  command.add_option("BINARIES", options->learning.paths,
                     "files or folders of binaries of any elements (default: those that ship with the program)");
  command.add_option("-o,--output", options->output, "new file for the model, TOML")->required();
  command
      .add_option("--leave-out", options->learning.left_out,
                  "system whose binaries are left out, such as Sr-O, or Sr-Ti-O for both sides; may be repeated")
      ->allow_extra_args(false)
      ->delimiter(',');
  command.add_option("--seed", options->learning.seed, "random choice of the arrangements to compare with (default 1)");
  options->run.add_threads(command);
  return [options, &command] { return learn_model(*options, command); };
}

}  // namespace crystalgan
