#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "affetto/audio/byte_source.hpp"
#include "affetto/core/error.hpp"

// Inside audio only: numbers and marks of a header, at any place of a file.

namespace affetto::detail {

class HeaderBytes {
public:
    HeaderBytes(ByteSource& source, const std::string& name) : source_(source), name_(name) {}

    std::uint64_t size() const { return source_.size(); }
    /// False where the file ends before `count` bytes from `offset` on.
    bool has(std::uint64_t offset, std::uint64_t count) const {
        return offset <= size() && count <= size() - offset;
    }

    /// An unsigned number of `count` (1 to 8) bytes. Throws DataError beyond the end of the file.
    std::uint64_t little_endian(std::uint64_t offset, std::size_t count) {
        std::uint64_t value = 0;
        const auto bytes = fetch(offset, count);
        for (std::size_t i = count; i-- > 0;) value = value << 8 | bytes[i];
        return value;
    }
    std::uint64_t big_endian(std::uint64_t offset, std::size_t count) {
        std::uint64_t value = 0;
        const auto bytes = fetch(offset, count);
        for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[i];
        return value;
    }
    /// `count` (at most 8) bytes as text; fewer at the end of the file.
    std::string mark(std::uint64_t offset, std::size_t count = 4) {
        std::array<std::byte, 8> block;
        const std::size_t have = source_.read_at(offset, std::span(block).first(count));
        return {reinterpret_cast<const char*>(block.data()), have};
    }

    /// The last `count` bytes of the file, or all of it.
    Bytes last(std::uint64_t count) {
        Bytes tail(static_cast<std::size_t>(std::min(count, size())));
        tail.resize(source_.read_at(size() - tail.size(), tail));
        return tail;
    }
    const std::string& name() const { return name_; }

    [[noreturn]] void refuse(const std::string& why) const { throw DataError(name_ + ": " + why); }

private:
    std::array<std::uint8_t, 8> fetch(std::uint64_t offset, std::size_t count) {
        std::array<std::uint8_t, 8> bytes{};
        const std::size_t have =
            source_.read_at(offset, std::as_writable_bytes(std::span(bytes)).first(count));
        if (have < count) refuse("ends within its header, at byte " + std::to_string(size()));
        return bytes;
    }

    ByteSource& source_;
    const std::string& name_;
};

/// The bytes of the ID3v2 tag that begins at `at`.
inline std::uint64_t id3_bytes(HeaderBytes& bytes, std::uint64_t at) {
    constexpr std::uint64_t kTagHeader = 10, kFooterFlag = 0x10;
    std::uint64_t size = 0;  // four bytes of seven bits
    for (std::uint64_t i = 0; i < 4; ++i)
        size = size << 7 | (bytes.little_endian(at + 6 + i, 1) & 0x7F);
    const bool footer = (bytes.little_endian(at + 5, 1) & kFooterFlag) != 0;
    return kTagHeader + size + (footer ? kTagHeader : 0);
}

/// True for the four characters of a chunk's name.
inline bool is_chunk_name(std::string_view id) {
    return id.size() == 4 &&
           std::all_of(id.begin(), id.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// More chunks than this before the sound are no sound file.
constexpr int kMaxChunks = 4'096;

}  // namespace affetto::detail
