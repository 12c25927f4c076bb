#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// One element pair of a certificate: its shortest periodic distance, own images included, and the limit it was held
/// to.
struct PairDistance {
  std::string pair;             ///< "Ni-Pd"
  double shortest;              ///< Å
  std::optional<double> least;  ///< Å; nothing: the policy leaves this pair free
  std::string source;           ///< where the limit comes from, or why there is none
};

/// How far every metal is from its nearest metal, and the window it was held to.
struct NearestMetalWindow {
  double shortest;  ///< Å, over the metals of the structure
  double longest;   ///< Å
  double least;     ///< Å
  double most;      ///< Å
  std::string source;
};

/// The distance certificate of one structure (docs/reference/files.md): what was measured, what it was held to, and by
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

/// One row per candidate; `pairs` are the columns of shortest distances, in Å, empty where a pair is absent.
std::string candidates_csv(const std::vector<Candidate>& candidates, const std::vector<std::string>& pairs);

/// Reads it back, without what only the certificates hold. Throws ParseError.
std::vector<Candidate> parse_candidates(std::string_view csv, const std::string& file);

/// The certificate as JSON, with the candidate's id and formula.
std::string certificate_json(const Candidate& candidate);

/// Reads it back. Throws ParseError.
Certificate parse_certificate(const std::string& json, const std::string& file);

/// How often each reason rejected a structure, most frequent first: reason,count,example.
struct RejectionCount {
  std::string reason;
  std::int64_t count;
  std::string example;

  friend bool operator==(const RejectionCount&, const RejectionCount&) = default;
};
std::string rejections_csv(const std::vector<RejectionCount>& rejections);

}  // namespace crystalgan
