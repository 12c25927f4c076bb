#pragma once

#include <cstddef>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/record/ranking_record.hpp"

namespace crystalgan {

/// The best of a ranking, whose numbers they are and what they are worth, on stdout.
void print_ranking(const RankingRecord& record, std::size_t max_count);

/// How the candidates of a relaxed run ended, on stdout.
void print_relaxation(const RunDirectory& run);

}  // namespace crystalgan
