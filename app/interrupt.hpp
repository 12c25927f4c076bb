#pragma once

namespace crystalgan {

/// From here on SIGINT and SIGTERM are remembered instead of ending the program; a second one ends it at once.
void remember_interrupts();

/// From here on they end the program again.
void forget_interrupts();

/// Whether one came. Safe to ask from any thread.
bool interrupted();

}  // namespace crystalgan
