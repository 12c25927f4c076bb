#pragma once

#include <cstddef>
#include <string>

namespace crystalgan {

/// How a program is started in the folder of one structure.
struct Launch {
  std::string program;    ///< "vasp": in the name of the job
  std::string needs;      ///< a file that the user has to supply in every folder; "" where there is none
  std::string module;     ///< an example for what the user loads
  std::string command;    ///< "srun vasp_std"; PROGRAM in the environment takes its place
  std::string arguments;  ///< behind it, with what is redirected
};

/// A Slurm array over the rows of index.csv: task N works in the folder of row N.
std::string slurm_script(const Launch& launch, std::size_t tasks);

}  // namespace crystalgan
