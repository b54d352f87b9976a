#pragma once

#include <cstdlib>

/// Ends the program where a parser breaks a promise, so that libFuzzer keeps the input.
inline void require(bool claim) {
    if (!claim) std::abort();
}
