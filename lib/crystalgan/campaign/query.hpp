#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "crystalgan/campaign/campaign_candidate.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"

namespace crystalgan {

/// What is asked of the table `candidates`.
struct CampaignQuery {
  std::string where;        ///< an SQL expression, "above_hull < 0.05 and spacegroup > 100"; empty: all
  std::string order;        ///< SQL expressions, "above_hull, formula desc"; empty: above_hull, then system and id
  std::size_t limit = 0;    ///< rows; 0: all
  bool structures = false;  ///< also read them
};

/// A candidate with its system.
struct QueriedCandidate {
  std::string system;
  CampaignCandidate candidate;
};

/// Reads candidates; `found` receives one after another. The texts of the query are foreign: they can name the columns of
/// `candidates`, operators and a few functions (docs/reference/campaigns.md), and read nothing else. The database is foreign
/// too: it is opened for reading alone, and refused unless its schema is ours to the letter. Throws ConfigError for a query that
/// is wrong, forbidden or stopped; ParseError for a database that is not ours or has a value that it cannot have; IoError.
void query_campaign(const CampaignFolder& campaign, const CampaignQuery& query,
                    const std::function<void(const QueriedCandidate&)>& found,
                    const std::function<bool()>& stop_requested = {});

}  // namespace crystalgan
