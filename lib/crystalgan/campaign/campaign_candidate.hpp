#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "crystalgan/record/columns.hpp"

namespace crystalgan {

/// A certified candidate of a finished system: a row of its file, and of the table `candidates` of the database.
struct CampaignCandidate {
  std::string id;       ///< as in the run: "0001"
  std::string formula;  ///< reduced
  std::int64_t atoms = 0;
  std::int64_t space_group = 0;  ///< of the relaxed crystal, else as made; 0: none found
  std::string space_group_symbol;
  std::string kind;  ///< as in candidates.csv: "T" a template, "R" an own binary, "P" another one
  std::string arrangement;
  std::optional<std::int64_t> formula_rank;
  std::optional<double> score, prior, log_probability;
  std::optional<double> ionic_energy;  ///< eV/atom
  bool good = false;
  bool strict = false;
  bool unique = false;
  bool novel = false;
  std::optional<double> single_point;      ///< eV/atom, as made
  std::string relaxation;                  ///< "converged", another end, or "": not relaxed
  std::optional<double> energy;            ///< eV/atom, relaxed
  std::optional<double> formation_energy;  ///< eV/atom
  std::optional<double> above_hull;        ///< eV/atom; of the crystals that are ranked, as the next two
  std::optional<double> above_known;
  std::optional<std::int64_t> rank;
  std::optional<double> moment;  ///< µB per cell
  std::string same_as;           ///< id of the ranked candidate that relaxed to the same crystal
  std::string parent_a, parent_b;
  std::string structure;  ///< relaxed where that is certified, else as made: compact_text()
};

/// The columns, all but the structure: of the files of the systems, of the database and of its exports. `spacegroup` has no
/// underscore, as in the records of databases; "unique" is a word of SQL.
inline constexpr std::array kCampaignCandidateColumns{
    Column<CampaignCandidate>{"id", "", &CampaignCandidate::id},
    Column<CampaignCandidate>{"formula", "", &CampaignCandidate::formula},
    Column<CampaignCandidate>{"atoms", "", &CampaignCandidate::atoms},
    Column<CampaignCandidate>{"spacegroup", "", &CampaignCandidate::space_group},
    Column<CampaignCandidate>{"symbol", "", &CampaignCandidate::space_group_symbol},
    Column<CampaignCandidate>{"kind", "", &CampaignCandidate::kind},
    Column<CampaignCandidate>{"template", "", &CampaignCandidate::arrangement},
    Column<CampaignCandidate>{"formula_rank", "", &CampaignCandidate::formula_rank},
    Column<CampaignCandidate>{"score", "", &CampaignCandidate::score},
    Column<CampaignCandidate>{"prior", "", &CampaignCandidate::prior},
    Column<CampaignCandidate>{"log_probability", "", &CampaignCandidate::log_probability},
    Column<CampaignCandidate>{"ionic_energy", "", &CampaignCandidate::ionic_energy},
    Column<CampaignCandidate>{"good", "", &CampaignCandidate::good},
    Column<CampaignCandidate>{"strict", "", &CampaignCandidate::strict},
    Column<CampaignCandidate>{"is_unique", "", &CampaignCandidate::unique},
    Column<CampaignCandidate>{"novel", "", &CampaignCandidate::novel},
    Column<CampaignCandidate>{"single_point", "", &CampaignCandidate::single_point},
    Column<CampaignCandidate>{"relaxation", "", &CampaignCandidate::relaxation},
    Column<CampaignCandidate>{"energy", "", &CampaignCandidate::energy},
    Column<CampaignCandidate>{"formation_energy", "", &CampaignCandidate::formation_energy},
    Column<CampaignCandidate>{"above_hull", "", &CampaignCandidate::above_hull},
    Column<CampaignCandidate>{"above_known", "", &CampaignCandidate::above_known},
    Column<CampaignCandidate>{"rank", "", &CampaignCandidate::rank},
    Column<CampaignCandidate>{"moment", "", &CampaignCandidate::moment},
    Column<CampaignCandidate>{"same_as", "", &CampaignCandidate::same_as},
    Column<CampaignCandidate>{"parent_a", "", &CampaignCandidate::parent_a},
    Column<CampaignCandidate>{"parent_b", "", &CampaignCandidate::parent_b},
};

}  // namespace crystalgan
