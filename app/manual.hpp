#pragma once

#include <CLI/App.hpp>
#include <string>

namespace crystalgan {

/// The manual page in roff (man(7)): the help texts of all commands and options, and general sections. ASCII; equal
/// programs give equal pages.
std::string manual(const CLI::App& program);

}  // namespace crystalgan
