#include "affetto/midi/rmid.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "affetto/midi/midi_bytes.hpp"

namespace affetto {
namespace {

constexpr std::size_t kHeadBytes = 12;  // "RIFF", a size, "RMID"
constexpr std::uint32_t kDataChunk = 0x64617461;

bool has_text(std::span<const std::byte> bytes, std::size_t at, std::string_view text) {
    return std::equal(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                      [](char c, std::byte b) { return static_cast<std::byte>(c) == b; });
}

std::uint32_t little_endian(MidiBytes& bytes, const char* what) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) value |= std::uint32_t{bytes.byte(what)} << (8 * i);
    return value;
}

}  // namespace

bool is_rmid(std::span<const std::byte> bytes) {
    return bytes.size() >= kHeadBytes && has_text(bytes, 0, "RIFF") && has_text(bytes, 8, "RMID");
}

RmidContent rmid_content(std::span<const std::byte> file) {
    MidiBytes chunks(file.subspan(kHeadBytes), kHeadBytes);
    for (;;) {
        const std::uint32_t kind = chunks.big_endian(4, "the chunk 'data' of the RIFF file");
        const std::uint32_t size = little_endian(chunks, "a chunk's length");
        const std::size_t begin = chunks.offset();
        const auto content = chunks.block(size, "a chunk of the RIFF file");
        if (kind == kDataChunk) return {content, begin};
        if (size % 2 == 1 && chunks.left() > 0) (void)chunks.byte("a filling byte");
    }
}

}  // namespace affetto
