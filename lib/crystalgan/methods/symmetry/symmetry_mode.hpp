#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/chemistry/binary_geometry.hpp"
#include "crystalgan/chemistry/binary_pool.hpp"
#include "crystalgan/chemistry/formula_list.hpp"
#include "crystalgan/core/seed.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/methods/symmetry/allocation.hpp"
#include "crystalgan/methods/symmetry/binary_prototype.hpp"
#include "crystalgan/methods/symmetry/likely_templates.hpp"
#include "crystalgan/methods/symmetry/relabelled_prototypes.hpp"
#include "crystalgan/methods/symmetry/symmetry_candidate.hpp"
#include "crystalgan/methods/symmetry/template_search.hpp"
#include "crystalgan/record/configuration.hpp"

// The symmetry mode: the three steps of the paper in the space of symmetric crystals. Step 1 learns both binary domains;
// step 2 transfers to both metals, listing arrangements rather than drawing them; step 3 gives them a geometry under
// constraints. No known ternary enters.
namespace crystalgan {

struct SymmetrySettings {
  std::vector<RoleCounts> formulas;     ///< wanted by the user; empty: those that the binaries make likely
  std::optional<FormulaCounts> counts;  ///< of likely formulas; by default those of FormulaCounts::of(X)
  int max_atoms = 20;                   ///< of a primitive cell
  std::vector<int> space_groups;        ///< wanted, numbers; all if empty
  Sources sources = Sources::both;
  OrderWeights weights;
  std::size_t candidates = 1000;  ///< K
  Seed seed{1};
  std::size_t threads = 1;  ///< the result does not depend on it
};

/// The binaries of a system. An empty list stands for those of the pool.
struct OwnBinaries {
  std::vector<PooledBinary> a, b;  ///< of A-X, of B-X
};

/// A formula of the list and what became of it.
struct ListedFormula {
  RankedFormula ranked;
  std::string skipped;         ///< why it has no candidates, for people; empty where it has
  std::size_t templates = 0;   ///< arrangements that were listed
  std::size_t candidates = 0;  ///< geometries that were found
};

/// What step 1 learns. A formula without a model is skipped.
struct LearnedDomains {
  ChemicalSystem system;
  BinaryPool pool;           ///< with the binaries of the system
  TernaryGeometry geometry;  ///< volumes and distance limits
  bool isotypic;             ///< A-X and B-X share a structure type
  std::vector<ListedFormula> formulas;
  std::vector<std::optional<IonicModel>> models;  ///< one per formula
};

/// What step 2 transfers to both metals.
struct TransferredArrangements {
  std::vector<std::vector<LikelyTemplate>> templates;  ///< per formula, likeliest first
  std::unique_ptr<const std::vector<BinaryPrototype>> pooled;
  std::unique_ptr<const RelabelledPrototypes> relabelled;  ///< refers to `pooled`; null where templates are the source
};

/// Throws StructureError where neither metal has a binary with X.
void require_binaries(const BinaryPool& pool, const ChemicalSystem& system);

/// Step 1: valences, contact lengths, volumes and shortest distances from the binaries of the system and the pool; from
/// them the formulas with their ionic models. Of a metal without binaries with X they are estimated, and the reason of every
/// formula says so. Throws ConfigError for an X of unknown valence, StructureError as require_binaries() and where nothing
/// is known of the valences of a metal.
LearnedDomains learn_domains(const BinaryPool& pool, const OwnBinaries& own, const ChemicalSystem& system,
                             const SymmetrySettings& settings);

/// Step 2: for every formula all arrangements of both metals and X, the likeliest; and the patterns of binaries
/// whose metal sites A and B can share; one of both where the sources say so. Writes to `domains.formulas` how many were
/// listed.
TransferredArrangements transfer(LearnedDomains& domains, LikelyTemplates& likely, const SymmetrySettings& settings);

/// What is enumerated under these settings.
wyckoff::EnumerationLimits enumeration_limits(const SymmetrySettings& settings);

/// Step 3: cells and coordinates of the arrangements in the ionic models, several minima each, by formula. Writes to
/// `domains.formulas` how many were found, or why none.
std::vector<SymmetryCandidate> relax(LearnedDomains& domains, const TransferredArrangements& arrangements,
                                     const SymmetrySettings& settings);

/// All candidates of a system, not in one order.
struct SymmetryPool {
  std::vector<SymmetryCandidate> candidates;  ///< by formula
  std::vector<ListedFormula> formulas;        ///< best first, those that were skipped too
  bool isotypic;                              ///< as in LearnedDomains
};

/// The three steps. What makes templates likely is learned from binaries too: train_discriminator(). The same for any
/// number of threads. Throws as learn_domains().
SymmetryPool symmetry_pool(const BinaryPool& pool, const OwnBinaries& own, const ChemicalSystem& system,
                           LikelyTemplates& likely, const SymmetrySettings& settings);

struct SymmetryResult {
  std::vector<SymmetryCandidate> candidates;  ///< best first; none where every formula was skipped
  std::vector<ListedFormula> formulas;        ///< as in SymmetryPool
};

/// The best of the candidates that come from the sources of the settings, by their weights.
SymmetryResult best_of(SymmetryPool pool, const SymmetrySettings& settings);

/// Both at once.
SymmetryResult symmetry_mode(const BinaryPool& pool, const OwnBinaries& own, const ChemicalSystem& system,
                             const TemplatePrior& prior, const SymmetrySettings& settings);

}  // namespace crystalgan
