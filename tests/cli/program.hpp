#pragma once

#include <sys/types.h>

#include <string>
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

/// How a run differs from an ordinary one.
struct Setting {
    Path folder;                  ///< the current folder; empty: this process's
    std::string out_to;           ///< a file that stdout goes to; "-" closes stdout
    double interrupt_after = -1;  ///< seconds until SIGINT; negative: never
};

/// The `affetto` that was built beside the tests, started without a shell. It is killed where it
/// still runs when this ends.
class StartedProgram {
public:
    explicit StartedProgram(const std::vector<std::string>& arguments, const Setting& setting = {});
    ~StartedProgram();
    StartedProgram(const StartedProgram&) = delete;
    StartedProgram& operator=(const StartedProgram&) = delete;

    void signal(int number) const;
    bool has_ended() const;
    /// Waits for the end; call once.
    Result wait();

private:
    TemporaryFolder streams_;
    std::string out_to_;
    pid_t child_ = -1;
};

/// Runs it to its end.
Result run_affetto(const std::vector<std::string>& arguments, const Setting& setting = {});

}  // namespace affetto::test
