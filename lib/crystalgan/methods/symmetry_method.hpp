#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "crystalgan/methods/method.hpp"
#include "crystalgan/methods/symmetry/symmetry_mode.hpp"
#include "crystalgan/methods/symmetry_model.hpp"
#include "crystalgan/record/formula_record.hpp"

namespace crystalgan {

/// The mode symmetry as a method of a run: binaries, model and settings from its configuration. There is one member; what it
/// generates is best first.
class SymmetryMethod final : public Method {
 public:
  /// Throws ConfigError for an X of unknown valence, a formula of other elements, or wrong space groups; StructureError as
  /// require_binaries(); ParseError for a model that cannot be read.
  SymmetryMethod(const Configuration& configuration, const Binaries& binaries);

  std::vector<RawStructure> generate(std::int64_t count) const override;

  /// The same on several threads, which change nothing, with the formulas. Throws as symmetry_mode().
  SymmetryResult result(std::size_t count, std::size_t threads) const;

  /// The formulas alone, without structures. Throws as learn_domains().
  std::vector<ListedFormula> formulas() const;

  /// The binaries of the run: those of the pool where no files are given, or built-in prototypes where
  /// it has none.
  Binaries with_known_binaries() const;

 private:
  OwnBinaries own_binaries() const;

  Binaries binaries_;
  SymmetryModel model_;
  bool has_files_a_, has_files_b_;
  SymmetrySettings settings_;
};

std::unique_ptr<Method> make_symmetry(const Configuration& configuration, const Binaries& binaries);

/// Structures with their origin, in the same order.
std::vector<RawStructure> raw_structures_of(const SymmetryResult& result);

/// The rows of formulas.csv. `searched`: whether candidates were looked for.
std::vector<FormulaRow> formula_rows(const std::vector<ListedFormula>& formulas, const ChemicalSystem& system,
                                     bool searched);

}  // namespace crystalgan
