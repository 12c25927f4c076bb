#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// Pseudopotential files in a folder.
struct Pseudopotentials {
  std::string folder;                    ///< absolute
  std::map<Element, std::string> files;  ///< names in `folder`
};

/// One UPF file per element in `folder`: its name is the symbol, in any case, followed by '.' or '_' ("Ni.pbe.UPF",
/// "ni_pbe_v1.4.uspp.F.UPF"). Throws IoError without such a folder, ParseError where an element has no file or several,
/// or where pw.x cannot read a name.
Pseudopotentials find_pseudopotentials(const std::filesystem::path& folder, const std::set<Element>& elements);

}  // namespace crystalgan
