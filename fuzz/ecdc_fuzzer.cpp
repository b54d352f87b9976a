#include <algorithm>
#include <array>
#include <cstdint>

#include "affetto/codec/ecdc.hpp"
#include "affetto/codec/ecdc_stream.hpp"
#include "affetto/core/error.hpp"
#include "require.hpp"

// Any bytes are read as compressed sound or refused; what was read gives the same codes again once
// written, and behind the header the same bytes.

namespace {

// The 24 kHz and the 48 kHz model, and an odd one whose codes do not fill their bits.
constexpr std::array<affetto::EcdcLayout, 3> kLayouts = {
    {{1'024, 320, false, 0, 0}, {1'024, 320, true, 48'000, 47'520}, {5, 1, true, 3, 2}}};

void check(std::span<const std::byte> bytes, const affetto::EcdcLayout& layout) {
    const auto layout_of = [&](const affetto::EcdcHeader&) { return layout; };
    affetto::EcdcSound sound;
    try {
        sound = affetto::parse_ecdc(bytes, "fuzz", layout_of);
    } catch (const affetto::DataError&) {
        return;
    }
    const affetto::Bytes again = affetto::serialize_ecdc(sound, layout);
    const affetto::EcdcSound same = affetto::parse_ecdc(again, "fuzz", layout_of);
    require(same.header == sound.header && same.segments == sound.segments);
    const std::size_t header = affetto::parse_ecdc_header(bytes, "fuzz").size;
    const std::size_t header_again = affetto::ecdc_header_bytes(sound.header).size();
    require(std::equal(bytes.begin() + static_cast<std::ptrdiff_t>(header), bytes.end(),
                       again.begin() + static_cast<std::ptrdiff_t>(header_again), again.end()));

    // The stream says the same of the segments.
    affetto::EcdcReader reader(bytes, "fuzz", layout_of);
    require(reader.segments() == static_cast<std::int64_t>(sound.segments.size()));
    while (const auto segment = reader.next_segment())
        require(static_cast<std::size_t>(segment->frames * sound.header.num_codebooks) ==
                sound.segments[static_cast<std::size_t>(segment->index)].codes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const affetto::EcdcLayout& layout : kLayouts)
        check(std::as_bytes(std::span(data, size)), layout);
    return 0;
}
