#pragma once

namespace affetto::cli {

/// Ctrl-C and SIGTERM wait from here on: for a program of ours that this process becomes. Its
/// libraries take a while to load, in which it could not answer; it takes the signals itself before
/// their own code runs (early_interrupt.cpp), says that it was interrupted and ends with status
/// 130.
void hold_interrupts();
/// Undoes hold_interrupts(), where the other program could not be started.
void take_interrupts();

}  // namespace affetto::cli
