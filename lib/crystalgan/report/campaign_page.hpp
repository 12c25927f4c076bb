#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/report/html.hpp"
#include "crystalgan/report/metal_matrix.hpp"

namespace crystalgan {

/// A candidate of a campaign on its page. All texts may be foreign.
struct PageCandidate {
  std::string system;
  std::string id;
  std::string formula;
  std::int64_t space_group = 0;
  std::string space_group_symbol;
  std::string arrangement;
  std::optional<double> above_known;       ///< eV/atom, above the hull of the known phases
  std::optional<double> formation_energy;  ///< eV/atom
  std::string picture;                     ///< of structure_picture(), or empty
};

struct PageFailure {
  std::string system;
  std::string reason;
  std::int64_t attempts = 1;
};

/// What the page of a campaign shows.
struct CampaignPage {
  std::string name;
  std::string x;
  Facts facts;                       ///< counts, energies, program
  std::vector<MatrixSystem> matrix;  ///< all systems
  std::vector<PageCandidate> candidates;
  std::vector<PageFailure> failures;
};

/// A campaign as one HTML page that loads nothing: matrix, candidates, failures. Texts cannot become markup or script; long ones
/// are cut, and of the failures kMaxPageFailures are shown. Equal pages give equal bytes. Below 5 MB for 10,000 systems
/// and a hundred candidates.
std::string campaign_page(const CampaignPage& page);

inline constexpr std::size_t kMaxPageFailures = 500;  ///< chosen: more are in the database

}  // namespace crystalgan
