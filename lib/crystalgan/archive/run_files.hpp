#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// The names of everything in a run directory, each of them once (docs/reference/files.md, "Run directory").
namespace crystalgan::run_files {

// Laid down with a run.
inline constexpr char kConfiguration[] = "run.toml";
inline constexpr char kManifest[] = "manifest.json";
inline constexpr char kInputs[] = "inputs";                       ///< a folder for each of the two domains
inline constexpr char kPrototypes[] = "inputs/prototypes.jsonl";  ///< in one file: there can be thousands
inline constexpr char kReferences[] = "inputs/references.jsonl";

// Training.
inline constexpr char kHistory[] = "history.csv";
inline constexpr char kCheckpoints[] = "checkpoint";

// Candidates. The summary is written last: a run that has it is finished.
inline constexpr char kCandidates[] = "candidates";
inline constexpr char kCertificates[] = "certificates";
inline constexpr char kNeighbors[] = "neighbours";
inline constexpr char kCandidateFrames[] = "candidates.extxyz";
inline constexpr char kCandidateTable[] = "candidates.csv";
inline constexpr char kRejections[] = "rejected.csv";
inline constexpr char kSummary[] = "summary.json";

// Relaxed candidates, and their ranking; the JSON file of each is written last.
inline constexpr char kRelaxed[] = "relaxed";
inline constexpr char kRelaxationTable[] = "relaxation.csv";
inline constexpr char kRelaxationSettings[] = "relaxation.toml";
inline constexpr char kRelaxation[] = "relaxation.json";
inline constexpr char kRankingTable[] = "ranking.csv";
inline constexpr char kPhaseTable[] = "phases.csv";
inline constexpr char kRanking[] = "ranking.json";

// Below this folder the same files of the candidates that were computed by first principles, and the folders of GPAW.
inline constexpr char kDft[] = "dft/";
inline constexpr char kDftTasks[] = "dft/tasks";

// What is shown and exported.
inline constexpr char kReport[] = "report.html";
inline constexpr char kFigures[] = "figures";
inline constexpr char kComparisonFolder[] = "compare";
inline constexpr char kComparison[] = "compare.json";

/// checkpoint/member-007.pt
std::string checkpoint(std::int64_t member);

/// FOLDER/ID.vasp and FOLDER/ID.json.
std::string structure(std::string_view folder, const std::string& id);
std::string certificate(std::string_view folder, const std::string& id);

/// export-PROGRAM
std::string exported(std::string_view program);

/// An id names files: a number can name none outside the run. Throws ParseError, naming `file`, for anything else.
void require_id(std::string_view id, const std::string& file);

}  // namespace crystalgan::run_files
