#include <cmath>
#include <cstdint>
#include <optional>

#include "affetto/audio/sound_reader.hpp"
#include "affetto/core/error.hpp"
#include "require.hpp"

// Any bytes at all are decoded or refused, within the limits and to finite samples; what reads
// strictly reads the same where incomplete files are accepted.

namespace {

constexpr affetto::SoundLimits kLimits{.max_channels = 8, .max_seconds = 10};

std::optional<std::uint64_t> decoded_frames(std::span<const std::byte> bytes, bool incomplete) {
    try {
        affetto::SoundReader reader(bytes, "fuzz",
                                    {.limits = kLimits, .accept_incomplete = incomplete});
        const affetto::SoundInfo& info = reader.info();
        require(info.channels >= 1 && info.channels <= kLimits.max_channels);
        require(info.sample_rate_hz >= kLimits.min_sample_rate_hz);
        reader.read_window({}, [](std::span<const float> block) {
            for (const float sample : block) require(std::isfinite(sample));
        });
        require(reader.position() <=
                static_cast<std::uint64_t>(kLimits.max_seconds * info.sample_rate_hz));
        return reader.position();
    } catch (const affetto::DataError&) {
        return std::nullopt;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    if (const auto strict = decoded_frames(bytes, false))
        require(decoded_frames(bytes, true) == strict);
    return 0;
}

// libsndfile 1.2.0 forgets the head of an OGG file that it cannot open.
extern "C" const char* __lsan_default_suppressions() { return "leak:vorbis_info_init\n"; }
