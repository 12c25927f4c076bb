#pragma once

#include <cstddef>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/record/ranking_record.hpp"

namespace crystalgan {

/// The best crystals of a ranking, with the calculator and its trust level, on stdout.
void print_ranking(const RankingRecord& record, std::size_t max_count);

/// The ends of the relaxations of a run, on stdout.
void print_relaxation(const RunDirectory& run);

}  // namespace crystalgan
