#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// Pseudopotential files of a folder that stays where it is.
struct Pseudopotentials {
  std::string folder;                    ///< absolute
  std::map<Element, std::string> files;  ///< names in `folder`
};

/// The one UPF file of every element in `folder`: its name begins with the symbol and '.' or '_', whatever the case
/// ("Ni.pbe.UPF", "ni_pbe_v1.4.uspp.F.UPF"). Throws IoError where there is no such folder, ParseError naming it where an
/// element has no file or several, or where pw.x could not read a name.
Pseudopotentials find_pseudopotentials(const std::filesystem::path& folder, const std::set<Element>& elements);

}  // namespace crystalgan
