#pragma once

#include <CLI/App.hpp>
#include <string>

namespace crystalgan {

/// The manual page of the whole program in roff (man(7)): what its commands and options say of themselves, and around it
/// what they cannot say. ASCII; the same for the same program.
std::string manual(const CLI::App& program);

}  // namespace crystalgan
