#include "affetto/audio/resampler.hpp"

#include <soxr.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

unsigned long recipe_of(ResampleQuality quality) {
    switch (quality) {
        case ResampleQuality::quick:
            return SOXR_QQ;
        case ResampleQuality::low:
            return SOXR_LQ;
        case ResampleQuality::medium:
            return SOXR_MQ;
        case ResampleQuality::high:
            return SOXR_HQ;
        case ResampleQuality::very_high:
            return SOXR_VHQ;
    }
    return SOXR_HQ;
}

void check(soxr_error_t fault) {
    if (fault != nullptr) throw Error(std::string("the sample rate cannot be changed: ") + fault);
}

}  // namespace

struct Resampler::State {
    int from_hz = 0;
    int to_hz = 0;
    std::size_t channels = 1;
    std::unique_ptr<soxr, void (*)(soxr_t)> engine{nullptr, soxr_delete};  // none for equal rates
    std::vector<float> out;
    std::uint64_t taken = 0;  // frames
    std::uint64_t given = 0;

    /// At most `room` resampled frames behind the first `at` of `out`; says how many, and how many
    /// of those given were `used`.
    std::size_t pull(const float* in, std::size_t in_frames, std::size_t at, std::size_t room,
                     std::size_t& used) {
        if (out.size() < (at + room) * channels) out.resize((at + room) * channels);
        std::size_t made = 0;
        check(soxr_process(engine.get(), in, in_frames, &used, out.data() + at * channels, room,
                           &made));
        return made;
    }
};

std::string_view name_of(ResampleQuality quality) {
    switch (quality) {
        case ResampleQuality::quick:
            return "quick";
        case ResampleQuality::low:
            return "low";
        case ResampleQuality::medium:
            return "medium";
        case ResampleQuality::high:
            return "high";
        case ResampleQuality::very_high:
            return "very_high";
    }
    return "";
}

std::uint64_t resampled_frames(std::uint64_t frames, int from_hz, int to_hz) {
    const auto from = static_cast<std::uint64_t>(from_hz), to = static_cast<std::uint64_t>(to_hz);
    return frames / from * to + (frames % from * to + from / 2) / from;
}

Resampler::Resampler(int from_hz, int to_hz, int channels, ResampleQuality quality)
    : state_(std::make_unique<State>()) {
    if (from_hz < 1 || to_hz < 1 || channels < 1)
        throw std::invalid_argument("Resampler: needs rates and channels");
    state_->from_hz = from_hz;
    state_->to_hz = to_hz;
    state_->channels = static_cast<std::size_t>(channels);
    if (from_hz == to_hz) return;
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t recipe = soxr_quality_spec(recipe_of(quality), 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    soxr_error_t fault = nullptr;
    state_->engine.reset(soxr_create(from_hz, to_hz, static_cast<unsigned>(channels), &fault, &io,
                                     &recipe, &runtime));
    check(fault);
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

std::span<const float> Resampler::process(std::span<const float> interleaved) {
    State& s = *state_;
    if (interleaved.size() % s.channels != 0)
        throw std::invalid_argument("Resampler: a block must hold whole frames");
    if (!s.engine) return interleaved;
    const std::size_t frames = interleaved.size() / s.channels;
    const auto expected = resampled_frames(frames, s.from_hz, s.to_hz);
    s.taken += frames;
    std::size_t used = 0, made = 0;
    while (used < frames) {
        std::size_t now = 0;
        made += s.pull(interleaved.data() + used * s.channels, frames - used, made,
                       static_cast<std::size_t>(expected) + 64, now);
        used += now;
    }
    s.given += made;
    return std::span(s.out).first(made * s.channels);
}

std::span<const float> Resampler::flush() {
    State& s = *state_;
    if (!s.engine) return {};
    const std::uint64_t wanted = resampled_frames(s.taken, s.from_hz, s.to_hz);
    const auto missing = static_cast<std::size_t>(wanted - std::min(wanted, s.given));
    std::size_t made = 0;
    while (made < missing) {
        std::size_t none = 0;
        const std::size_t now = s.pull(nullptr, 0, made, missing - made, none);
        if (now == 0) break;
        made += now;
    }
    // The library rounds the length in its own way, by at most a frame.
    s.out.resize(std::max(s.out.size(), missing * s.channels));
    std::fill(s.out.begin() + static_cast<std::ptrdiff_t>(made * s.channels),
              s.out.begin() + static_cast<std::ptrdiff_t>(missing * s.channels), 0.0f);
    check(soxr_clear(s.engine.get()));
    s.taken = s.given = 0;
    return std::span(s.out).first(missing * s.channels);
}

AudioBuffer resample(const AudioBuffer& sound, int to_hz, ResampleQuality quality) {
    Resampler resampler(sound.sample_rate_hz, to_hz, sound.channels, quality);
    AudioBuffer result{to_hz, sound.channels, {}};
    const auto append = [&](std::span<const float> block) {
        result.samples.insert(result.samples.end(), block.begin(), block.end());
    };
    result.samples.reserve(
        static_cast<std::size_t>(resampled_frames(sound.frames(), sound.sample_rate_hz, to_hz) *
                                 static_cast<std::uint64_t>(sound.channels)));
    const std::size_t block = std::size_t{4'096} * static_cast<std::size_t>(sound.channels);
    const std::span<const float> all(sound.samples);
    for (std::size_t at = 0; at < all.size(); at += block)
        append(resampler.process(all.subspan(at, std::min(block, all.size() - at))));
    append(resampler.flush());
    return result;
}

}  // namespace affetto
