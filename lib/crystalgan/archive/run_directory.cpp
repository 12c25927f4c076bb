#include "crystalgan/archive/run_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>
#include <vector>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/output_file.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path& path) {
  std::error_code failure;
  fs::create_directories(path, failure);
  if (failure) throw OutputError(path, failure.message());
}

// A new folder beside `folder` with an unused name.
fs::path make_partial(const fs::path& folder) {
  if (folder.has_parent_path()) make_folder(folder.parent_path());
  for (int attempt = 0;; ++attempt) {
    const fs::path partial = partial_path(folder, attempt);
    std::error_code failure;
    if (fs::create_directory(partial, failure)) return partial;
    if (failure) throw OutputError(folder, failure.message());
  }
}

enum class Existing { replace, refuse };

// Writes all files beside `folder`, then renames; an empty folder is replaced.
void put_folder(const fs::path& folder, const std::map<std::string, std::string>& files, Existing existing) {
  const fs::path partial = make_partial(folder);
  std::error_code failure;
  try {
    for (const auto& [name, text] : files) {
      make_folder((partial / name).parent_path());
      write_file(partial / name, text);
    }
    if (existing == Existing::replace) fs::remove_all(folder, failure);
    if (!failure) fs::rename(partial, folder, failure);
    if (failure) throw OutputError(folder, failure.message());
  } catch (const OutputError&) {
    fs::remove_all(partial, failure);
    throw;
  }
}

std::map<std::string, std::string> texts_by_name(const JsonValue& json) {
  std::map<std::string, std::string> texts;
  for (const auto& [name, text] : json.members()) texts[name] = text.text();
  return texts;
}

}  // namespace

void RunDirectory::require_new(const fs::path& path) {
  std::error_code failure;
  const auto status = fs::status(path, failure);
  if (!fs::exists(status)) return;
  const bool empty = fs::is_directory(status) && fs::is_empty(path, failure) && !failure;
  if (!empty)
    throw ConfigError("output", "expected a new or empty folder, got " + path.string() +
                                    ", which is not empty; give another with -o, or continue with --resume");
}

RunDirectory RunDirectory::create(const fs::path& path, const std::map<std::string, std::string>& files) {
  // "run/" and "run" are one folder; a name beside it needs no slash
  fs::path folder = path.has_filename() ? path : path.parent_path();
  if (folder.empty() || folder.filename() == "." || folder.filename() == "..")
    throw ConfigError("output", "expected the name of a new folder, got '" + path.string() + "'");
  require_new(folder);
  std::error_code failure;
  if (fs::is_symlink(folder, failure)) folder = fs::canonical(folder, failure);
  put_folder(folder, files, Existing::refuse);
  return RunDirectory(folder);
}

RunDirectory RunDirectory::open(const fs::path& path) {
  std::error_code failure;
  if (!fs::is_regular_file(path / run_files::kConfiguration, failure))
    throw IoError(path, std::string("expected a run directory with a ") + run_files::kConfiguration);
  return RunDirectory(path);
}

RunLock RunDirectory::lock() const {
  const int number = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (number < 0) throw IoError(path_, std::strerror(errno));
  RunLock lock(number);
  // Some network file systems have no locks; then the run is not locked.
  if (::flock(number, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw ConfigError("run", path_.string() + " is in use by another process");
  std::vector<fs::path> left_behind;
  std::error_code failure;
  for (fs::recursive_directory_iterator entry(path_, failure); !failure && entry != fs::recursive_directory_iterator();
       entry.increment(failure))
    if (is_partial_name(entry->path().filename().string())) left_behind.push_back(entry->path());
  for (const fs::path& path : left_behind) fs::remove_all(path, failure);
  return lock;
}

RunLock::~RunLock() {
  if (number_ >= 0) ::close(number_);
}

bool RunDirectory::has(std::string_view name) const {
  std::error_code failure;
  return fs::exists(path_ / name, failure);
}

std::string RunDirectory::read(std::string_view name) const { return read_file(path_ / name); }

void RunDirectory::write(std::string_view name, std::string_view text) const {
  const fs::path path = path_ / name;
  make_folder(path.parent_path());
  write_file(path, text);
}

void RunDirectory::write_folder(std::string_view name, const std::map<std::string, std::string>& files) const {
  put_folder(path_ / name, files, Existing::replace);
}

void RunDirectory::remove(std::string_view name) const {
  std::error_code failure;
  fs::remove(path_ / name, failure);
  if (failure) throw OutputError(path_ / name, failure.message());
}

std::string manifest_json(const Manifest& manifest) {
  nlohmann::ordered_json json{{"version", manifest.version}, {"commit", manifest.commit},
                              {"command", manifest.command}, {"seed", manifest.seed},
                              {"inputs", manifest.inputs},   {"libraries", manifest.libraries}};
  for (const InputSource& source : manifest.sources)
    json["sources"].push_back({{"inputs", source.inputs},
                               {"database", source.database},
                               {"url", source.url},
                               {"licence", source.licence},
                               {"date", source.date},
                               {"structures", source.structures}});
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Manifest parse_manifest(const std::string& json, const std::string& file) {
  const JsonValue read = JsonValue::parse(json, file, "the manifest of a run");
  Manifest manifest{read.at("version").text(),        read.at("commit").text(),
                    read.at("command").text(),        static_cast<std::uint64_t>(read.at("seed").count()),
                    texts_by_name(read.at("inputs")), texts_by_name(read.at("libraries"))};
  if (!read.contains("sources")) return manifest;
  for (const JsonValue& source : read.at("sources").items())
    manifest.sources.push_back({{source.at("database").text(), source.at("url").text(), source.at("licence").text(),
                                 source.at("date").text(), static_cast<std::size_t>(source.at("structures").count())},
                                source.at("inputs").text()});
  return manifest;
}

}  // namespace crystalgan
