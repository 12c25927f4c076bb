#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {

/// A file in a zip or tar archive. Compressed text that is no archive is one member without a name.
struct PackedMember {
  std::string name;
  std::string text;
};

/// Whether the name ends in .gz, .bz2, .xz or .zst, in any case: what compressed() writes.
bool is_compressed_name(const std::filesystem::path& path);

/// Whether the bytes begin as gzip, bzip2, xz, Zstandard or zip do, or as a tar archive.
bool is_packed(std::string_view bytes);

/// The regular files of an archive in their order, or the one compressed text. gzip is read by zlib, which finds damage
/// that libarchive does not look for; all else by libarchive, opened at run time. Nothing is written anywhere, whatever the
/// names of the members. Throws ParseError naming `file` for damage, where there is more than `max_bytes`, and beyond the
/// limits of entries and of the ratio, and IoError where libarchive is not installed.
std::vector<PackedMember> unpacked(std::string bytes, const std::string& file,
                                   std::size_t max_bytes = static_cast<std::size_t>(read_limits().unpacked_bytes));

/// The text as the ending of the name says (is_compressed_name), else unchanged. The same text gives the same bytes.
/// Throws OutputError where libarchive is not installed.
std::string compressed(std::string_view text, const std::filesystem::path& path);

}  // namespace crystalgan
