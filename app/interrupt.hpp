#pragma once

namespace crystalgan {

/// Catches SIGINT and SIGTERM from now on; a second signal ends the program at once.
void remember_interrupts();

/// The signals end the program again.
void forget_interrupts();

/// Whether a signal came. Thread-safe.
bool interrupted();

}  // namespace crystalgan
