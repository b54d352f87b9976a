#include "affetto/rendering/renderer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "affetto/audio/levels.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/core/text.hpp"
#include "affetto/rendering/soundfont.hpp"
#include "affetto/rendering/synth.hpp"

namespace affetto {
namespace {

constexpr double kQuietSeconds = 0.1;  // the tail ends once it is quiet for so long
constexpr double kFadeSeconds = 0.5;   // where the tail has to be cut
constexpr std::size_t kSamplesPerBlock = 2 * Synth::kBlockFrames;

void fade_out(AudioBuffer& sound, double seconds) {
    const std::size_t frames =
        std::min(sound.frames(), static_cast<std::size_t>(seconds * sound.sample_rate_hz));
    const std::size_t first = sound.frames() - frames;
    for (std::size_t i = 0; i < frames; ++i) {
        const auto level = static_cast<float>(frames - 1 - i) / static_cast<float>(frames);
        sound.samples[2 * (first + i)] *= level;
        sound.samples[2 * (first + i) + 1] *= level;
    }
}

/// Turns the sound down where its peak is above the limit; returns by how much, in dB.
double limit_peak(AudioBuffer& sound, double max_peak_db) {
    const double peak_db = to_decibels(peak_of(sound.samples));
    if (peak_db <= max_peak_db) return 0;
    const auto factor = static_cast<float>(from_decibels(max_peak_db - peak_db));
    for (float& s : sound.samples) s *= factor;
    return max_peak_db - peak_db;
}

}  // namespace

Renderer::Renderer(const RenderConfig& config) : config_(config) {
    validate(config_);
    soundfont_ = find_soundfont(config_.soundfont);
}

RenderedSound Renderer::render(const Score& score) const {
    const SynthPlan plan = plan_synth(score);
    if (score.note_count() == 0) throw DataError("the score has no notes, so there is no sound");
    if (plan.last_note_off > config_.max_seconds)
        throw DataError("the music lasts " + format_fixed(plan.last_note_off, 0) +
                        " s, more than the limit of " + format_fixed(config_.max_seconds, 0) +
                        " s (render.max_seconds)");
    Synth synth(config_, soundfont_, plan.channels);

    const double block_seconds = static_cast<double>(Synth::kBlockFrames) / config_.sample_rate_hz;
    const auto blocks = [block_seconds](double seconds) {
        return static_cast<std::int64_t>(std::llround(seconds / block_seconds));
    };
    const std::int64_t last_note_off = blocks(plan.last_note_off);
    const std::int64_t lift_pedals = last_note_off + blocks(config_.max_tail_seconds / 2);
    const std::int64_t end = last_note_off + blocks(config_.max_tail_seconds);

    RenderedSound result;
    result.sound.sample_rate_hz = config_.sample_rate_hz;
    std::vector<float>& samples = result.sound.samples;
    samples.reserve(static_cast<std::size_t>(end + 1) * kSamplesPerBlock);
    std::array<float, kSamplesPerBlock> block;
    auto event = plan.events.begin();
    float peak = 0;
    std::int64_t quiet = 0;
    std::int64_t now = 0;
    for (; now <= end && quiet < std::max<std::int64_t>(1, blocks(kQuietSeconds)); ++now) {
        for (; event != plan.events.end() && blocks(event->seconds) <= now; ++event)
            synth.play(*event);
        if (now == lift_pedals) synth.lift_pedals();
        synth.write(block);
        samples.insert(samples.end(), block.begin(), block.end());
        const float level = peak_of(block);
        peak = std::max(peak, level);
        const bool is_quiet = level <= peak * from_decibels(config_.tail_db);
        quiet = now > last_note_off && is_quiet ? quiet + 1 : 0;
        constexpr std::int64_t kBlocksBetweenChecks = 1'024;
        if (now % kBlocksBetweenChecks == 0) throw_if_interrupted();
    }
    result.tail_faded = now > end;
    if (result.tail_faded)
        fade_out(result.sound, std::min(kFadeSeconds, config_.max_tail_seconds / 2));
    result.scaled_db = limit_peak(result.sound, config_.max_peak_db);
    return result;
}

}  // namespace affetto
