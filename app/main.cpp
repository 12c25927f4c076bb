#include <CLI/App.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "program.hpp"

namespace {

int fail(int code, const std::string& message) {
  crystalgan::print_error("crystalgan: {}\n", message);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace crystalgan;
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
    return fail(kDefect, "not enough memory");
  } catch (const std::exception& error) {
    return fail(kDefect, std::string("internal error, please report it: ") + error.what());
  }
}
