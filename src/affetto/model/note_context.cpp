#include "affetto/model/note_context.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {
namespace {

constexpr int kKeys = 88, kLowestKey = 21;
constexpr int kPulseBins = 64;
constexpr int kBarBins = 32, kBeatBins = 12;
constexpr int kScalars = 10;

/// The constants that depend on the unit of time.
struct Scale {
    double chord_gap;   ///< notes this near belong to one chord
    double short_span;  ///< memory of the short histogram
    double long_span;
    double pulse_step;     ///< width of a bin of the pulse
    double sounding_span;  ///< a key that sounds this long still counts 1
    double end_span;       ///< from here on the end is felt
};

const Scale& scale_of(TimeBase base) {
    static const Scale seconds{0.035, 1.5, 8.0, 0.04, 1.0, 6.0};
    static const Scale beats{0.01, 2.0, 12.0, 1.0 / 12, 2.0, 12.0};
    return base == TimeBase::seconds ? seconds : beats;
}

std::uint64_t hash_of_last(const std::vector<NoteStep>& history, std::size_t count) {
    std::uint64_t hash = 1469598103934665603ull;
    for (std::size_t i = history.size() - count; i < history.size(); ++i) {
        hash = (hash ^ static_cast<std::uint64_t>(history[i][kPitch])) * 1099511628211ull;
        hash = (hash ^ static_cast<std::uint64_t>(history[i][kPart])) * 1099511628211ull;
    }
    return hash;
}

constexpr std::size_t kLongMatch = 6, kShortMatch = 3;

}  // namespace

NoteContext::NoteContext(const NoteFormat& format, const PieceCondition& condition)
    : format_(&format),
      vocabulary_(format),
      start_(condition.start),
      bar_(condition.bar_beats()),
      length_(condition.length),
      chord_parts_(format.parts.size()) {
    short_.span = scale_of(format.time_base).short_span;
    long_.span = scale_of(format.time_base).long_span;
}

int NoteContext::size(const NoteFormat& format) {
    return kKeys + 12 + 1 + static_cast<int>(format.parts.size()) + 12 + 12 + 12 + kPulseBins +
           (format.time_base == TimeBase::beats ? kBarBins + kBeatBins : 0) + kScalars;
}

void NoteContext::push(const NoteStep& note) {
    const Scale& scale = scale_of(format_->time_base);
    const double gap = vocabulary_.gap.value(note[kGap]);
    const double duration = vocabulary_.duration.value(note[kDuration]);
    const bool first = history_.empty();
    if (!first) now_ += gap;
    const bool drums = format_->parts[static_cast<std::size_t>(note[kPart])].drums;

    if (first || gap > scale.chord_gap) {
        chord_.fill(0);
        std::fill(chord_parts_.begin(), chord_parts_.end(), 0.0f);
        chord_size_ = 0;
        onsets_.push_back(now_);
    }
    ++chord_size_;
    chord_parts_[static_cast<std::size_t>(note[kPart])] = 1;

    const double decay_short = std::exp(-gap / short_.span),
                 decay_long = std::exp(-gap / long_.span);
    for (double& w : short_.weight) w *= decay_short;
    for (double& w : long_.weight) w *= decay_long;
    density_ = density_ * decay_short + 1;
    if (!drums) {
        const auto pitch = static_cast<std::size_t>(note[kPitch]);
        chord_[pitch % 12] = 1;
        const double weight = std::min(duration, 2.0);
        short_.weight[pitch % 12] += weight;
        long_.weight[pitch % 12] += weight;
        sounding_until_[pitch] = std::max(sounding_until_[pitch], now_ + duration);
    }
    const double velocity = vocabulary_.velocity.value(note[kVelocity]) / 127;
    const double mix = first ? 1.0 : 0.1;
    velocity_mean_ += mix * (velocity - velocity_mean_);
    duration_mean_ += mix * (std::log(duration) - duration_mean_);

    // The note that follows the previous match positions is this one.
    if (history_.size() >= kLongMatch)
        seen_long_[hash_of_last(history_, kLongMatch)] = history_.size();
    if (history_.size() >= kShortMatch)
        seen_short_[hash_of_last(history_, kShortMatch)] = history_.size();
    history_.push_back(note);
}

std::array<std::int16_t, NoteContext::kHints> NoteContext::hints() const {
    const auto none_gap = static_cast<std::int16_t>(vocabulary_.sizes[kGap]);
    const auto none_pitch = static_cast<std::int16_t>(vocabulary_.sizes[kPitch]);
    std::array<std::int16_t, kHints> hints{none_gap, none_pitch, none_gap, none_pitch};
    const auto look_up = [&](const auto& seen, std::size_t count, std::size_t at) {
        if (history_.size() < count) return;
        const auto found = seen.find(hash_of_last(history_, count));
        if (found == seen.end()) return;
        hints[at] = history_[found->second][kGap];
        hints[at + 1] = history_[found->second][kPitch];
    };
    look_up(seen_long_, kLongMatch, 0);
    look_up(seen_short_, kShortMatch, 2);
    return hints;
}

void NoteContext::write(std::span<float> out) const {
    std::fill(out.begin(), out.end(), 0.0f);
    const Scale& scale = scale_of(format_->time_base);
    float* next = out.data();
    int lowest = -1;
    for (int pitch = 0; pitch < kPitches; ++pitch) {
        const double left = sounding_until_[static_cast<std::size_t>(pitch)] - now_;
        if (left <= 0) continue;
        if (lowest < 0) lowest = pitch;
        if (pitch >= kLowestKey && pitch < kLowestKey + kKeys)
            next[pitch - kLowestKey] =
                static_cast<float>(0.3 + 0.7 * std::min(1.0, left / scale.sounding_span));
    }
    next += kKeys;
    next = std::copy(chord_.begin(), chord_.end(), next);
    *next++ = 0.25f * static_cast<float>(std::min(chord_size_, 8));
    next = std::copy(chord_parts_.begin(), chord_parts_.end(), next);
    for (const Memory* memory : {&short_, &long_}) {
        double total = 1e-6;
        for (const double w : memory->weight) total += w;
        for (const double w : memory->weight) *next++ = static_cast<float>(2 * w / total);
    }
    if (lowest >= 0) next[lowest % 12] = 1;
    next += 12;
    for (auto onset = onsets_.rbegin(); onset != onsets_.rend(); ++onset) {
        const double bin = (now_ - *onset) / scale.pulse_step;
        const int left = static_cast<int>(bin);
        if (left >= kPulseBins) break;
        const double fraction = bin - left;
        next[left] += static_cast<float>(1 - fraction);
        if (left + 1 < kPulseBins) next[left + 1] += static_cast<float>(fraction);
    }
    next += kPulseBins;
    if (format_->time_base == TimeBase::beats) {
        const double in_bar = std::fmod(start_ + now_ + 1e-6, bar_);
        next[std::min(kBarBins - 1, static_cast<int>(in_bar * 4))] = 1;
        next += kBarBins;
        next[static_cast<int>(std::fmod(in_bar, 1.0) * kBeatBins)] = 1;
        next += kBeatBins;
    }
    const double remaining = std::max(0.0, length_ - now_);
    const double scalars[kScalars] = {history_.empty() ? 1.0 : 0.0,
                                      2 * velocity_mean_,
                                      0.5 * duration_mean_,
                                      0.5 * std::log(1 + density_),
                                      0.3 * std::log(1 + now_),
                                      std::min(1.0, remaining / scale.end_span),
                                      std::exp(-remaining / (0.25 * scale.end_span)),
                                      std::exp(-remaining / (0.05 * scale.end_span)),
                                      std::min(1.0, static_cast<double>(history_.size()) / 16),
                                      now_ / std::max(1.0, length_)};
    for (const double s : scalars) *next++ = static_cast<float>(s);
}

}  // namespace affetto
