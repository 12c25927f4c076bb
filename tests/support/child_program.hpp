#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "crystalgan/core/output_file.hpp"

// Any program, run beside the test.
namespace crystalgan::test {

struct Outcome {
  int code;  ///< exit code, or 128 + signal
  std::string out;
  std::string err;
};

/// A running program; `before` is done in the child.
class Program {
 public:
  Program(const std::filesystem::path& folder, std::vector<std::string> words, const std::function<void()>& before = {},
          const std::string& streams = ".program")
      : out_(folder / (streams + "-stdout")), err_(folder / (streams + "-stderr")) {
    pid_ = ::fork();
    if (pid_ != 0) return;
    if (::chdir(folder.c_str()) != 0) ::_exit(99);
    ::dup2(::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), 1);
    ::dup2(::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), 2);
    if (before) before();
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    ::_exit(98);
  }

  void signal(int number) const { ::kill(pid_, number); }

  /// Whether it has a handler for the signal by now.
  bool catches(int number) const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("SigCgt:")) return (std::stoull(line.substr(7), nullptr, 16) >> (number - 1) & 1U) != 0;
    return false;
  }

  Outcome wait() const {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, read_file(out_), read_file(err_)};
  }

 private:
  std::filesystem::path out_;
  std::filesystem::path err_;
  pid_t pid_;
};

}  // namespace crystalgan::test
