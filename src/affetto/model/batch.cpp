#include "affetto/model/batch.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/name_weights.hpp"
#include "affetto/features/piano_roll.hpp"
#include "affetto/model/note_context.hpp"

namespace affetto {
namespace {

constexpr int kMetreNumerators = 12, kMetreDenominators = 4;
constexpr int kBarFrames = 32, kRollScalars = 5;
/// Notes before a window that its context is built from.
constexpr std::int64_t kContextHistory = 192;

/// Lengths, mask and emotions.
Batch labelled_batch(std::span<const Window> windows) {
    const auto count = static_cast<std::int64_t>(windows.size());
    std::int64_t longest = 0;
    for (const Window& w : windows) longest = std::max(longest, w.length);
    Batch batch;
    batch.lengths = at::empty({count}, at::kLong);
    batch.mask = at::zeros({longest, count});
    batch.emotion = at::zeros({count, 2});
    batch.known = at::zeros({count, 1});
    batch.names = at::zeros({count, static_cast<std::int64_t>(named_emotions().size())});
    for (std::int64_t b = 0; b < count; ++b) {
        const Window& w = windows[static_cast<std::size_t>(b)];
        batch.lengths[b] = w.length;
        batch.mask.narrow(1, b, 1).narrow(0, 0, w.length).fill_(1);
        if (w.clip->emotion) {
            batch.emotion[b][0] = w.clip->emotion->valence;
            batch.emotion[b][1] = w.clip->emotion->arousal;
            batch.known[b][0] = 1;
            const NameWeights names = w.clip->labels.empty() ? weights_near(*w.clip->emotion)
                                                             : weights_of(w.clip->labels);
            std::copy(names.begin(), names.end(), batch.names[b].data_ptr<float>());
        }
    }
    return batch;
}

/// The parts of a batch that notes and rolls share.
Batch score_batch(std::span<const Window> windows, const NoteFormat& format, int context_size) {
    Batch batch = labelled_batch(windows);
    const std::int64_t longest = batch.mask.size(0), count = batch.mask.size(1);
    batch.context = at::zeros({longest, count, context_size});
    batch.piece = at::zeros({count, piece_features_size(format)});
    for (std::int64_t b = 0; b < count; ++b) {
        const Window& w = windows[static_cast<std::size_t>(b)];
        write_piece_features(
            w.clip->condition, instruments_of(*w.clip, format),
            {batch.piece[b].data_ptr<float>(), static_cast<std::size_t>(batch.piece.size(1))});
    }
    return batch;
}

}  // namespace

at::Tensor emotion_and_names(const Batch& batch) {
    return batch.names.defined() ? at::cat({batch.emotion, batch.names}, 1) : batch.emotion;
}

int piece_features_size(const NoteFormat& format) {
    return 12 + 1 + kMetreNumerators + kMetreDenominators + static_cast<int>(format.parts.size());
}

void write_piece_features(const PieceCondition& condition, const std::vector<bool>& instruments,
                          std::span<float> out) {
    std::fill(out.begin(), out.end(), 0.0f);
    float* next = out.data();
    next[condition.key % 12] = 1;
    next += 12;
    *next++ = static_cast<float>(2 * std::log2(condition.tempo_bpm / 120.0));
    next[std::clamp(condition.metre_numerator, 1, kMetreNumerators) - 1] = 1;
    next += kMetreNumerators;
    const int denominator = static_cast<int>(std::log2(std::max(1, condition.metre_denominator)));
    next[std::clamp(denominator, 0, kMetreDenominators - 1)] = 1;
    next += kMetreDenominators;
    for (const bool used : instruments) *next++ = used ? 1.0f : 0.0f;
}

std::vector<bool> instruments_of(const LatentClip& clip, const NoteFormat& format) {
    std::vector<bool> used(format.parts.size());
    if (clip.features.scalar_type() != at::kShort) return used;
    const auto steps = clip.features.accessor<std::int16_t, 2>();
    for (std::int64_t t = 0; t < clip.features.size(0); ++t)
        used[static_cast<std::size_t>(steps[t][kPart])] = true;
    return used;
}

Batch note_batch(std::span<const Window> windows, const NoteFormat& format) {
    Batch batch = score_batch(windows, format, NoteContext::size(format));
    const NoteVocabulary vocabulary(format);
    const std::int64_t longest = batch.mask.size(0), count = batch.mask.size(1);
    batch.steps = at::zeros({longest, count, kNoteFields}, at::kLong);
    // One value beyond the vocabulary means "nothing yet".
    batch.previous = at::empty({longest, count, kNoteFields}, at::kLong);
    for (int f = 0; f < kNoteFields; ++f)
        batch.previous.select(2, f).fill_(vocabulary.sizes[static_cast<std::size_t>(f)]);
    batch.hints = at::zeros({longest, count, NoteContext::kHints}, at::kLong);
    auto steps = batch.steps.accessor<std::int64_t, 3>();
    auto previous = batch.previous.accessor<std::int64_t, 3>();
    auto hints = batch.hints.accessor<std::int64_t, 3>();
    for (std::int64_t b = 0; b < count; ++b) {
        const Window& w = windows[static_cast<std::size_t>(b)];
        const auto notes = w.clip->features.accessor<std::int16_t, 2>();
        const auto note_at = [&](std::int64_t t) {
            NoteStep note{};
            for (int f = 0; f < kNoteFields; ++f) note[static_cast<std::size_t>(f)] = notes[t][f];
            return note;
        };
        // The context of a window in the middle starts a little before it, with its clock set
        // right.
        PieceCondition condition = w.clip->condition;
        std::int64_t from = std::max<std::int64_t>(0, w.begin - kContextHistory);
        double skipped = 0;
        for (std::int64_t t = 1; t <= from; ++t) skipped += vocabulary.gap.value(notes[t][kGap]);
        NoteContext context(format, condition);
        context.set_now(from > 0 ? skipped : 0);
        for (std::int64_t t = from; t < w.begin; ++t) context.push(note_at(t));
        for (std::int64_t t = 0; t < w.length; ++t) {
            const NoteStep note = note_at(w.begin + t);
            if (w.begin + t > 0) {
                const NoteStep before = note_at(w.begin + t - 1);
                for (int f = 0; f < kNoteFields; ++f)
                    previous[t][b][f] = before[static_cast<std::size_t>(f)];
            }
            context.write({batch.context[t][b].data_ptr<float>(),
                           static_cast<std::size_t>(batch.context.size(2))});
            const auto hint = context.hints();
            for (int i = 0; i < NoteContext::kHints; ++i)
                hints[t][b][i] = hint[static_cast<std::size_t>(i)];
            for (int f = 0; f < kNoteFields; ++f)
                steps[t][b][f] = note[static_cast<std::size_t>(f)];
            context.push(note);
        }
    }
    return batch;
}

int roll_context_size(const NoteFormat& format) {
    return kRollScalars + (format.time_base == TimeBase::beats ? kBarFrames : 0);
}

void write_roll_context(std::int64_t frame, std::int64_t length, const NoteFormat& format,
                        const PieceCondition& condition, std::span<float> out) {
    std::fill(out.begin(), out.end(), 0.0f);
    const double unit = roll_frame(format.time_base);
    const double now = static_cast<double>(frame) * unit;
    const double remaining = static_cast<double>(length - frame) * unit;
    const double scalars[kRollScalars] = {frame == 0 ? 1.0 : 0.0, 0.3 * std::log(1 + now),
                                          std::min(1.0, remaining / 8), std::exp(-remaining / 2),
                                          std::exp(-remaining * 2)};
    for (int i = 0; i < kRollScalars; ++i)
        out[static_cast<std::size_t>(i)] = static_cast<float>(scalars[i]);
    if (format.time_base == TimeBase::beats) {
        const double in_bar = std::fmod(condition.start + now + 1e-6, condition.bar_beats());
        out[static_cast<std::size_t>(
            kRollScalars +
            std::min(kBarFrames - 1, static_cast<int>(in_bar * kRollFramesPerBeat)))] = 1;
    }
}

Batch roll_batch(std::span<const Window> windows, const NoteFormat& format) {
    Batch batch = score_batch(windows, format, roll_context_size(format));
    const std::int64_t longest = batch.mask.size(0), count = batch.mask.size(1);
    batch.steps = at::zeros({longest, count, kRollWidth});
    batch.previous = at::zeros({longest, count, kRollWidth});
    for (std::int64_t b = 0; b < count; ++b) {
        const Window& w = windows[static_cast<std::size_t>(b)];
        const std::int64_t frames = w.clip->features.size(0);
        batch.steps.select(1, b)
            .narrow(0, 0, w.length)
            .copy_(w.clip->features.narrow(0, w.begin, w.length));
        const std::int64_t late = w.begin == 0 ? 1 : 0;
        if (w.length > late)
            batch.previous.select(1, b)
                .narrow(0, late, w.length - late)
                .copy_(w.clip->features.narrow(0, w.begin + late - 1, w.length - late));
        for (std::int64_t t = 0; t < w.length; ++t)
            write_roll_context(w.begin + t, frames, format, w.clip->condition,
                               {batch.context[t][b].data_ptr<float>(),
                                static_cast<std::size_t>(batch.context.size(2))});
    }
    return batch;
}

Batch frame_batch(std::span<const Window> windows, const FeatureStatistics& statistics) {
    Batch batch = labelled_batch(windows);
    const std::int64_t longest = batch.mask.size(0), count = batch.mask.size(1);
    batch.steps = at::zeros({longest, count, statistics.mean.size(0)});
    for (std::int64_t b = 0; b < count; ++b) {
        const Window& w = windows[static_cast<std::size_t>(b)];
        batch.steps.select(1, b)
            .narrow(0, 0, w.length)
            .copy_(statistics.normalise(w.clip->features.narrow(0, w.begin, w.length)));
    }
    return batch;
}

Batch make_batch(std::span<const Window> windows, const LatentSet& set) {
    if (is_sound(set.representation)) return frame_batch(windows, set.frames.statistics);
    return set.representation == Representation::notes ? note_batch(windows, set.format)
                                                       : roll_batch(windows, set.format);
}

}  // namespace affetto
