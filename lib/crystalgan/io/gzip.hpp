#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace crystalgan {

/// Whether the name ends in .gz, in any case.
bool is_gzip_name(const std::filesystem::path& path);

/// What the members of a gzip file hold, one after the other (RFC 1952). Throws ParseError naming `file` where the data
/// are damaged, cut, or followed by anything else, and where they hold more than `max_bytes` (4 GiB: chosen, several
/// times the structures of the largest public databases).
std::string gunzipped(std::string_view bytes, const std::string& file, std::size_t max_bytes = std::size_t{4} << 30);

/// One gzip member without name and time: the same text gives the same bytes.
std::string gzipped(std::string_view text);

}  // namespace crystalgan
