#include "affetto/audio/loudness.hpp"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <stdexcept>

namespace affetto {
namespace {

constexpr int kMaxChannels = 64, kMinRateHz = 16, kMaxRateHz = 2'822'400;  // of libebur128

void check(int code) {
    if (code == EBUR128_ERROR_NOMEM) throw std::bad_alloc();
    if (code != EBUR128_SUCCESS) throw std::logic_error("libebur128 was used wrongly");
}

void destroy(ebur128_state* state) { ebur128_destroy(&state); }

}  // namespace

struct LoudnessMeter::State {
    std::unique_ptr<ebur128_state, void (*)(ebur128_state*)> meter{nullptr, destroy};
};

LoudnessMeter::LoudnessMeter(int sample_rate_hz, int channels) : state_(std::make_unique<State>()) {
    if (channels < 1 || channels > kMaxChannels || sample_rate_hz < kMinRateHz ||
        sample_rate_hz > kMaxRateHz)
        throw std::invalid_argument("LoudnessMeter: no such number of channels, or rate");
    state_->meter.reset(ebur128_init(static_cast<unsigned>(channels),
                                     static_cast<unsigned long>(sample_rate_hz),
                                     EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK |
                                         EBUR128_MODE_SAMPLE_PEAK | EBUR128_MODE_HISTOGRAM));
    if (!state_->meter) throw std::bad_alloc();
}

LoudnessMeter::~LoudnessMeter() = default;
LoudnessMeter::LoudnessMeter(LoudnessMeter&&) noexcept = default;
LoudnessMeter& LoudnessMeter::operator=(LoudnessMeter&&) noexcept = default;

void LoudnessMeter::add(std::span<const float> interleaved) {
    ebur128_state* meter = state_->meter.get();
    if (interleaved.size() % meter->channels != 0)
        throw std::invalid_argument("LoudnessMeter: a block must hold whole frames");
    if (interleaved.empty()) return;
    check(
        ebur128_add_frames_float(meter, interleaved.data(), interleaved.size() / meter->channels));
}

Loudness LoudnessMeter::measured() const {
    ebur128_state* meter = state_->meter.get();
    Loudness loudness;
    double lufs = 0;
    check(ebur128_loudness_global(meter, &lufs));
    if (std::isfinite(lufs)) loudness.integrated_lufs = lufs;
    for (unsigned channel = 0; channel < meter->channels; ++channel) {
        double peak = 0;
        check(ebur128_sample_peak(meter, channel, &peak));
        loudness.sample_peak = std::max(loudness.sample_peak, peak);
        check(ebur128_true_peak(meter, channel, &peak));
        loudness.true_peak = std::max(loudness.true_peak, peak);
    }
    return loudness;
}

Loudness measure_loudness(const AudioBuffer& sound) {
    LoudnessMeter meter(sound.sample_rate_hz, sound.channels);
    // The library resamples a whole block at once for the true peak: not all of the sound.
    const std::size_t block = std::size_t{4'096} * static_cast<std::size_t>(sound.channels);
    const std::span<const float> all(sound.samples);
    for (std::size_t at = 0; at < all.size(); at += block)
        meter.add(all.subspan(at, std::min(block, all.size() - at)));
    return meter.measured();
}

}  // namespace affetto
