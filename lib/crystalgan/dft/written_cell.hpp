#pragma once

#include <string>
#include <vector>

#include "crystalgan/archive/ranked_structures.hpp"

namespace crystalgan {

/// Atoms of one element that stand together.
struct SpeciesCount {
  Element element;
  int count;
};

/// A structure as all its files have it: right-handed, atoms grouped by element. Whatever is listed by species (the
/// POTCAR, moments, pseudopotentials) follows `species`.
struct WrittenCell {
  std::string poscar;
  Structure structure;                ///< what `poscar` reads back to
  std::vector<SpeciesCount> species;  ///< in the order of the POSCAR's lines of symbols and counts
  std::string title;                  ///< "NiPdH3, candidate 0001": letters, digits, ". , _ -" and blanks
};

WrittenCell written_cell(const RankedStructure& entry);

/// `id` fit for the name of a folder, a shell and an input file: letters, digits and "._-", not beginning with a mark.
/// Everything else becomes '_'.
std::string folder_name(const std::string& id);

}  // namespace crystalgan
