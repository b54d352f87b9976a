#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "affetto/core/file.hpp"

namespace affetto {

/// SHA-256 as 64 lower-case hex digits (OpenSSL).
std::string sha256_hex(std::span<const std::byte> bytes);
std::string sha256_of_file(const Path& path);

/// The same for bytes that come piece by piece.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::span<const std::byte> bytes);
    /// Of all bytes added; nothing may be added afterwards.
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace affetto
