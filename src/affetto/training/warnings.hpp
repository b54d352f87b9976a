#pragma once

#include <functional>
#include <string>

namespace affetto {

/// Takes what a user should know while a run goes on: one sentence, with what to do. May be empty.
using Warn = std::function<void(const std::string&)>;

void warn(const Warn& to, const std::string& what);

/// Runs `write`. Where it throws Error (a full disk, permissions that were taken away), warns with
/// its message and `then` and returns false: training goes on, and what could not be written is
/// tried again later.
bool write_or_warn(const std::function<void()>& write, const std::string& then, const Warn& to);

}  // namespace affetto
