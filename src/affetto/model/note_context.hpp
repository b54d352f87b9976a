#pragma once

#include <array>
#include <span>
#include <unordered_map>
#include <vector>

#include "affetto/features/note_tokens.hpp"

namespace affetto {

/// What a decoder is told about the notes so far, besides its own memory: facts that a small
/// network learns slowly but that harmony, pulse and repetition hang on. Causal: only notes already
/// pushed are used, so that training (from whole clips) and generation (note by note) see the same
/// numbers.
///
/// Parts of the vector, in order: which of 88 keys sound and for how long still; pitch classes of
/// the newest chord, its size and its parts; pitch-class histograms with a short and a long memory;
/// the pitch class of the lowest sounding note; how long ago the last onsets were (the pulse); the
/// place in the bar and beat (beats only); running means of velocity, length and density; how far
/// the piece is and how long it still goes.
class NoteContext {
public:
    NoteContext(const NoteFormat& format, const PieceCondition& condition);

    static int size(const NoteFormat& format);
    /// Tells that this note was played.
    void push(const NoteStep& note);
    /// What is known before the next note; `out` has size() floats.
    void write(std::span<float> out) const;

    /// Tokens that followed when the last notes' pitches occurred before: a longer match (6 notes),
    /// then a shorter (3); for each the gap and the pitch, or the vocabulary's size where there was
    /// none.
    static constexpr int kHints = 4;
    std::array<std::int16_t, kHints> hints() const;

    double now() const { return now_; }  ///< onset of the last note, in units after the first
    /// For a context that begins in the middle of a clip: the onset of the first note to be pushed.
    void set_now(double now) { now_ = now; }
    void set_length(double length) { length_ = length; }  ///< where the piece is to end, in units

private:
    struct Memory {
        std::array<double, 12> weight{};
        double span = 1;
    };

    const NoteFormat* format_;
    NoteVocabulary vocabulary_;
    double start_, bar_, length_;
    double now_ = 0;
    std::array<double, kPitches> sounding_until_{};
    std::array<float, 12> chord_{};
    std::vector<float> chord_parts_;
    int chord_size_ = 0;
    Memory short_, long_;
    double velocity_mean_ = 0, duration_mean_ = 0, density_ = 0;
    std::vector<double> onsets_;  // of chords
    std::vector<NoteStep> history_;
    std::unordered_map<std::uint64_t, std::size_t> seen_long_, seen_short_;
};

}  // namespace affetto
