#include "crystalgan/dft/slurm_script.hpp"

#include <fmt/format.h>

namespace crystalgan {
namespace {

// Chosen: enough for about ten atoms on any cluster; users adapt it.
constexpr const char* kResources =
    "#SBATCH --ntasks=16\n"
    "#SBATCH --cpus-per-task=1\n"
    "#SBATCH --mem-per-cpu=3G\n"
    "#SBATCH --time=24:00:00\n";

constexpr const char* kFolder = R"(
set -euo pipefail
cd "${SLURM_SUBMIT_DIR:-.}"
task=${SLURM_ARRAY_TASK_ID:?expected to be started by sbatch}
folder=$(awk -F, -v task="$task" '$1 == task { print $2 }' index.csv)
if [ -z "$folder" ]; then
  echo "expected a row $task in index.csv, got none" >&2
  exit 1
fi
cd "$folder"
)";

}  // namespace

std::string slurm_script(const Launch& launch, std::size_t tasks) {
  std::string text = fmt::format(
      "#!/bin/bash\n"
      "#SBATCH --job-name={}\n"
      "#SBATCH --array=1-{}\n",
      launch.program, tasks);
  text += kResources;
  text +=
      "#SBATCH --output=slurm-%A_%a.out\n"
      "# Some clusters want these two, too:\n"
      "##SBATCH --partition=NAME\n"
      "##SBATCH --account=NAME\n\n";
  text += fmt::format("# PUT HERE what your cluster needs to find the program, such as:\n# {}\n", launch.module);
  text += "export OMP_NUM_THREADS=1\n";
  text += kFolder;
  if (!launch.needs.empty())
    text += fmt::format(
        "if [ ! -s {0} ]; then\n"
        "  echo \"expected {0} in $folder, got none: README.txt says how to make it\" >&2\n"
        "  exit 1\n"
        "fi\n",
        launch.needs);
  return text + fmt::format("${{PROGRAM:-{}}} {}\n", launch.command, launch.arguments);
}

}  // namespace crystalgan
