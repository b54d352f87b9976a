#pragma once

#include <cstdint>
#include <string_view>

namespace affetto {

/// How long work tells the outside how far it is. The command line draws a bar with an estimate on
/// a terminal; tests and other callers pass the silent default.
class Progress {
public:
    virtual ~Progress() = default;
    /// `done` of `total` units (total 0: unknown). `note` is a short word on the state
    /// ("loss 9.81").
    virtual void update(std::string_view /*stage*/, std::int64_t /*done*/, std::int64_t /*total*/,
                        std::string_view /*note*/ = {}) {}
};

/// Set by the signal handler of the command line. Long loops call throw_if_interrupted() between
/// units of work.
void request_interrupt() noexcept;
void forget_interrupt() noexcept;  ///< for tests, which go on in the same process
bool interrupt_requested() noexcept;
void throw_if_interrupted();  ///< throws Interrupted

}  // namespace affetto
