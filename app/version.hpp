#pragma once

#include <map>
#include <string>

namespace crystalgan {

const char* program_version();
/// The commit of this build, "-dirty" added where files differ; "unknown" outside a repository.
const char* program_commit();

/// Name -> version of the libraries that can change a result.
std::map<std::string, std::string> library_versions();

}  // namespace crystalgan
