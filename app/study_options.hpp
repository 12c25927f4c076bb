#pragma once

#include <map>
#include <string>

#include "crystalgan/crystal/binaries.hpp"
#include "run_options.hpp"

namespace crystalgan {

/// Common options of compare and tune.
struct StudyOptions {
  RunOptions run;
  std::optional<std::int64_t> samples;
  bool json = false;

  /// The system, its structures, and the other common options.
  void add(CLI::App& command);
};

/// The inputs of a study.
struct Study {
  Configuration configuration;
  Binaries binaries;
  std::map<std::string, std::string> checksums;  ///< of the files read
};

/// Reads the binaries of `configuration` as a run would keep them, after a check of the output folder. Throws
/// ConfigError.
Study prepare_study(const StudyOptions& options, const Configuration& configuration);

/// Writes these files and the manifest to the output folder, if one is given, and prints the tables or the JSON.
void hand_over(const StudyOptions& options, const Study& study, const CLI::App& command,
               std::map<std::string, std::string> files, const std::string& tables, const std::string& json);

/// Reports an interrupted study; its exit code.
int study_interrupted();

}  // namespace crystalgan
