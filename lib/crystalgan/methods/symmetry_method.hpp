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

  /// The same with this model, whatever the inputs name.
  SymmetryMethod(const Configuration& configuration, const Binaries& binaries, SymmetryModel model);

  /// What pool() takes where it is not given: for all systems of one configuration and model.
  std::shared_ptr<LikelyTemplates> likely_templates(std::size_t threads) const;

  std::vector<RawStructure> generate(std::int64_t count) const override;

  /// The same on several threads, which change nothing, with the formulas. Throws as symmetry_mode().
  SymmetryResult result(std::size_t count, std::size_t threads) const;

  /// All candidates, for several methods that share_candidates(). Throws as symmetry_pool().
  SymmetryPool pool(std::size_t threads, std::shared_ptr<LikelyTemplates> likely = nullptr) const;

  /// The best `count` of them, as generate() gives them.
  std::vector<RawStructure> best_of(SymmetryPool pool, std::int64_t count) const;

  /// The formulas alone, without structures. Throws as learn_domains().
  std::vector<ListedFormula> formulas() const;

  /// The binaries of the run: those of the pool where no files are given, or built-in prototypes where
  /// it has none.
  Binaries with_known_binaries() const;

 private:
  OwnBinaries own_binaries() const;
  TemplatePrior prior(std::size_t threads) const;

  Binaries binaries_;
  SymmetryModel model_;
  bool has_files_a_, has_files_b_;
  SymmetrySettings settings_;
  Prior prior_;
};

/// Whether two configurations of the mode symmetry differ at most in the choice among the same candidates: in sources and
/// the weights of the order. Such methods can share the pool() of one whose sources are both.
bool share_candidates(const Configuration& one, const Configuration& other);

std::unique_ptr<Method> make_symmetry(const Configuration& configuration, const Binaries& binaries);

/// Structures with their origin, in the same order.
std::vector<RawStructure> raw_structures_of(const SymmetryResult& result);

/// The rows of formulas.csv. `searched`: whether candidates were looked for.
std::vector<FormulaRow> formula_rows(const std::vector<ListedFormula>& formulas, const ChemicalSystem& system,
                                     bool searched);

}  // namespace crystalgan
