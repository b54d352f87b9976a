#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "affetto/core/emotion.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// A window of a clip: `length` steps from `begin`.
struct Window {
    const LatentClip* clip = nullptr;
    std::int64_t begin = 0;
    std::int64_t length = 0;
};

/// B windows side by side, time-major and padded to the longest, T steps.
struct Batch {
    at::Tensor lengths;   // int64 [B]
    at::Tensor mask;      // float [T, B]: 1 where a step is real
    at::Tensor steps;     // notes: int64 [T, B, fields]; roll: float [T, B, keys]; sound: float
                          // [T, B, D], normalised
    at::Tensor previous;  // the steps one earlier, as the decoder has seen them; same shape; sound:
                          // undefined, like context and piece
    at::Tensor context;   // float [T, B, C]: what is known before each step
    at::Tensor hints;     // notes: int64 [T, B, hints]; else undefined
    at::Tensor emotion;   // float [B, 2]: valence, arousal
    at::Tensor known;     // float [B, 1]: 1 where the emotion is known
    at::Tensor names;     // float [B, N]: a weight for each of named_emotions(); may be undefined
    at::Tensor piece;     // float [B, P]: key, tempo, metre, instruments
};

/// The emotions of a batch with their names, where it has them, as an EmotionEmbedding reads them:
/// [B, emotion_columns()], else [B, 2].
at::Tensor emotion_and_names(const Batch& batch);

/// key (12), tempo, metre (numerator 1..12, denominator), one flag an instrument.
int piece_features_size(const NoteFormat& format);
void write_piece_features(const PieceCondition& condition, const std::vector<bool>& instruments,
                          std::span<float> out);
/// The instruments that a clip's notes use, one flag an entry of the part table.
std::vector<bool> instruments_of(const LatentClip& clip, const NoteFormat& format);

Batch note_batch(std::span<const Window> windows, const NoteFormat& format);
Batch roll_batch(std::span<const Window> windows, const NoteFormat& format);
/// Frames of sound, normalised.
Batch frame_batch(std::span<const Window> windows, const FeatureStatistics& statistics);
Batch make_batch(std::span<const Window> windows, const LatentSet& set);

/// Roll context: time since the start and until the end, place in bar and beat. Floats for one
/// frame.
int roll_context_size(const NoteFormat& format);
void write_roll_context(std::int64_t frame, std::int64_t length, const NoteFormat& format,
                        const PieceCondition& condition, std::span<float> out);

}  // namespace affetto
