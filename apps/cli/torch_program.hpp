#pragma once

#include "affetto/core/file.hpp"

namespace affetto::cli {

/// Where affetto-torch lies: beside this program or in ../libexec/affetto. Throws Error where this
/// build has none or the file is missing.
Path torch_program();

/// The first argument with which affetto-torch ends with status 0 as soon as it is loaded.
inline constexpr const char* kLoadOnly = "--load-only";

/// Where the address space is limited (ulimit -v), loads affetto-torch once to see whether it can
/// be: without room its libraries end the process in ways of their own, or wait for ever. Throws
/// std::bad_alloc where they cannot be loaded. Without a limit it does nothing.
void check_room_for_torch(const Path& program);

/// Becomes affetto-torch. Throws Error where that cannot be started, Interrupted.
[[noreturn]] void become_torch_program(char** argv);

}  // namespace affetto::cli
