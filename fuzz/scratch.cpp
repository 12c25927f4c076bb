#include "scratch.hpp"

#include <stdlib.h>

#include <string>
#include <system_error>

#include "clear_errors.hpp"

namespace crystalgan::fuzz {

Scratch::Scratch() {
  const std::filesystem::path memory = "/dev/shm";
  std::error_code failure;
  const auto parent = std::filesystem::is_directory(memory, failure) ? memory : std::filesystem::temp_directory_path();
  std::string name = (parent / "crystalgan-fuzz-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) finding("no folder in " + parent.string());
  path_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Scratch::empty() const {
  for (const auto& entry : std::filesystem::directory_iterator(path_)) std::filesystem::remove_all(entry.path());
}

}  // namespace crystalgan::fuzz
