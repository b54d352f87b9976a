#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "affetto/core/file.hpp"
#include "support/temporary_folder.hpp"

namespace affetto::test {

/// What a run of the program left behind.
struct Result {
    int status = -1;  ///< exit status; 128 + the signal where one ended it
    std::string out, err;
    double processor_seconds = 0;
};

/// Names and values of the environment.
using Variables = std::vector<std::pair<std::string, std::string>>;

/// How a run differs from an ordinary one.
struct Setting {
    Path folder;                  ///< the current folder; empty: this process's
    std::string out_to;           ///< a file that stdout goes to; "-" closes stdout
    double interrupt_after = -1;  ///< seconds until SIGINT; negative: never
    Variables variables = {};     ///< beside this process's own
    std::uint64_t kilobytes = 0;  ///< of address space, as ulimit -v; 0: no limit
};

/// The `affetto` that was built beside the tests, started without a shell. It is killed where it
/// still runs when this ends.
class StartedProgram {
public:
    explicit StartedProgram(const std::vector<std::string>& arguments, const Setting& setting = {});
    ~StartedProgram();
    StartedProgram(const StartedProgram&) = delete;
    StartedProgram& operator=(const StartedProgram&) = delete;

    pid_t pid() const { return child_; }
    void signal(int number) const;
    bool has_ended() const;
    /// Waits for the end; call once. Throws where that does not come within `seconds`, if they are
    /// given.
    Result wait(std::optional<double> seconds = std::nullopt);

private:
    TemporaryFolder streams_;
    std::string out_to_;
    pid_t child_ = -1;
};

/// Waits until `done()`; false where that does not come within `seconds`.
bool comes_true(double seconds, const std::function<bool()>& done);

/// Runs it to its end.
Result run_affetto(const std::vector<std::string>& arguments, const Setting& setting = {});

}  // namespace affetto::test
