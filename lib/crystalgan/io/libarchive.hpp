#pragma once

#include <archive.h>
#include <archive_entry.h>

/// The functions of libarchive that are used, opened at run time: a start of the program loads neither it nor what it
/// loads itself. Internal to io.
namespace crystalgan {

// name of the member, name of the function
#define CRYSTALGAN_LIBARCHIVE_FUNCTIONS(USE)          \
  USE(read_new, archive_read_new)                     \
  USE(read_free, archive_read_free)                   \
  USE(read_bzip2, archive_read_support_filter_bzip2)  \
  USE(read_xz, archive_read_support_filter_xz)        \
  USE(read_zstd, archive_read_support_filter_zstd)    \
  USE(read_zip, archive_read_support_format_zip)      \
  USE(read_tar, archive_read_support_format_tar)      \
  USE(read_raw, archive_read_support_format_raw)      \
  USE(read_open, archive_read_open_memory)            \
  USE(next_header, archive_read_next_header)          \
  USE(read_data, archive_read_data)                   \
  USE(format, archive_format)                         \
  USE(taken, archive_filter_bytes)                    \
  USE(entry_name, archive_entry_pathname)             \
  USE(entry_type, archive_entry_filetype)             \
  USE(entry_hard_link, archive_entry_hardlink)        \
  USE(error, archive_error_string)                    \
  USE(write_new, archive_write_new)                   \
  USE(write_free, archive_write_free)                 \
  USE(write_raw, archive_write_set_format_raw)        \
  USE(write_bzip2, archive_write_add_filter_bzip2)    \
  USE(write_xz, archive_write_add_filter_xz)          \
  USE(write_zstd, archive_write_add_filter_zstd)      \
  USE(write_block, archive_write_set_bytes_per_block) \
  USE(write_open, archive_write_open)                 \
  USE(write_header, archive_write_header)             \
  USE(write_data, archive_write_data)                 \
  USE(write_close, archive_write_close)               \
  USE(entry_new, archive_entry_new)                   \
  USE(entry_free, archive_entry_free)                 \
  USE(set_entry_name, archive_entry_set_pathname)     \
  USE(set_entry_type, archive_entry_set_filetype)

struct LibArchive {
#define CRYSTALGAN_DECLARE(member, function) decltype(&::function) member;
  CRYSTALGAN_LIBARCHIVE_FUNCTIONS(CRYSTALGAN_DECLARE)
#undef CRYSTALGAN_DECLARE
};

/// Null where the library cannot be opened. It is opened once and never closed.
const LibArchive* libarchive();

}  // namespace crystalgan
