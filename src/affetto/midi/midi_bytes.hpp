#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace affetto {

/// A place in a MIDI file where the format is broken, and how.
struct MidiFault {
    std::size_t offset = 0;  ///< bytes from the start of the file
    std::string what;
};

/// Walks through a part of a file. Every read is checked against the end of that part and throws
/// MidiFault; `what` names the thing that is read.
class MidiBytes {
public:
    /// `offset`: where `part` begins in the file.
    MidiBytes(std::span<const std::byte> part, std::size_t offset)
        : begin_(part.data()), at_(part.data()), end_(part.data() + part.size()), offset_(offset) {}

    std::size_t offset() const { return offset_ + static_cast<std::size_t>(at_ - begin_); }
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

    std::uint8_t peek(const char* what) const {
        if (at_ == end_) fail_at_end(what);
        return static_cast<std::uint8_t>(*at_);
    }
    std::uint8_t byte(const char* what) {
        const std::uint8_t value = peek(what);
        ++at_;
        return value;
    }
    /// A data byte of a channel message, 0..127.
    int data(const char* what) {
        const std::uint8_t value = peek(what);
        if (value > 127) fail_not_data(what, value);
        ++at_;
        return value;
    }
    /// A variable-length quantity: seven bits a byte, at most four bytes.
    std::uint32_t variable(const char* what) {
        std::uint32_t value = byte(what);
        if (value < 0x80) return value;
        value &= 0x7Fu;
        for (int i = 0; i < 3; ++i) {
            const std::uint8_t next = byte(what);
            value = (value << 7) | (next & 0x7Fu);
            if (next < 0x80) return value;
        }
        fail_long_number(what);
    }
    std::uint32_t big_endian(int count, const char* what) {
        std::uint32_t value = 0;
        for (int i = 0; i < count; ++i) value = (value << 8) | byte(what);
        return value;
    }
    /// The next `size` bytes; nothing is copied or allocated.
    std::span<const std::byte> block(std::uint32_t size, const char* what) {
        if (size > left()) fail_short(size, what);
        const std::span<const std::byte> result(at_, size);
        at_ += size;
        return result;
    }

private:
    [[noreturn]] void fail_at_end(const char* what) const;
    [[noreturn]] void fail_not_data(const char* what, std::uint8_t found) const;
    [[noreturn]] void fail_long_number(const char* what) const;
    [[noreturn]] void fail_short(std::uint32_t size, const char* what) const;

    const std::byte* begin_;
    const std::byte* at_;
    const std::byte* end_;
    std::size_t offset_;
};

}  // namespace affetto
