#include "crystalgan/archive/run_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <system_error>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/json_value.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

// Of a folder that is there and not empty.
ConfigError not_new(const fs::path& path) {
  std::error_code failure;
  const bool is_run = fs::exists(path / run_files::kConfiguration, failure);
  return {"output", "expected a new or empty folder, got " + path.string() +
                        ", which is not empty; give another with -o" + (is_run ? ", or continue with --resume" : "")};
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
  if (!empty) throw not_new(path);
}

RunDirectory RunDirectory::create(const fs::path& path, const std::map<std::string, std::string>& files) {
  // "run/" and "run" are one folder; a name beside it needs no slash
  fs::path folder = path.has_filename() ? path : path.parent_path();
  if (folder.empty() || folder.filename() == "." || folder.filename() == "..")
    throw ConfigError("output", "expected the name of a new folder, got '" + path.string() + "'");
  require_new(folder);
  std::error_code failure;
  if (fs::is_symlink(folder, failure)) {
    folder = fs::canonical(folder, failure);
    if (failure) throw OutputError(path, failure.message());
  }
  NewFolder made = new_folder_beside(folder);
  for (const auto& [name, text] : files) made.add(name, text);
  made.keep_as_first();
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
  folder_.remove_leftovers();
  remove_leftovers_beside(path_.has_filename() ? path_ : path_.parent_path());
  return lock;
}

RunLock::~RunLock() {
  if (number_ >= 0) ::close(number_);
}

void RunDirectory::write_new_folder(std::string_view name, const std::map<std::string, std::string>& files) const {
  if (folder_.has(name) && !folder_.is_empty_folder(name)) throw not_new(path_ / name);
  folder_.write_folder(name, files);
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
