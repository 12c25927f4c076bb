#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/columns.hpp"

// The measures of a candidate and the counts of a run. A new measure is a field and its row here, and its computation
// in evaluation/funnel.cpp; files, report, summary and `compare` follow.
namespace crystalgan {

/// One element pair of a certificate: its shortest distance, own images included, and its limit.
struct PairDistance {
  std::string pair;           ///< "Ni-Pd"
  double shortest;            ///< Å
  std::optional<double> min;  ///< Å; nothing: no limit
  std::string source;         ///< of the limit, or why there is none
};

/// The distances of metals to their nearest metal, and the allowed window.
struct NearestMetalWindow {
  double shortest;  ///< Å, over the metals of the structure
  double longest;   ///< Å
  double min;       ///< Å
  double max;       ///< Å
  std::string source;
};

/// The distance certificate of one structure (docs/reference/measures.md): its distances, its limits and their source.
/// Every number can be computed again from the written file.
struct Certificate {
  std::string policy;
  std::vector<PairDistance> pairs;
  std::optional<NearestMetalWindow> nearest_metal;
};

/// How the mode symmetry made a candidate; empty for other methods.
struct SymmetryOrigin {
  std::string kind;  ///< "T" a template, "R" an own binary relabelled, "P" a pooled prototype relabelled
  std::optional<std::int64_t> formula_rank;  ///< in formulas.csv, from 1
  std::string arrangement;                   ///< "221 A1b B1a X3d": the template; R, P: the binary and its supercell
  std::optional<double> log_probability;     ///< of the template in its formula, by the discriminator; T only
  std::optional<double> ionic_energy;        ///< eV/atom; comparable inside one formula only
  std::optional<std::int64_t> minimum;       ///< which of the minima of its template, from 0; T only
  std::optional<double>
      prior;  ///< of the order inside a formula, larger is better: log-probability of the geometry, or -0.3 cost
  std::optional<double> score;  ///< of the order among all formulas, larger is better
};

/// All data of one candidate.
struct Candidate : SymmetryOrigin {
  std::string id;       ///< "0001", by rank
  std::string formula;  ///< of the cell
  std::string origin;   ///< "AHB2" or "BHA2", the generator in the paper, or the name of a method
  std::int64_t member;
  std::string parent_a;  ///< names of the two input structures
  std::string parent_b;
  std::int64_t space_group;  ///< 1 to 230; 0 where spglib finds none
  std::string space_group_symbol;
  double volume;               ///< Å^3 of the cell
  double volume_ratio;         ///< volume / volume rule
  double distance_over_limit;  ///< minimum of distance / radii limit over all pairs; 1 or more: no clash
  bool good;
  bool strict;
  bool unique;  ///< good, and no better candidate is the same crystal
  bool novel;   ///< good, and no known structure is the same crystal with A and B taken for one element
  bool symmetric;
  Certificate certificate;
};

/// The columns of a candidate in five parts: report and candidates.csv add the cell and the distances between them.
inline constexpr std::array kCandidateIdentity{
    Column<Candidate>{"id", "", &Candidate::id},
    Column<Candidate>{"formula", "", &Candidate::formula},
    Column<Candidate>{"space_group", "", &Candidate::space_group},
    Column<Candidate>{"space_group_symbol", "", &Candidate::space_group_symbol, false},
};
inline constexpr std::array kCandidateMeasures{
    Column<Candidate>{"volume", "angstrom3", &Candidate::volume, false},
    Column<Candidate>{"volume_over_rule", "", &Candidate::volume_ratio},
    Column<Candidate>{"tightness", "", &Candidate::distance_over_limit},
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
inline constexpr std::array kCandidateSymmetry{
    Column<Candidate>{"kind", "", &Candidate::kind},
    Column<Candidate>{"formula_rank", "", &Candidate::formula_rank},
    Column<Candidate>{"template", "", &Candidate::arrangement},
    Column<Candidate>{"log_probability", "", &Candidate::log_probability},
    Column<Candidate>{"ionic_energy", "eV_per_atom", &Candidate::ionic_energy},
    Column<Candidate>{"minimum", "", &Candidate::minimum},
};
/// What a later order needs; in candidates.csv alone.
inline constexpr std::array kCandidateOrder{
    Column<Candidate>{"prior", "", &Candidate::prior},
    Column<Candidate>{"score", "", &Candidate::score},
};

/// A reason of rejection and its count, most frequent first: reason,count,example.
struct RejectionCount {
  std::string reason;
  std::int64_t count;
  std::string example;

  friend bool operator==(const RejectionCount&, const RejectionCount&) = default;
};
/// The counts of a run, out of `generated`. Definitions: docs/reference/measures.md, "What is counted".
struct Summary {
  std::string system;  ///< "Pd-Ni-H"
  std::string policy;
  std::int64_t generated = 0;
  std::int64_t decoded = 0;
  std::int64_t paper_rule = 0;          ///< as generated: within the paper's rule, periodic images included
  std::int64_t paper_rule_in_cell = 0;  ///< the same without images, the atoms where the method put them
  std::int64_t certified = 0;
  std::int64_t good = 0;
  std::int64_t strict = 0;
  std::int64_t unique = 0;
  std::int64_t novel = 0;
  std::int64_t symmetric = 0;
  std::int64_t new_and_symmetric = 0;  ///< unique, novel and symmetric
  std::int64_t compositions = 0;       ///< reduced formulae among the certified
  std::int64_t space_groups = 0;       ///< space groups among the certified, with P1
  std::vector<RejectionCount> rejections;

  friend bool operator==(const Summary&, const Summary&) = default;
};

/// What a count counts.
enum class CountOf {
  generated,  ///< structures as generated, before repair
  certified,  ///< structures after repair, if any
  different,  ///< distinct values among these: a number, not a share
};

/// A count of the summary.
struct SummaryCount {
  std::string_view name;  ///< in summary.json, compare.json and compare.csv
  CountOf of;
  std::int64_t Summary::*count;
  bool Candidate::*holds;      ///< counts certified candidates with this flag; nullptr: counted otherwise
  std::string_view meaning;    ///< printed after the number; "": not printed
  std::string_view title;      ///< in the tables of `compare`
  bool before_repair = false;  ///< in the table before repair
  bool after_repair = false;   ///< in the table after repair
  bool difference = false;     ///< in the table of differences
  std::string_view note = "";  ///< below its bar in the report; "": no bar
};

/// In the order of summary.json.
inline constexpr std::array kSummaryCounts{
    SummaryCount{"generated", CountOf::generated, &Summary::generated, nullptr, "raw structures of the method",
                 "generated", false, false, false, "raw structures"},
    SummaryCount{"decoded", CountOf::generated, &Summary::decoded, nullptr, "form a valid crystal", "decoded"},
    SummaryCount{"paper_rule", CountOf::generated, &Summary::paper_rule, nullptr, "", "images counted"},
    SummaryCount{"paper_rule_in_cell", CountOf::generated, &Summary::paper_rule_in_cell, nullptr, "",
                 "in the cell, as generated"},
    SummaryCount{"certified", CountOf::certified, &Summary::certified, nullptr,
                 "keep every distance limit of the policy, periodic images included", "certified", true, true, false,
                 "keep the limits of"},
    SummaryCount{"good", CountOf::certified, &Summary::good, &Candidate::good,
                 "certified, with 0.7 to 1.4 times the volume rule", "good", true},
    SummaryCount{"strict", CountOf::certified, &Summary::strict, &Candidate::strict,
                 "good, and no pair closer than its radii limit, hydrogen included", "strict", true, true, false,
                 "radii limits and volume kept"},
    SummaryCount{"unique", CountOf::certified, &Summary::unique, &Candidate::unique,
                 "good, and no better candidate is the same crystal", "unique", false, true, true,
                 "no better candidate is the same"},
    SummaryCount{"novel", CountOf::certified, &Summary::novel, &Candidate::novel, "good, and not a relabelled input",
                 "novel", false, true, true, "not an input or reference"},
    SummaryCount{"symmetric", CountOf::certified, &Summary::symmetric, &Candidate::symmetric,
                 "certified, with a space group other than P1 and P-1 (0.1 A)", "symmetric", false, true, true,
                 "space group above 2"},
    SummaryCount{"new_and_symmetric", CountOf::certified, &Summary::new_and_symmetric, nullptr, "", "new and symmetric",
                 false, true, true, "unique, novel and symmetric"},
    SummaryCount{"compositions", CountOf::different, &Summary::compositions, nullptr, "", "compositions"},
    SummaryCount{"space_groups", CountOf::different, &Summary::space_groups, nullptr, "", "space groups"},
};

}  // namespace crystalgan
