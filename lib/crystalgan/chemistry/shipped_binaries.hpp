#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/chemistry/binary_pool.hpp"

namespace crystalgan {

/// The text of data/binaries.txt: 1,136 binaries of the Materials Project (CC BY 4.0), one a line. The program carries it.
extern const std::string_view kShippedBinaries;

/// Reads the format of data/binaries.txt; `file` names it in messages. Throws ParseError with the line.
std::vector<PooledBinary> parse_binaries(std::string_view text, const std::string& file);

/// The reverse, one line a binary: atoms moved into the cell and sorted by symbol, energies, lengths and fractional
/// coordinates to eight decimals, angles to six. A blank in a name becomes '_'. Expects two elements.
std::string binaries_text(const std::vector<PooledBinary>& binaries);

/// The shipped binaries as a pool, read at the first call (some milliseconds) and kept.
const BinaryPool& shipped_pool();

}  // namespace crystalgan
