#pragma once

#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/record/step_record.hpp"

namespace crystalgan {

/// A structure of a step and its row.
struct KeptStep {
  StepRow row;  ///< its measures are filled in by write_steps()
  Generated structure;
};

/// Writes the structures of step1/, step2/ and step3/ as POSCARs, and steps.csv last, which also has a row for what is
/// no crystal. Throws OutputError.
void write_steps(std::vector<KeptStep> steps, const ChemicalSystem& system, const RunDirectory& run);

/// The rows of steps.csv; none where the run has no such file. Throws IoError, ParseError.
std::vector<StepRow> kept_steps(const RunDirectory& run);

/// Fills in formula, volume and distances, periodic images counted; a metal is every atom that is not `x`.
void measure(const Structure& structure, Element x, StepRow& row);

}  // namespace crystalgan
