#include "early_interrupt.hpp"

#include <unistd.h>

#include <csignal>
#include <cstring>

namespace affetto::cli {
namespace {

void change_mask(int how) {
    sigset_t interrupts;
    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    sigaddset(&interrupts, SIGTERM);
    sigprocmask(how, &interrupts, nullptr);
}

#ifdef __GLIBC__

/// Calls only what a signal handler may.
void say_and_end(int) {
    constexpr char kLine[] = "affetto: interrupted; nothing was begun\n";
    static_cast<void>(!write(STDERR_FILENO, kLine, sizeof kLine - 1));
    _exit(130);
}

/// Until main() has handlers of its own.
void answer_while_libraries_load(int, char**, char**) {
    struct sigaction action {};
    action.sa_handler = say_and_end;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    change_mask(SIG_UNBLOCK);
}

// What stands here runs when all libraries are mapped, before any of their initialisers does.
[[gnu::section(".preinit_array"),
  gnu::used]] void (*const g_first)(int, char**, char**) = answer_while_libraries_load;

#endif

}  // namespace

void hold_interrupts() { change_mask(SIG_BLOCK); }
void take_interrupts() { change_mask(SIG_UNBLOCK); }

}  // namespace affetto::cli
