#pragma once

#include <memory>
#include <string>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// A calculator of the user's own Python.
struct AseProgram {
  std::string calculator;          ///< MODULE:FACTORY: called without arguments, it returns an ASE calculator
  std::string python = "python3";  ///< with '/': that file; without: the first one on PATH
  double timeout = 600.0;          ///< s of elapsed time per structure
  std::string path = {};           ///< one more folder where MODULE may lie, absolute; empty: none
};

/// Energy, forces and stress by any ASE calculator, each in a Python process of its own: one for every thread that evaluates at
/// the same time, kept until the last copy of the calculator is gone. It takes no module
/// from the current folder. energy is get_potential_energy(). Throws ConfigError
/// where the calculator cannot be made. evaluate() throws StructureError where the calculator raises an exception for a
/// structure, NumericalError where its process dies, takes too long, or gives other than finite numbers of the right shape;
/// the next structure gets a new process.
std::unique_ptr<Calculator> make_ase_calculator(const AseProgram& program);

}  // namespace crystalgan
