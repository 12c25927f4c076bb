#include "crystalgan/run/run_directory.hpp"

#include <nlohmann/json.hpp>
#include <system_error>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path& path) {
  std::error_code failure;
  fs::create_directories(path, failure);
  if (failure) throw OutputError(path, failure.message());
}

// Writes all files beside `folder`, then puts them in its place.
void put_folder(const fs::path& folder, const std::map<std::string, std::string>& files) {
  const fs::path partial = folder.string() + ".partial";
  std::error_code failure;
  fs::remove_all(partial, failure);
  try {
    make_folder(partial);
    for (const auto& [name, text] : files) {
      make_folder((partial / name).parent_path());
      write_file(partial / name, text);
    }
    fs::remove_all(folder, failure);
    if (!failure) fs::rename(partial, folder, failure);
    if (failure) throw OutputError(folder, failure.message());
  } catch (const OutputError&) {
    fs::remove_all(partial, failure);
    throw;
  }
}

}  // namespace

void RunDirectory::require_new(const fs::path& path) {
  std::error_code failure;
  const auto status = fs::status(path, failure);
  if (!fs::exists(status)) return;
  const bool empty = fs::is_directory(status) && fs::is_empty(path, failure) && !failure;
  if (!empty)
    throw ConfigError("output", "expected a new or empty folder, got " + path.string() +
                                    ", which holds something; choose another with -o, or go on with --resume");
}

RunDirectory RunDirectory::create(const fs::path& path, const std::map<std::string, std::string>& files) {
  // "run/" and "run" are one folder; what stands beside it needs the name without the slash
  const fs::path folder = path.has_filename() ? path : path.parent_path();
  require_new(folder);
  put_folder(folder, files);
  return RunDirectory(folder);
}

RunDirectory RunDirectory::open(const fs::path& path) {
  std::error_code failure;
  if (!fs::is_regular_file(path / "run.toml", failure)) throw IoError(path, "expected a run directory with a run.toml");
  return RunDirectory(path);
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
  put_folder(path_ / name, files);
}

std::string manifest_json(const Manifest& manifest) {
  return nlohmann::ordered_json{{"version", manifest.version}, {"commit", manifest.commit},
                                {"command", manifest.command}, {"seed", manifest.seed},
                                {"inputs", manifest.inputs},   {"libraries", manifest.libraries}}
             .dump(2) +
         "\n";
}

Manifest parse_manifest(const std::string& json, const std::string& file) {
  try {
    const auto read = nlohmann::json::parse(json);
    return {read.at("version"), read.at("commit"), read.at("command"),
            read.at("seed"),    read.at("inputs"), read.at("libraries")};
  } catch (const nlohmann::json::exception& error) {
    throw ParseError(file, 0, std::string("expected the manifest of a run: ") + error.what());
  }
}

}  // namespace crystalgan
