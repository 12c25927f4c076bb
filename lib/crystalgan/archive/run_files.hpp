#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// The names of all files in a run directory (docs/reference/files.md, "Run directory").
namespace crystalgan::run_files {

// At the start of a run.
inline constexpr char kConfiguration[] = "run.toml";
inline constexpr char kManifest[] = "manifest.json";
inline constexpr char kInputs[] = "inputs";                       ///< one folder per domain
inline constexpr char kPrototypes[] = "inputs/prototypes.jsonl";  ///< one file: there can be thousands
inline constexpr char kReferences[] = "inputs/references.jsonl";
inline constexpr char kFetched[] = "inputs/fetched";   ///< what --from fetched, as it came
inline constexpr char kModel[] = "inputs/model.toml";  ///< of the mode symmetry, if it is not the shipped one

// Training.
inline constexpr char kHistory[] = "history.csv";
inline constexpr char kCheckpoints[] = "checkpoint";

// The structures of steps 1 to 3 (--keep-steps): step1/, step2/, step3/ and the table, which is written last.
inline constexpr char kStepTable[] = "steps.csv";

// The formulas of the mode symmetry.
inline constexpr char kFormulas[] = "formulas.csv";

// Candidates. The summary is written last and marks a finished run.
inline constexpr char kCandidates[] = "candidates";
inline constexpr char kConventional[] = "conventional";  ///< of the mode symmetry
inline constexpr char kCertificates[] = "certificates";
inline constexpr char kNeighbors[] = "neighbours";
inline constexpr char kCandidateFrames[] = "candidates.extxyz";
inline constexpr char kCandidateTable[] = "candidates.csv";
inline constexpr char kRejections[] = "rejected.csv";
inline constexpr char kSummary[] = "summary.json";

// Relaxation and ranking; the JSON file of each is written last.
inline constexpr char kSinglePoints[] = "single-points.csv";
inline constexpr char kRelaxed[] = "relaxed";
inline constexpr char kRelaxationTable[] = "relaxation.csv";
inline constexpr char kRelaxationSettings[] = "relaxation.toml";
inline constexpr char kRelaxation[] = "relaxation.json";
inline constexpr char kRankingTable[] = "ranking.csv";
inline constexpr char kPhaseTable[] = "phases.csv";
inline constexpr char kRanking[] = "ranking.json";

// First principles: the same files below this folder, and the folders of GPAW.
inline constexpr char kDft[] = "dft/";
inline constexpr char kDftTasks[] = "dft/tasks";

// Report and export.
inline constexpr char kReport[] = "report.html";
inline constexpr char kFigures[] = "figures";
inline constexpr char kComparisonFolder[] = "compare";
inline constexpr char kComparison[] = "compare.json";

/// checkpoint/member-007.pt
std::string checkpoint(std::int64_t member);

/// step1, and in it 0007-AHB1.vasp
std::string step_folder(std::int64_t step);
std::string step_file(std::int64_t pair, const std::string& origin);

/// FOLDER/ID.vasp and FOLDER/ID.json.
std::string structure(std::string_view folder, const std::string& id);
std::string certificate(std::string_view folder, const std::string& id);

/// export-PROGRAM
std::string exported(std::string_view program);

/// An id is part of file names: digits only, so that no path leaves the run. Throws ParseError, naming `file`.
void require_id(std::string_view id, const std::string& file);

}  // namespace crystalgan::run_files
