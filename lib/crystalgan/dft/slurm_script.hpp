#pragma once

#include <cstddef>
#include <string>

namespace crystalgan {

/// How to start a program in the folder of one structure.
struct Launch {
  std::string program;    ///< "vasp": in the name of the job
  std::string needs;      ///< a file that the user must add to every folder; "" for none
  std::string module;     ///< an example of the module to load
  std::string command;    ///< "srun vasp_std"; the environment variable PROGRAM replaces it
  std::string arguments;  ///< arguments and redirections
};

/// A Slurm array over the rows of index.csv: task N works in the folder of row N.
std::string slurm_script(const Launch& launch, std::size_t tasks);

}  // namespace crystalgan
