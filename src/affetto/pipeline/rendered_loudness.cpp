#include "affetto/pipeline/rendered_loudness.hpp"

#include "affetto/audio/loudness.hpp"

namespace affetto {
namespace {

Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

}  // namespace

Json set_loudness(RenderedSound& rendered, std::optional<double> target_lufs) {
    LoudnessGain gain;
    if (target_lufs)
        gain = bring_to_loudness(rendered.sound, *target_lufs);
    else
        gain.measured_lufs = gain.lufs = measure_loudness(rendered.sound).integrated_lufs;
    // The renderer may have turned the whole down before.
    std::optional<double> rendered_lufs = gain.measured_lufs;
    if (rendered_lufs) *rendered_lufs -= rendered.scaled_db;
    return {{"target_lufs", target_lufs ? Json(*target_lufs) : Json("off")},
            {"rendered_lufs", number(rendered_lufs)},
            {"lufs", number(gain.lufs)},
            {"gain_db", rendered.scaled_db + gain.gain_db},
            {"limited_by_peak", gain.limited_by_peak}};
}

}  // namespace affetto
