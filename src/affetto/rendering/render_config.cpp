#include "affetto/rendering/render_config.hpp"

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

void check(const char* field, double value, double low, double high) {
    if (value >= low && value <= high) return;
    throw ConfigError("render." + std::string(field) + ": must lie in [" + format_number(low) +
                      ", " + format_number(high) + "], got " + format_number(value));
}

}  // namespace

void validate(const RenderConfig& c) {
    check("sample_rate_hz", c.sample_rate_hz, 8'000, 96'000);
    check("gain", c.gain, 1e-6, 10);
    if (c.interpolation != 0 && c.interpolation != 1 && c.interpolation != 4 &&
        c.interpolation != 7)
        throw ConfigError("render.interpolation: must be 0, 1, 4 or 7, got " +
                          std::to_string(c.interpolation));
    check("polyphony", c.polyphony, 16, 4'096);
    check("reverb_room_size", c.reverb_room_size, 0, 1);
    check("reverb_damping", c.reverb_damping, 0, 1);
    check("reverb_width", c.reverb_width, 0, 100);
    check("reverb_level", c.reverb_level, 0, 1);
    check("chorus_voices", c.chorus_voices, 0, 99);
    check("chorus_level", c.chorus_level, 0, 10);
    check("chorus_speed_hz", c.chorus_speed_hz, 0.1, 5);
    check("chorus_depth_ms", c.chorus_depth_ms, 0, 256);
    check("max_peak_db", c.max_peak_db, -60, 0);
    check("tail_db", c.tail_db, -120, -20);
    check("max_tail_seconds", c.max_tail_seconds, 0, 60);
    check("max_seconds", c.max_seconds, 1, 36'000);
}

}  // namespace affetto
