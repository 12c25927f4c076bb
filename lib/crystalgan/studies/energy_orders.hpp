#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/methods/raw_structure.hpp"
#include "crystalgan/methods/symmetry/energy_order.hpp"

namespace crystalgan {

/// What orders the candidates of one formula.
struct CandidateOrder {
  enum class Energy {
    listed,  ///< none: as the mode lists them
    ionic,
    chgnet,  ///< single points
  };
  std::string_view name;
  Energy energy;
  OrderWeights weights;  ///< of scores_by_energy()
};

/// The orders that are compared. The weights of CHGNet are steps of 2, chosen.
inline constexpr std::array kComparedOrders{
    CandidateOrder{"prior", CandidateOrder::Energy::ionic, {1, 0}},
    CandidateOrder{"ionic energy", CandidateOrder::Energy::ionic, {0, 1}},
    CandidateOrder{"prior + ionic energy, as listed", CandidateOrder::Energy::listed, {}},
    CandidateOrder{"CHGNet energy", CandidateOrder::Energy::chgnet, {0, 1}},
    CandidateOrder{"prior + CHGNet, 2 per eV/atom", CandidateOrder::Energy::chgnet, {1, 2}},
    CandidateOrder{"prior + CHGNet, 4", CandidateOrder::Energy::chgnet, {1, 4}},
    CandidateOrder{"prior + CHGNet, 8", CandidateOrder::Energy::chgnet, {1, 8}},
    CandidateOrder{"prior + CHGNet, 16", CandidateOrder::Energy::chgnet, {1, 16}},
    CandidateOrder{"prior + CHGNet, 32", CandidateOrder::Energy::chgnet, {1, 32}},
    CandidateOrder{"prior + CHGNet, 64", CandidateOrder::Energy::chgnet, {1, 64}},
    CandidateOrder{"prior + CHGNet, 128", CandidateOrder::Energy::chgnet, {1, 128}},
};

/// A candidate as the orders see it.
struct OrderedCandidate {
  EvaluatedCandidate candidate;  ///< its energy is CHGNet's
  double ionic;                  ///< eV/atom in the ionic potential
  bool is_known;                 ///< it matches the known crystal
};

/// Ranks from 0 by each of kComparedOrders.
using OrderRanks = std::array<std::size_t, kComparedOrders.size()>;

/// The best rank of a known crystal among the candidates of its formula; what has no energy comes last. Nothing where none
/// matches it. Equal candidates keep their order.
std::optional<OrderRanks> ranks_of_known(std::span<const OrderedCandidate> of_formula);

/// Where a known ternary stands among the candidates of its formula.
struct KnownRank {
  std::string ternary;              ///< its name
  std::size_t candidates = 0;       ///< of its formula, within the limits
  std::optional<OrderRanks> ranks;  ///< nothing where no candidate matches it

  friend bool operator==(const KnownRank&, const KnownRank&) = default;
};

/// Candidates of the mode symmetry in the order of two steps.
struct EnergyOrder {
  std::vector<RawStructure> raw;  ///< best first
  std::vector<KnownRank> ranks;   ///< one per known ternary
};

/// Orders the first candidates of a system by prior and CHGNet energy, as a run relaxes them; `certified` are the same in
/// the form in which they are written, nothing where they break a limit. These keep their places, what CHGNet refuses
/// comes last. Ranks are among the candidates within the limits, matched as by default.
EnergyOrder ordered_by_energy(const std::vector<RawStructure>& raw,
                              const std::vector<std::optional<Structure>>& certified,
                              const std::vector<Structure>& known);

}  // namespace crystalgan
