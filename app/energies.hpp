#pragma once

#include <cstddef>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/record/ranking_record.hpp"

namespace crystalgan {

/// The best crystals of a ranking, with the calculator and its trust level, on stdout.
void print_ranking(const RankingRecord& record, std::size_t max_count);

/// The ends of the relaxations of a run, and the warnings of the next function, on stdout.
void print_relaxation(const RunDirectory& run);

/// Where CHGNet relaxed the run and knows little of its elements or stresses, on stdout.
void print_chgnet_warnings(const RunDirectory& run);

}  // namespace crystalgan
