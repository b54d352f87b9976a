#include <cmath>
#include <cstdint>
#include <string_view>

#include "affetto/core/emotion_spec.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "require.hpp"

// Any text is a curve within the plane, or is refused with a message that a terminal can show.
// Texts that name a file are left out: they would read this machine's files.

namespace {

void require_in_plane(affetto::Emotion e) {
    require(std::abs(e.valence) <= 1.00001f && std::abs(e.arousal) <= 1.00001f);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view spec(reinterpret_cast<const char*>(data), size);
    if (affetto::trim(spec).substr(0, 1) == "@") return 0;
    try {
        const affetto::EmotionCurve curve = affetto::parse_emotion_spec(spec);
        require(!curve.points.empty());
        for (std::size_t i = 0; i < curve.points.size(); ++i) {
            require_in_plane(curve.points[i].emotion);
            require(i == 0 || curve.points[i - 1].time < curve.points[i].time);
        }
        for (const double t : {0.0, 0.5, 10.0, 3'600.0}) {
            require_in_plane(curve.at(affetto::Seconds(t)));
            require_in_plane(curve.mean(affetto::Seconds(t)));
        }
    } catch (const affetto::UsageError& fault) {
        for (const std::string_view line : affetto::split(fault.what(), '\n'))
            require(affetto::printable(line) == line);
    }
    return 0;
}
