#include "affetto/pipeline/inspect_sound.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/audio/levels.hpp"
#include "affetto/audio/loudness.hpp"
#include "affetto/audio/sound_reader.hpp"

namespace affetto {
namespace {

constexpr double kMeasuredSeconds = 5;
constexpr std::size_t kBlockFrames = 4'096;

}  // namespace

Json inspect_sound(const Path& path) {
    SoundReader reader(path);
    const SoundInfo& info = reader.info();
    const auto width = static_cast<std::size_t>(info.channels);
    LoudnessMeter meter(info.sample_rate_hz, info.channels);
    double squares = 0;
    std::vector<float> block(kBlockFrames * width);
    const auto last = static_cast<std::uint64_t>(kMeasuredSeconds * info.sample_rate_hz);
    while (reader.position() < last) {
        const auto wanted = static_cast<std::size_t>(
            std::min<std::uint64_t>(kBlockFrames, last - reader.position()));
        const std::size_t have = reader.read(std::span(block).first(wanted * width));
        const auto samples = std::span(block).first(have * width);
        meter.add(samples);
        const double rms = rms_of(samples);
        squares += rms * rms * static_cast<double>(samples.size());
        if (have < wanted) break;
    }
    const Loudness loudness = meter.measured();
    const auto frames = static_cast<double>(reader.position());
    Json json = {{"kind", "sound"}, {"format", info.format}};
    json["seconds"] = info.seconds() ? Json(*info.seconds()) : Json();
    json["frames"] = info.frames ? Json(*info.frames) : Json();
    json["sample_rate"] = info.sample_rate_hz;
    json["channels"] = info.channels;
    json["streams"] = info.streams;
    json["bytes"] = std::filesystem::file_size(path);
    json["measured_seconds"] = frames / info.sample_rate_hz;
    json["loudness_lufs"] = loudness.integrated_lufs ? Json(*loudness.integrated_lufs) : Json();
    json["level_db"] = to_decibels(std::sqrt(squares / (frames * static_cast<double>(width))));
    json["peak"] = loudness.sample_peak;
    json["true_peak"] = loudness.true_peak;
    return json;
}

}  // namespace affetto
