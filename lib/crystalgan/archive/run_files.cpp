#include "crystalgan/archive/run_files.hpp"

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan::run_files {

std::string checkpoint(std::int64_t member) {
  return std::string(kCheckpoints) + "/member-" + padded(member, 3) + ".safetensors";
}

std::string step_folder(std::int64_t step) { return "step" + std::to_string(step); }

std::string step_file(std::int64_t pair, const std::string& origin) { return padded(pair, 4) + "-" + origin + ".vasp"; }

std::string structure(std::string_view folder, const std::string& id) {
  return std::string(folder) + "/" + id + ".vasp";
}

std::string certificate(std::string_view folder, const std::string& id) {
  return std::string(folder) + "/" + id + ".json";
}

std::string exported(std::string_view program) { return "export-" + std::string(program); }

void require_id(std::string_view id, const std::string& file) {
  if (!try_parse_count(id)) throw ParseError(file, 0, "id: expected a number, got '" + printable(id) + "'");
}

}  // namespace crystalgan::run_files
