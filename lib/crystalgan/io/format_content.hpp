#pragma once

#include <string_view>

/// What a text is by its first lines, whatever its name. Internal to io. Each is quick, reads no more than it needs, and
/// says no rather than yes where two formats could be meant.
namespace crystalgan::content {

/// A number as line 2 and three numbers in each of lines 3 to 5.
bool is_poscar(std::string_view text);

/// `data_` as the first word that is no comment.
bool is_cif(std::string_view text);

/// A line `CELL` with seven numbers.
bool is_res(std::string_view text);

/// A count of atoms as line 1 and a lattice in line 2.
bool is_extxyz(std::string_view text);

/// An object or list of JSON with a property that only a crystal has.
bool is_json(std::string_view text);

}  // namespace crystalgan::content
