#include "affetto/midi/midi_channel.hpp"

#include <algorithm>

namespace affetto {
namespace {

constexpr int kAllSoundOff = 120;
constexpr int kLocalControl = 122;
constexpr int kAllNotesOff = 123;
constexpr std::size_t kPitches = 128;

bool earlier(const Note& a, const Note& b) {
    return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
}

}  // namespace

void MidiChannel::note_on(Ticks now, int pitch, int velocity) {
    if (keys_.empty()) keys_.resize(kPitches);
    Key& key = keys_[static_cast<std::size_t>(pitch)];
    if (key.latest >= 0) {
        Note& before = notes_[static_cast<std::size_t>(key.latest)];
        if (before.duration == kSounding) key.off_owed = now;
        if (before.duration == kSounding || before.onset + before.duration > now)
            before.duration = now - before.onset;  // kRemoved at the same tick
    }
    key.latest = static_cast<std::int64_t>(notes_.size());
    notes_.push_back({now, kSounding, pitch, velocity});
}

void MidiChannel::note_off(Ticks now, int pitch) {
    if (keys_.empty()) return;
    Key& key = keys_[static_cast<std::size_t>(pitch)];
    if (key.latest < 0) return;
    if (key.off_owed == now) {
        key.off_owed = Ticks(-1);
        return;
    }
    Note& note = notes_[static_cast<std::size_t>(key.latest)];
    if (note.duration == kSounding) close(now, note);
}

void MidiChannel::control(Ticks now, int controller, int value) {
    switch (controller) {
        case kAllSoundOff:
        case kAllNotesOff:
            close_sounding(now);
            silences_.push_back(now);
            break;
        default:
            if (controller == kLocalControl || controller > kAllNotesOff)
                ++mode_messages_;
            else
                changes_.push_back({now, controller, value});
    }
}

std::size_t MidiChannel::finish(Ticks end) {
    const std::size_t unclosed = close_sounding(end);
    const auto kept = std::remove_if(notes_.begin(), notes_.end(),
                                     [](const Note& n) { return n.duration == kRemoved; });
    repeated_ = static_cast<std::size_t>(notes_.end() - kept);
    notes_.erase(kept, notes_.end());
    if (!std::is_sorted(notes_.begin(), notes_.end(), earlier))
        std::sort(notes_.begin(), notes_.end(), earlier);
    keys_ = std::vector<Key>();
    notes_.shrink_to_fit();  // beside the notes of tracks to come
    changes_.shrink_to_fit();
    return unclosed;
}

void MidiChannel::close(Ticks now, Note& note) {
    note.duration = now - note.onset;
    if (note.duration == Ticks(0)) {
        note.duration = Ticks(1);
        ++lengthened_;
    }
}

std::size_t MidiChannel::close_sounding(Ticks now) {
    std::size_t closed = 0;
    for (const Key& key : keys_) {
        if (key.latest < 0) continue;
        Note& note = notes_[static_cast<std::size_t>(key.latest)];
        if (note.duration != kSounding) continue;
        close(now, note);
        ++closed;
    }
    return closed;
}

}  // namespace affetto
