#include <cstdint>
#include <cstdlib>
#include <optional>

#include "affetto/core/error.hpp"
#include "affetto/midi/midi_file.hpp"

// Any bytes at all are read or refused; what reads strictly reads the same leniently. Whatever was
// read can be written and is then read as the same score.

namespace {

void require(bool claim) {
    if (!claim) std::abort();
}

std::optional<affetto::MidiReadResult> parse(std::span<const std::byte> bytes, bool lenient) {
    affetto::MidiReadOptions options;
    options.lenient = lenient;
    try {
        return affetto::parse_midi(bytes, "fuzz", options);
    } catch (const affetto::DataError&) {
        return std::nullopt;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    const auto strict = parse(bytes, false);
    const auto lenient = parse(bytes, true);
    const auto& read = strict ? strict : lenient;
    if (strict) require(lenient && lenient->score == strict->score);
    if (!read) return 0;
    (void)affetto::timed_notes(read->score, affetto::Pedal::lengthens);
    const auto again = parse(affetto::serialize_midi(read->score), false);
    require(again && again->score == read->score);
    return 0;
}
