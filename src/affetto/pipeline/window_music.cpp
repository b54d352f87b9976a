#include "affetto/pipeline/window_music.hpp"

#include <algorithm>

#include "affetto/features/piano_roll.hpp"

namespace affetto {

Score score_of_window(const Window& window, const LatentSet& set) {
    const at::Tensor features =
        window.clip->features.narrow(0, window.begin, window.length).contiguous();
    if (set.representation == Representation::notes) {
        std::vector<NoteStep> steps(static_cast<std::size_t>(window.length));
        std::copy_n(features.data_ptr<std::int16_t>(), steps.size() * kNoteFields,
                    steps.front().data());
        return decode_notes(steps, set.format, window.clip->condition);
    }
    return decode_roll(
        {features.data_ptr<std::uint8_t>(), static_cast<std::size_t>(features.numel())}, set.format,
        window.clip->condition);
}

PiecePlan plan_like_window(const Window& window, const LatentSet& set, const at::Tensor& latent,
                           double seconds) {
    PiecePlan plan;
    plan.emotion.points.push_back({Seconds(0), window.clip->emotion.value_or(Emotion{})});
    plan.condition = window.clip->condition;
    plan.instruments = instruments_of(*window.clip, set.format);
    plan.knots.push_back({0, latent, window.clip->condition.tempo_bpm});
    // The likeliest notes may turn in a circle of ever shorter gaps.
    plan.max_notes = 2 * static_cast<std::size_t>(window.length);
    plan.seconds = seconds;
    return plan;
}

SamplingConfig likeliest_notes() {
    SamplingConfig likeliest;
    likeliest.temperature = 0;
    likeliest.guidance = 1;
    return likeliest;
}

void start_at_zero(std::vector<TimedNote>& notes) {
    if (notes.empty()) return;
    double first = notes.front().onset;
    for (const TimedNote& note : notes) first = std::min(first, note.onset);
    for (TimedNote& note : notes) note.onset -= first;
}

}  // namespace affetto
