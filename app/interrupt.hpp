#pragma once

namespace crystalgan {

/// From here on SIGINT and SIGTERM are remembered instead of ending the program; a second one ends it at once.
void remember_interrupts();

/// Whether one came. Safe to ask from any thread.
bool interrupted();

}  // namespace crystalgan
