#pragma once

#include <optional>

#include "cli/program.hpp"

namespace affetto::test {

/// The process that `program` started as rank `rank`; nullopt where there is none (yet).
std::optional<pid_t> process_of_rank(const StartedProgram& program, int rank);

/// A port of this machine that nothing listens on.
int free_port();

}  // namespace affetto::test
