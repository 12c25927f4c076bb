#pragma once

#include <map>
#include <string>

#include "crystalgan/crystal/binaries.hpp"
#include "run_options.hpp"

namespace crystalgan {

/// The options that compare and tune share.
struct StudyOptions {
  RunOptions run;
  std::optional<std::int64_t> samples;
  bool json = false;

  /// The system, its structures, and whatever else both take.
  void add(CLI::App& command);
};

/// What a study works on.
struct Study {
  Configuration configuration;
  Binaries binaries;
  std::map<std::string, std::string> checksums;  ///< of the files read
};

/// Reads the binaries of `configuration`, once it is clear that the output folder, if any, is new. Throws ConfigError.
Study prepare_study(const StudyOptions& options, const Configuration& configuration);

/// What came out: lays down the output folder, if one was asked for, with these files and the manifest, and prints the
/// tables, or the JSON where that was asked.
void hand_over(const StudyOptions& options, const Study& study, const CLI::App& command,
               std::map<std::string, std::string> files, const std::string& tables, const std::string& json);

/// Says that a study was interrupted; its exit code.
int study_interrupted();

}  // namespace crystalgan
