#include "crystalgan/core/directory.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/leftovers.hpp"
#include "crystalgan/core/opened_folder.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/whole_file.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
constexpr int kHere = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;  // a pipe without a writer does not block

enum class Missing { made, refused };

std::string shown(const fs::path& path) { return printable(path.string(), 4096); }  // the longest path of Linux

std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find('/', start), name.size());
    parts.emplace_back(name.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

void require_below(const std::vector<std::string>& parts, const fs::path& path) {
  for (const std::string& part : parts)
    if (part.empty() || part == "." || part == "..")
      throw ParseError(shown(path), 0, "expected the name of a file below the folder");
}

std::string kind_of(mode_t mode) {
  if (S_ISLNK(mode)) return "a symbolic link, which is not followed here";
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISREG(mode)) return "a file";
  return S_ISFIFO(mode) ? "a pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
}

std::optional<mode_t> mode_in(int folder, const std::string& name) {
  struct stat status {};
  if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return status.st_mode;
}

/// The open folder of a name, and the last part of the name.
struct FilePlace {
  Descriptor folder;
  std::string name;
  int failure = 0;  ///< errno, where a folder is not there
};

/// `root` is the open folder `path`.
FilePlace place_below(Descriptor root, fs::path path, const std::string& name, Missing missing) {
  std::vector<std::string> parts = parts_of(name);
  require_below(parts, path / name);
  FilePlace place{std::move(root), parts.back()};
  if (place.folder.number() < 0) place.failure = errno;
  parts.pop_back();
  for (const std::string& part : parts) {
    if (place.failure != 0) return place;
    path /= part;
    if (missing == Missing::made && ::mkdirat(place.folder.number(), part.c_str(), 0777) != 0 && errno != EEXIST)
      throw OutputError(path, system_reason());
    const auto mode = mode_in(place.folder.number(), part);
    if (mode && !S_ISDIR(*mode)) throw ParseError(shown(path), 0, "expected a folder, got " + kind_of(*mode));
    Descriptor inner(::openat(place.folder.number(), part.c_str(), kFolder | O_NOFOLLOW));
    if (inner.number() < 0) place.failure = errno;
    place.folder = std::move(inner);
  }
  return place;
}

FilePlace place_of(const fs::path& root, const std::string& name, Missing missing) {
  return place_below(Descriptor(::open(root.empty() ? "." : root.c_str(), kFolder)), root, name, missing);
}

FilePlace place_to_write(const fs::path& root, const std::string& name) {
  FilePlace place = place_of(root, name, Missing::made);
  if (place.failure != 0) throw OutputError(root / name, std::strerror(place.failure));
  return place;
}

void require_file(mode_t mode, const fs::path& path) {
  if (!S_ISREG(mode)) throw ParseError(shown(path), 0, "expected a file, got " + kind_of(mode));
}

std::string text_at(const FilePlace& place, const fs::path& path, std::size_t max_bytes = kMaxFileBytes) {
  // Before it is opened, because to open a device can do something.
  if (const auto mode = mode_in(place.folder.number(), place.name)) require_file(*mode, path);
  const Descriptor file(::openat(place.folder.number(), place.name.c_str(), O_RDONLY | kHere));
  if (file.number() < 0) throw IoError(path, system_reason());
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) throw IoError(path, system_reason());
  require_file(status.st_mode, path);
  if (static_cast<std::size_t>(status.st_size) > max_bytes)
    throw IoError(path,
                  "expected at most " + std::to_string(max_bytes) + " bytes, got " + std::to_string(status.st_size));
  return rest_of_file(file.number(), path, max_bytes);
}

// A link is replaced by what is written, all else but a file is not.
void require_replaceable(const FilePlace& place, const fs::path& path) {
  const auto mode = mode_in(place.folder.number(), place.name);
  if (mode && !S_ISREG(*mode) && !S_ISLNK(*mode)) throw OutputError(path, "expected a file, got " + kind_of(*mode));
}

}  // namespace

Descriptor opened_folder(const fs::path& root, const std::string& folder) {
  return place_to_write(root, folder + "/all").folder;
}

std::optional<Descriptor> opened_folder_if_there(const fs::path& root, const std::string& folder) {
  FilePlace place = place_of(root, folder + "/all", Missing::refused);
  if (place.failure == ENOENT) return std::nullopt;
  if (place.failure != 0) throw IoError(root / folder, std::strerror(place.failure));
  return std::move(place.folder);
}

std::optional<double> time_of_file(const fs::path& root, const std::string& name) {
  const FilePlace place = place_of(root, name, Missing::refused);
  struct stat status {};
  if (place.failure != 0 || ::fstatat(place.folder.number(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return std::nullopt;
  return static_cast<double>(status.st_mtim.tv_sec) + 1e-9 * static_cast<double>(status.st_mtim.tv_nsec);
}

Directory Directory::below(std::string_view folder) const {
  Directory inner(root_);
  inner.prefix_ = named(folder);
  return inner;
}

std::string Directory::named(std::string_view name) const {
  if (name.ends_with('/')) name.remove_suffix(1);
  return prefix_.empty() ? std::string(name) : prefix_ + "/" + std::string(name);
}

bool Directory::has(std::string_view name) const {
  const FilePlace place = place_of(root_, named(name), Missing::refused);
  return place.failure == 0 && mode_in(place.folder.number(), place.name).has_value();
}

bool Directory::is_empty_folder(std::string_view name) const {
  const FilePlace place = place_of(root_, named(name), Missing::refused);
  if (place.failure != 0) return false;
  const Descriptor inside(::openat(place.folder.number(), place.name.c_str(), kFolder | O_NOFOLLOW));
  return inside.number() >= 0 && names_in(inside.number()).empty();
}

std::vector<std::string> Directory::files_in(std::string_view folder) const {
  const fs::path path = root_ / named(folder);
  const FilePlace place = place_of(root_, named(folder) + "/all", Missing::refused);
  if (place.failure != 0) throw IoError(path, std::strerror(place.failure));
  std::vector<std::string> files;
  for (std::string& name : names_in(place.folder.number()))
    if (const auto mode = mode_in(place.folder.number(), name); !name.starts_with('.') && mode && !S_ISDIR(*mode))
      files.push_back(std::move(name));
  std::ranges::sort(files);
  return files;
}

std::string Directory::read(std::string_view name, std::size_t max_bytes) const {
  const fs::path path = root_ / named(name);
  const FilePlace place = place_of(root_, named(name), Missing::refused);
  if (place.failure != 0) throw IoError(path, std::strerror(place.failure));
  return text_at(place, path, max_bytes);
}

void Directory::write(std::string_view name, std::string_view text) const {
  const fs::path path = root_ / named(name);
  const FilePlace place = place_to_write(root_, named(name));
  require_replaceable(place, path);
  write_whole_file(place.folder.number(), place.name, text, path);
}

AppendedFile Directory::appended(std::string_view name) const {
  const fs::path path = root_ / named(name);
  const FilePlace place = place_to_write(root_, named(name));
  if (const auto mode = mode_in(place.folder.number(), place.name)) require_file(*mode, path);
  Descriptor file(::openat(place.folder.number(), place.name.c_str(), O_WRONLY | O_APPEND | O_CREAT | kHere, 0666));
  if (file.number() < 0) throw OutputError(path, system_reason());
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) throw OutputError(path, system_reason());
  require_file(status.st_mode, path);
  return {std::move(file), path};
}

void Directory::remove(std::string_view name) const {
  const FilePlace place = place_of(root_, named(name), Missing::refused);
  if (place.failure == ENOENT) return;
  if (place.failure != 0) throw OutputError(root_ / named(name), std::strerror(place.failure));
  if (::unlinkat(place.folder.number(), place.name.c_str(), 0) != 0 && errno != ENOENT)
    throw OutputError(root_ / named(name), system_reason());
}

void Directory::write_folder(std::string_view name, const std::map<std::string, std::string>& files) const {
  NewFolder made = new_folder(name);
  for (const auto& [file, text] : files) made.add(file, text);
  made.keep();
}

void Directory::remove_leftovers() const {
  if (const Descriptor root(::open(root_.c_str(), kFolder)); root.number() >= 0) remove_partials_below(root.number());
}

void AppendedFile::add(std::string_view text) { write_all(file_.number(), text, path_); }

struct NewFolder::Parts {
  Descriptor folder;      // in which it gets its name
  std::string name;       // that it gets
  Descriptor made;        // with its lock
  std::string temporary;  // its name in `folder` until then
  fs::path path;          // for messages: with its final name
  Leftover leftover;
  bool kept = false;

  FilePlace place_in(const std::string& file, Missing missing) const {
    return place_below(Descriptor(::openat(made.number(), ".", kFolder)), path, file, missing);
  }
};

NewFolder::NewFolder(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
NewFolder::NewFolder(NewFolder&&) noexcept = default;

NewFolder::~NewFolder() {
  if (parts_ && !parts_->kept) remove_tree(parts_->folder.number(), parts_->temporary);
}

int NewFolder::descriptor() const { return parts_->made.number(); }

void NewFolder::add(const std::string& name, std::string_view text) const {
  const fs::path path = parts_->path / name;
  const FilePlace place = parts_->place_in(name, Missing::made);
  if (place.failure != 0) throw OutputError(path, std::strerror(place.failure));
  Descriptor file(::openat(place.folder.number(), place.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | kHere, 0666));
  if (file.number() < 0) throw OutputError(path, system_reason());
  write_all(file.number(), text, path);
  if (!file.close()) throw OutputError(path, system_reason());
}

std::optional<std::string> NewFolder::read(const std::string& name) const {
  const FilePlace place = parts_->place_in(name, Missing::refused);
  if (place.failure != 0 || !mode_in(place.folder.number(), place.name)) return std::nullopt;
  return text_at(place, parts_->path / name);
}

void NewFolder::rename(bool replaces) {
  const int folder = parts_->folder.number();
  const char* const from = parts_->temporary.c_str();
  const char* const to = parts_->name.c_str();
  if (!is_still(parts_->made.number(), folder, parts_->temporary)) throw OutputError(parts_->path, kReplaced);
  bool exchanged = false;
  const bool done = parts_->leftover.put_in_place([&] {
    if (!replaces) return ::renameat(folder, from, folder, to) == 0;  // also onto an empty folder
    if (::renameat2(folder, from, folder, to, RENAME_EXCHANGE) == 0) return exchanged = true;
    // Nothing to exchange, or a file system that cannot.
    return remove_tree(folder, to) && ::renameat(folder, from, folder, to) == 0;
  });
  if (!done) throw OutputError(parts_->path, system_reason());
  parts_->kept = true;
  if (!exchanged) return;
  const Leftover replaced(folder, parts_->temporary);
  if (!remove_tree(folder, from)) throw OutputError(parts_->path, system_reason());
}

void NewFolder::keep() { rename(true); }
void NewFolder::keep_as_first() { rename(false); }

NewFolder Directory::new_folder(std::string_view name) const {
  FilePlace place = place_to_write(root_, named(name));
  const fs::path path = root_ / named(name);
  const int folder = place.folder.number();
  auto [made, temporary] = make_partial_folder(folder, place.name, path);
  return NewFolder(std::unique_ptr<NewFolder::Parts>(new NewFolder::Parts{
      std::move(place.folder), std::move(place.name), std::move(made), temporary, path, Leftover(folder, temporary)}));
}

void remove_leftovers_beside(const fs::path& path) {
  const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (const Descriptor folder(::open(parent.c_str(), kFolder)); folder.number() >= 0)
    remove_partials(folder.number(), path.filename().string());
}

NewFolder new_folder_beside(const fs::path& path) {
  const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code failure;
  fs::create_directories(parent, failure);
  if (failure) throw OutputError(parent, failure.message());
  remove_leftovers_beside(path);
  const Directory directory(path.has_parent_path() ? parent : fs::path());
  return directory.new_folder(path.filename().string());
}

}  // namespace crystalgan
