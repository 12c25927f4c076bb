#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {

/// Whether the name ends in .gz, in any case.
bool is_gzip_name(const std::filesystem::path& path);

/// Throws ParseError naming `file` where `unpacked` bytes from `packed` ones are more than the limit of the ratio allows.
/// The first 8 MiB (chosen: repeated frames of a trajectory can be packed well) may have any.
void require_ratio(std::size_t unpacked, std::size_t packed, const std::string& file);

/// What the members of a gzip file hold, one after the other (RFC 1952). Throws ParseError naming `file` where the data
/// are damaged, cut, or followed by anything else, where they hold more than `max_bytes`, and beyond the limit of the
/// ratio.
std::string gunzipped(std::string_view bytes, const std::string& file,
                      std::size_t max_bytes = static_cast<std::size_t>(read_limits().unpacked_bytes));

/// One gzip member without name and time: the same text gives the same bytes.
std::string gzipped(std::string_view text);

}  // namespace crystalgan
