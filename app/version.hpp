#pragma once

#include <map>
#include <string>

namespace crystalgan {

const char* program_version();
/// The commit this program was built from, "-dirty" behind it where files differed; "unknown" outside a repository.
const char* program_commit();

/// Name -> version of the libraries that can change a result.
std::map<std::string, std::string> library_versions();

}  // namespace crystalgan
