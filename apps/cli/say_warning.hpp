#pragma once

#include <string>

namespace affetto::cli {

/// Says on stderr what the user should know while a run goes on, also with --quiet.
void say_warning(const std::string& what);

}  // namespace affetto::cli
