#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "affetto/core/file.hpp"
#include "cli/program.hpp"

namespace affetto::test {

/// A program that runs beside the test, which may signal it, and its processes; it does not outlive
/// this object.
class RunningProgram {
public:
    using Variables = std::vector<std::pair<std::string, std::string>>;

    /// Starts `affetto` with these arguments and variables beside the test's own.
    explicit RunningProgram(const std::vector<std::string>& arguments,
                            const Variables& variables = {});
    ~RunningProgram();
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;

    pid_t pid() const { return pid_; }
    /// The process that this one started as rank `rank`; nullopt where there is none (yet).
    std::optional<pid_t> rank(int rank) const;
    /// Waits for its end; throws where that does not come within `seconds`.
    Result wait(double seconds);

private:
    TemporaryFolder folder_;
    pid_t pid_ = -1;
};

/// A port of this machine that nothing listens on.
int free_port();

/// Waits until `done()`; false where that does not come within `seconds`.
bool comes_true(double seconds, const std::function<bool()>& done);

}  // namespace affetto::test
