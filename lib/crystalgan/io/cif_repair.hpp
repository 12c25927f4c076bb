#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Faulty grammar of a CIF where it does not matter. Internal to io.
namespace crystalgan::cif {

/// Whether an item of this tag says something of the crystal: its cell, symmetry, formula or atoms.
bool is_of_crystal(std::string_view tag);

/// Whether an item of this tag may have no value: a formula that is not there contradicts nothing.
bool may_be_empty(std::string_view tag);

struct Repaired {
  std::string text;                  ///< as many lines as before
  std::vector<std::string> remarks;  ///< what was done, one line each with file and line
};

/// Makes a text that the grammar of CIF 1.1 refuses readable where its faults do not touch a crystal: items whose tags say
/// nothing of it and whose values are missing, too many, in open quotes or of a wrong number become blanks, as do words before
/// the first block and after the name of one; items before any block are one; bytes that are not printable ASCII become '?' in words without quotes. A symbol
/// or formula of several words in one line gets its quotes. Faults of all other items stay, and so do text fields without
/// end: nobody knows what they swallowed. Throws ParseError for a loop of the crystal with a wrong number of values.
Repaired repaired_text(std::string_view text, const std::string& file);

}  // namespace crystalgan::cif
