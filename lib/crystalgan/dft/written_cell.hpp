#pragma once

#include <string>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"

namespace crystalgan {

/// Consecutive atoms of one element.
struct SpeciesCount {
  Element element;
  int count;
};

/// A structure as in all its files: right-handed, atoms grouped by element. Lists by species (POTCAR, moments,
/// pseudopotentials) follow `species`.
struct WrittenCell {
  std::string poscar;
  Structure structure;                ///< the structure in `poscar`
  std::vector<SpeciesCount> species;  ///< in the order of the POSCAR's lines of symbols and counts
  std::string title;                  ///< "NiPdH3, candidate 0001": letters, digits, ". , _ -" and blanks
};

WrittenCell written_cell(const RankedStructure& entry);

/// `id` as a name for folders, shells and input files: letters, digits and "._-", the first a letter or digit. Other
/// characters become '_'.
std::string folder_name(const std::string& id);

}  // namespace crystalgan
