#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/campaign/database_rows.hpp"
#include "tests/support/scratch_folder.hpp"

// Files of SQLite that SQLite does not make (sqlite.org/fileformat2.html).
namespace crystalgan::test {

inline std::string big_endian(std::uint64_t number, std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = bytes; i-- > 0; number >>= 8U) text[i] = static_cast<char>(number & 0xffU);
  return text;
}

inline std::string varint(std::uint64_t number) {
  std::string text(1, static_cast<char>(number & 0x7fU));
  for (number >>= 7U; number > 0; number >>= 7U) text.insert(0, 1, static_cast<char>(0x80U | (number & 0x7fU)));
  return text;
}

/// An inner page of a table, which has one child sixty times.
inline std::string page_of_one_child(std::size_t size, std::uint64_t child, std::uint64_t key) {
  constexpr std::size_t count = 60;
  const std::string cell = big_endian(child, 4) + varint(key);
  std::string page = '\x05' + big_endian(0, 2) + big_endian(count - 1, 2) +
                     big_endian(size - (count - 1) * cell.size(), 2) + '\0' + big_endian(child, 4);
  for (std::size_t i = 1; i < count; ++i) page += big_endian(size - i * cell.size(), 2);
  page.resize(size - (count - 1) * cell.size());
  for (std::size_t i = 1; i < count; ++i) page += cell;
  return page;
}

/// A table of a few rows, made one whose tree has them 60^8 times. The file stays small.
inline void make_endless(const std::filesystem::path& file, const std::string& table) {
  const auto number = [&](const std::string& sql) { return std::stoul(answer_of(file, sql)); };
  const std::size_t root = number("select rootpage from sqlite_schema where name = '" + table + "'");
  const std::size_t key = number("select max(number) from " + table);
  const std::size_t size = number("pragma page_size");
  std::string bytes = read_file(file);
  bytes += bytes.substr((root - 1) * size, size);
  for (int level = 0; level < 8; ++level) {
    const std::string page = page_of_one_child(size, bytes.size() / size, key);
    if (level < 7)
      bytes += page;
    else
      bytes.replace((root - 1) * size, size, page);
  }
  bytes.replace(28, 4, big_endian(bytes.size() / size, 4));
  bytes.replace(92, 4, bytes.substr(24, 4));
  write_file(file, bytes);
}

/// A rollback journal of a database of that many pages, which has none of them.
inline std::string journal_of(std::uint64_t pages) {
  std::string head("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
  head += big_endian(0, 8) + big_endian(pages, 4) + big_endian(512, 4) + big_endian(4096, 4);
  head.resize(512);
  return head;
}

}  // namespace crystalgan::test
