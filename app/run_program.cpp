#include "run_program.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "program.hpp"

namespace crystalgan {
namespace {

int fail(int code, const std::string& message) {
  print_error("crystalgan: {}\n", message);
  return code;
}

/// A closed one of the three standard descriptors would become that of the next file that is opened, into which messages would
/// then go. Reading and writing what was closed fails, except messages, which are lost.
void open_standard_descriptors() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) != -1 || errno != EBADF) continue;
    static_cast<void>(::open("/dev/null", number == STDOUT_FILENO ? O_RDONLY : O_RDWR));
  }
}

int fail_for_output(const std::exception& error) {
  // fmt throws its own error for a full disk
  for (const auto& [stream, name] : {std::pair{stdout, "standard output"}, {stderr, "standard error"}})
    if (std::ferror(stream) != 0) return fail(kWrongUsage, OutputError(name, error.what()).what());
  return 0;
}

}  // namespace

int run_program(int argc, char** argv) {
  open_standard_descriptors();
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files (ulimit -f) is an error of writing
  const CommandLine line = command_line();
  CLI::App& app = *line.app;
  try {
    app.parse(argc, argv);
    if (app.get_subcommands().empty())
      return fail(kWrongUsage, "expected a command, such as discover Pd Ni (see --help)");
    const int code = line.actions.at(app.get_subcommands().front())();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
      throw OutputError("standard output", std::strerror(errno));
    return code;
  } catch (const Interruption&) {
    return kInterrupted;
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return fail(kWrongUsage, std::string(error.what()) + " (see --help)");
  } catch (const ConfigError& error) {
    return fail(kWrongUsage, error.what());
  } catch (const OutputError& error) {
    return fail(kWrongUsage, error.what());
  } catch (const ParseError& error) {
    return fail(kWrongInput, error.what());
  } catch (const StructureError& error) {
    return fail(kWrongInput, error.what());
  } catch (const IoError& error) {
    return fail(kWrongInput, error.what());
  } catch (const NumericalError& error) {
    return fail(kNumericalFailure, error.what());
  } catch (const std::bad_alloc&) {
    return fail(kNumericalFailure, "not enough memory");
  } catch (const std::exception& error) {
    if (const int code = fail_for_output(error)) return code;
    return fail(kDefect, std::string("internal error, please report it: ") + error.what());
  }
}

}  // namespace crystalgan
