// Runs at build time, not installed: writes the manual page and the shell completions to FOLDER, with the layout of
// /usr/share.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "completion.hpp"
#include "crystalgan/core/output_file.hpp"
#include "manual.hpp"
#include "program.hpp"

int main(int argc, char** argv) {
  using namespace crystalgan;
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
    return 2;
  }
  try {
    const CommandLine line = command_line();
    const std::filesystem::path share = argv[1];
    const auto write = [&](const char* path, const std::string& text) {
      std::filesystem::create_directories((share / path).parent_path());
      write_file(share / path, text);
    };
    write("man/man1/crystalgan.1", manual(*line.app));
    write("bash-completion/completions/crystalgan", completion(*line.app, Shell::bash));
    write("zsh/vendor-completions/_crystalgan", completion(*line.app, Shell::zsh));
    write("fish/vendor_completions.d/crystalgan.fish", completion(*line.app, Shell::fish));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
  }
}
