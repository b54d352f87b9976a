#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "affetto/core/file.hpp"

namespace affetto {

/// SHA-256 as 64 lower-case hex digits (OpenSSL).
std::string sha256_hex(std::span<const std::byte> bytes);
std::string sha256_of_file(const Path& path);

}  // namespace affetto
