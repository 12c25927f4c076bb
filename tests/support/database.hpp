#pragma once

#include <signal.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/output_file.hpp"
#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {

/// A script that serves on the loopback address and writes its port to a file.
class Database {
 public:
  Database(const std::filesystem::path& folder, const std::string& script, std::vector<std::string> arguments = {})
      : port_file_(folder / (script + ".port")) {
    std::vector<std::string> words{CRYSTALGAN_PYTHON, CRYSTALGAN_SOURCE "/tests/end_to_end/" + script,
                                   port_file_.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    program_.emplace(folder, std::move(words), std::function<void()>(), script);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    program_->signal(SIGKILL);
    program_->wait();
  }

  bool is_there() const { return appears(port_file_); }
  std::string url() const { return "http://127.0.0.1:" + read_file(port_file_); }

 private:
  std::filesystem::path port_file_;
  std::optional<Program> program_;
};

}  // namespace crystalgan::test
