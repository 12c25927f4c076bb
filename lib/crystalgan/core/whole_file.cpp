#include "crystalgan/core/whole_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/leftovers.hpp"
#include "crystalgan/core/output_file.hpp"

namespace crystalgan {
namespace {

constexpr int kNoLink = O_NOFOLLOW | O_CLOEXEC;

std::string partial_name(const std::string& name, int attempt) { return partial_path(name, attempt).string(); }

// Whether this process has the lock of what it just made. Another one that looked for leftovers may have had it before, and
// then that name leads to nothing or to something else. Without locks on this file system nobody looks.
bool is_locked(int made, int folder, const std::string& name) {
  return ::flock(made, LOCK_EX | LOCK_NB) == 0 ? is_still(made, folder, name) : errno != EWOULDBLOCK;
}

struct Closer {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

bool is_partial_of(const std::string& name, const std::string& target) {
  return is_partial_name(name) && (target.empty() || name.substr(0, name.rfind(".partial-")) == target);
}

bool is_left_behind(int folder, const std::string& name) {
  const Descriptor found(::openat(folder, name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | kNoLink));
  struct stat status {};
  return found.number() >= 0 && ::fstat(found.number(), &status) == 0 &&
         (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) && status.st_uid == ::geteuid() &&
         ::flock(found.number(), LOCK_EX | LOCK_NB) == 0;
}

void remove_partials_to(int depth, int folder) {
  remove_partials(folder);
  if (depth == 0) return;
  for (const std::string& name : names_in(folder))
    if (const Descriptor inner(::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | kNoLink)); inner.number() >= 0)
      remove_partials_to(depth - 1, inner.number());
}

bool remove_tree_to(int depth, int folder, const std::string& name) {
  if (::unlinkat(folder, name.c_str(), 0) == 0 || errno == ENOENT) return true;
  if (errno != EISDIR && errno != EPERM) return false;
  const Descriptor inside(::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | kNoLink));
  if (inside.number() < 0) return false;
  for (const std::string& below : names_in(inside.number())) {
    if (depth == 0) errno = ENAMETOOLONG;
    if (depth == 0 || !remove_tree_to(depth - 1, inside.number(), below)) return false;
  }
  return ::unlinkat(folder, name.c_str(), AT_REMOVEDIR) == 0;
}

}  // namespace

bool is_still(int open, int folder, const std::string& name) {
  struct stat here {};
  struct stat there {};
  return ::fstat(open, &here) == 0 && ::fstatat(folder, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
         here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

std::vector<std::string> names_in(int folder) {
  std::vector<std::string> names;
  const int copy = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | kNoLink);
  if (copy < 0) return names;
  const std::unique_ptr<DIR, Closer> listing(::fdopendir(copy));
  if (listing == nullptr) {
    ::close(copy);
    return names;
  }
  while (const dirent* entry = ::readdir(listing.get()))
    if (const std::string name = entry->d_name; name != "." && name != "..") names.push_back(name);
  return names;
}

std::string rest_of_file(int file, const std::filesystem::path& path, std::size_t max_bytes) {
  std::string text;
  std::array<char, 65536> block;
  while (true) {
    const ssize_t got = ::read(file, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw IoError(path, system_reason());
    if (got == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > max_bytes)
      throw IoError(path, "expected at most " + std::to_string(max_bytes) + " bytes, got more");
  }
}

void write_all(int file, std::string_view text, const std::filesystem::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw OutputError(path, system_reason());
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void write_whole_file(int folder, const std::string& name, std::string_view text, const std::filesystem::path& path) {
  for (int attempt = 0;; ++attempt) {
    const std::string temporary = partial_name(name, attempt);
    const Descriptor file(::openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | kNoLink, 0666));
    if (file.number() < 0 && errno == EEXIST) continue;
    if (file.number() < 0) throw OutputError(path, system_reason());
    Leftover leftover(folder, temporary);
    if (!is_locked(file.number(), folder, temporary)) continue;
    try {
      write_all(file.number(), text, path);
      // Some file systems report a full disk only when a descriptor is closed; the file itself keeps its lock.
      if (Descriptor copy(::dup(file.number())); copy.number() < 0 || !copy.close())
        throw OutputError(path, system_reason());
      if (!is_still(file.number(), folder, temporary)) throw OutputError(path, kReplaced);
      if (!leftover.put_in_place([&] { return ::renameat(folder, temporary.c_str(), folder, name.c_str()) == 0; }))
        throw OutputError(path, system_reason());
    } catch (const OutputError&) {
      ::unlinkat(folder, temporary.c_str(), 0);
      throw;
    }
    return;
  }
}

std::pair<Descriptor, std::string> make_partial_folder(int folder, const std::string& name,
                                                       const std::filesystem::path& path) {
  for (int attempt = 0;; ++attempt) {
    const std::string temporary = partial_name(name, attempt);
    if (::mkdirat(folder, temporary.c_str(), 0777) != 0) {
      if (errno == EEXIST) continue;
      throw OutputError(path, system_reason());
    }
    Descriptor made(::openat(folder, temporary.c_str(), O_RDONLY | O_DIRECTORY | kNoLink));
    if (made.number() < 0) throw OutputError(path, system_reason());
    if (is_locked(made.number(), folder, temporary)) return {std::move(made), temporary};
  }
}

void remove_partials(int folder, const std::string& target) {
  for (const std::string& name : names_in(folder))
    if (is_partial_of(name, target) && is_left_behind(folder, name)) remove_tree(folder, name);
}

void remove_partials_below(int folder) { remove_partials_to(kMaxFolderDepth, folder); }

bool remove_tree(int folder, const std::string& name) { return remove_tree_to(kMaxFolderDepth, folder, name); }

}  // namespace crystalgan
