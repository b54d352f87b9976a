#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "affetto/audio/byte_source.hpp"
#include "affetto/audio/sound_header.hpp"

namespace affetto::detail {

/// The part of a source that a decoder in C sees, as a file of its own. No exception may pass
/// through C: a fault of the system ends the file and is kept.
class VisibleBytes {
public:
    VisibleBytes(ByteSource& source, const SoundHeader& header)
        : source_(source), begin_(header.begin), size_(header.end - header.begin) {}

    std::int64_t size() const { return static_cast<std::int64_t>(size_); }
    std::int64_t position() const { return static_cast<std::int64_t>(at_); }
    /// As lseek() does, but never beyond the ends; -1 where the sum overflows.
    std::int64_t seek(std::int64_t offset, int whence) noexcept;
    /// As read() does.
    std::int64_t read(void* to, std::int64_t count) noexcept;
    const std::optional<std::string>& fault() const { return fault_; }

private:
    ByteSource& source_;
    std::uint64_t begin_;
    std::uint64_t size_;
    std::uint64_t at_ = 0;
    std::optional<std::string> fault_;
};

}  // namespace affetto::detail
