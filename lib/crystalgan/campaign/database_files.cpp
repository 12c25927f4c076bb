#include "crystalgan/campaign/database_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>

#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/opened_folder.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

/// The first eight bytes of a journal. The last eight of one that names another one, which SQLite would follow and remove
/// (sqlite.org/fileformat2.html does not say so; pager.c, readSuperJournal). Ours never do.
constexpr std::string_view kJournalMagic("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
constexpr std::size_t kJournalHeadBytes = 28;
constexpr std::uint64_t kLargestPage = 65536;

std::string database_file(const char* ending) { return std::string(campaign_files::kDatabase) + ending; }

// Of a file; nothing where none is there. Throws ParseError for anything else.
std::int64_t plain_size(const Descriptor& folder, const std::filesystem::path& path, const std::string& name,
                        bool& is_there) {
  struct stat status {};
  is_there = ::fstatat(folder.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  if (!is_there) return 0;
  if (!S_ISREG(status.st_mode)) throw ParseError(printable((path / name).string(), 4096), 0, "expected a file");
  return status.st_size;
}

// Fewer where the file ends.
std::string bytes_at(const Descriptor& file, std::int64_t offset, std::size_t count) {
  std::string bytes(count, '\0');
  const auto read = ::pread(file.number(), bytes.data(), count, offset);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(read, 0)));
  return bytes;
}

// Four bytes, the highest first.
std::uint64_t number_at(const std::string& bytes, std::size_t offset) {
  std::uint64_t number = 0;
  for (std::size_t i = offset; i < offset + 4; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
  return number;
}

// The size that SQLite gives the database before it writes the pages of the journal back (sqlite.org/fileformat2.html, "The
// Rollback Journal"); 0 where it would not.
std::uint64_t size_of_journaled(const std::string& head) {
  if (head.size() < kJournalHeadBytes || !head.starts_with(kJournalMagic)) return 0;
  const std::uint64_t pages = number_at(head, 16);
  const std::uint64_t page = number_at(head, 24);
  return pages * (page == 0 ? kLargestPage : page);
}

void require_own_journal(const Descriptor& folder, const std::filesystem::path& path, const DatabaseFiles& files) {
  const std::string name = database_file("-journal");
  const Descriptor journal(
      ::openat(folder.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (journal.number() < 0) {
    if (errno == ENOENT) return;  // a merge ended
    throw IoError(path / name, system_reason());
  }
  const auto end = static_cast<std::int64_t>(kJournalMagic.size());
  const std::string shown = printable((path / name).string(), 4096);
  if (files.journal >= end && bytes_at(journal, files.journal - end, kJournalMagic.size()) == kJournalMagic)
    throw ParseError(shown, 0, "expected a journal of this database alone");
  const std::uint64_t journaled = size_of_journaled(bytes_at(journal, 0, kJournalHeadBytes));
  bool ignored = false;
  // its size now: another merge may have begun the database and this journal since
  const std::int64_t database = plain_size(folder, path, database_file(""), ignored);
  if (journaled > static_cast<std::uint64_t>(database) + static_cast<std::uint64_t>(files.journal))
    throw ParseError(shown, 0, "expected a journal of this database, got one of a larger one");
}

}  // namespace

DatabaseFiles files_of_database(const std::filesystem::path& folder) {
  const auto opened = opened_folder_if_there(folder.parent_path(), folder.filename().string());
  if (!opened) throw IoError(folder, "expected a folder");
  DatabaseFiles files;
  bool ignored = false;
  files.database = plain_size(*opened, folder, database_file(""), files.is_there);
  files.log = plain_size(*opened, folder, database_file("-wal"), ignored);
  files.journal = plain_size(*opened, folder, database_file("-journal"), ignored);
  plain_size(*opened, folder, database_file("-shm"), ignored);
  if (files.journal > 0) require_own_journal(*opened, folder, files);
  return files;
}

}  // namespace crystalgan
