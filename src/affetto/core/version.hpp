#pragma once

#include <string_view>

namespace affetto {

/// The version of this build, from CMake's project(): "0.1.0".
std::string_view version();

}  // namespace affetto
