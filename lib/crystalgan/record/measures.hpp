#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/columns.hpp"

// What is measured of a candidate and counted over a run. A new measure is a field and its row here, and its computation
// in evaluation/funnel.cpp; files, report, summary and the tables of `compare` follow.
namespace crystalgan {

/// One element pair of a certificate: its shortest periodic distance, own images included, and the limit it was held
/// to.
struct PairDistance {
  std::string pair;           ///< "Ni-Pd"
  double shortest;            ///< Å
  std::optional<double> min;  ///< Å; nothing: the policy leaves this pair free
  std::string source;         ///< where the limit comes from, or why there is none
};

/// How far every metal is from its nearest metal, and the window it was held to.
struct NearestMetalWindow {
  double shortest;  ///< Å, over the metals of the structure
  double longest;   ///< Å
  double min;       ///< Å
  double max;       ///< Å
  std::string source;
};

/// The distance certificate of one structure (docs/reference/measures.md): what was measured, what it was held to, and by
/// whom the limits were set. Every number can be recomputed from the written file.
struct Certificate {
  std::string policy;
  std::vector<PairDistance> pairs;
  std::optional<NearestMetalWindow> nearest_metal;
};

/// Everything that is known about one written candidate.
struct Candidate {
  std::string id;       ///< "0001", by rank
  std::string formula;  ///< of the cell
  std::string origin;   ///< what made it: "AHB2" or "BHA2", the generator's name in the paper, or a method's name
  std::int64_t member;
  std::string parent_a;  ///< names of the two input structures
  std::string parent_b;
  std::int64_t space_group;  ///< 1 to 230; 0 where spglib finds none
  std::string space_group_symbol;
  double volume;        ///< Å^3 of the cell
  double volume_ratio;  ///< volume over the volume rule
  double tightness;     ///< least of distance over radii limit, over all pairs; 1 and more is without clash
  bool good;
  bool strict;
  bool unique;  ///< good, and no better candidate is the same crystal
  bool novel;   ///< good, and no known structure is the same crystal with A and B taken for one element
  bool symmetric;
  Certificate certificate;
};

/// The columns of a candidate in three parts: report and candidates.csv put the cell and the distances between them.
inline constexpr std::array kCandidateIdentity{
    Column<Candidate>{"id", "", &Candidate::id},
    Column<Candidate>{"formula", "", &Candidate::formula},
    Column<Candidate>{"space_group", "", &Candidate::space_group},
    Column<Candidate>{"space_group_symbol", "", &Candidate::space_group_symbol, false},
};
inline constexpr std::array kCandidateMeasures{
    Column<Candidate>{"volume", "angstrom3", &Candidate::volume, false},
    Column<Candidate>{"volume_over_rule", "", &Candidate::volume_ratio},
    Column<Candidate>{"tightness", "", &Candidate::tightness},
    Column<Candidate>{"good", "", &Candidate::good},
    Column<Candidate>{"strict", "", &Candidate::strict},
    Column<Candidate>{"unique", "", &Candidate::unique},
    Column<Candidate>{"novel", "", &Candidate::novel},
    Column<Candidate>{"symmetric", "", &Candidate::symmetric, false},
};
inline constexpr std::array kCandidateOrigin{
    Column<Candidate>{"origin", "", &Candidate::origin},
    Column<Candidate>{"member", "", &Candidate::member},
    Column<Candidate>{"parent_a", "", &Candidate::parent_a},
    Column<Candidate>{"parent_b", "", &Candidate::parent_b},
};

/// How often each reason rejected a structure, most frequent first: reason,count,example.
struct RejectionCount {
  std::string reason;
  std::int64_t count;
  std::string example;

  friend bool operator==(const RejectionCount&, const RejectionCount&) = default;
};
/// The funnel in numbers; every count is out of `generated`. Definitions: docs/reference/measures.md, "What is counted".
struct Summary {
  std::string system;  ///< "Pd-Ni-H"
  std::string policy;
  std::int64_t generated = 0;
  std::int64_t decoded = 0;
  std::int64_t paper_rule = 0;          ///< of the structures as generated: keep the paper's own rule, images counted
  std::int64_t paper_rule_in_cell = 0;  ///< the same inside the cell only
  std::int64_t certified = 0;
  std::int64_t good = 0;
  std::int64_t strict = 0;
  std::int64_t unique = 0;
  std::int64_t novel = 0;
  std::int64_t symmetric = 0;
  std::int64_t new_and_symmetric = 0;  ///< unique, novel and symmetric at once
  std::int64_t compositions = 0;       ///< different reduced formulae among the certified
  std::int64_t space_groups = 0;       ///< different space groups among the certified, P1 included
  std::vector<RejectionCount> rejections;

  friend bool operator==(const Summary&, const Summary&) = default;
};

/// What a count is out of, and where `compare` shows it.
enum class CountOf {
  generated,  ///< structures as they were generated: repair changes nothing
  certified,  ///< structures after repair, where there is one
  different,  ///< different values among these: a number, no share
};

/// A count of the summary and everything that is said of it.
struct SummaryCount {
  std::string_view name;  ///< in summary.json, compare.json and compare.csv
  CountOf of;
  std::int64_t Summary::*count;
  bool Candidate::*holds;      ///< counts the certified candidates that have it; nullptr: counted otherwise
  std::string_view meaning;    ///< behind the number where a run is printed; "": not printed
  std::string_view title;      ///< in the tables of `compare`
  bool before_repair = false;  ///< a column of the table before repair,
  bool after_repair = false;   ///< of the one after it,
  bool difference = false;     ///< and of the one of differences
};

/// In the order of summary.json.
inline constexpr std::array kSummaryCounts{
    SummaryCount{"generated", CountOf::generated, &Summary::generated, nullptr, "raw structures of the method",
                 "generated"},
    SummaryCount{"decoded", CountOf::generated, &Summary::decoded, nullptr, "form a valid crystal", "decoded"},
    SummaryCount{"paper_rule", CountOf::generated, &Summary::paper_rule, nullptr, "", "images counted"},
    SummaryCount{"paper_rule_in_cell", CountOf::generated, &Summary::paper_rule_in_cell, nullptr, "",
                 "inside the cell only"},
    SummaryCount{"certified", CountOf::certified, &Summary::certified, nullptr,
                 "keep every distance limit of the policy, periodic images included", "certified", true, true},
    SummaryCount{"good", CountOf::certified, &Summary::good, &Candidate::good,
                 "certified, with 0.7 to 1.4 times the volume rule", "good", true},
    SummaryCount{"strict", CountOf::certified, &Summary::strict, &Candidate::strict,
                 "good, and no pair closer than its radii limit, hydrogen included", "strict", true, true},
    SummaryCount{"unique", CountOf::certified, &Summary::unique, &Candidate::unique,
                 "good, and no better candidate is the same crystal", "unique", false, true, true},
    SummaryCount{"novel", CountOf::certified, &Summary::novel, &Candidate::novel, "good, and not a relabelled input",
                 "novel", false, true, true},
    SummaryCount{"symmetric", CountOf::certified, &Summary::symmetric, &Candidate::symmetric,
                 "certified, with a space group other than P1 and P-1 (0.1 A)", "symmetric", false, true, true},
    SummaryCount{"new_and_symmetric", CountOf::certified, &Summary::new_and_symmetric, nullptr, "", "new and symmetric",
                 false, true, true},
    SummaryCount{"compositions", CountOf::different, &Summary::compositions, nullptr, "", "compositions"},
    SummaryCount{"space_groups", CountOf::different, &Summary::space_groups, nullptr, "", "space groups"},
};

}  // namespace crystalgan
