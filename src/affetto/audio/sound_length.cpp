#include "affetto/audio/sound_length.hpp"

#include "affetto/audio/sound_reader.hpp"

namespace affetto {

double sound_seconds(const Path& path) {
    SoundReader reader(path);
    if (const auto seconds = reader.info().seconds()) return *seconds;
    reader.read_window({}, [](std::span<const float>) {});
    return static_cast<double>(reader.position()) / reader.info().sample_rate_hz;
}

}  // namespace affetto
