#include <algorithm>
#include <cmath>
#include <optional>

#include "affetto/core/error.hpp"
#include "affetto/midi/midi_file.hpp"

namespace affetto {
namespace {

constexpr int kDrumChannel = 9;

/// One event of a track; at equal times offs come before controls, these before ons.
struct Event {
    std::int64_t at;
    int order;
    std::vector<std::uint8_t> bytes;
};

void append_big_endian(std::vector<std::uint8_t>& out, std::uint32_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append_variable(std::vector<std::uint8_t>& out, std::uint32_t value) {
    std::uint8_t digits[5];
    int count = 0;
    do {
        digits[count++] = value & 0x7Fu;
        value >>= 7;
    } while (value > 0);
    while (count > 1) out.push_back(digits[--count] | 0x80u);
    out.push_back(digits[0]);
}

std::vector<std::uint8_t> meta(std::uint8_t kind, std::string_view data) {
    std::vector<std::uint8_t> bytes{0xFF, kind};
    append_variable(bytes, static_cast<std::uint32_t>(data.size()));
    bytes.insert(bytes.end(), data.begin(), data.end());
    return bytes;
}

std::vector<std::uint8_t> channel_message(int status, int channel, int first, int second = -1) {
    std::vector<std::uint8_t> bytes{static_cast<std::uint8_t>(status | channel),
                                    static_cast<std::uint8_t>(first)};
    if (second >= 0) bytes.push_back(static_cast<std::uint8_t>(second));
    return bytes;
}

void append_track(std::vector<std::uint8_t>& file, std::vector<Event> events) {
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return a.at != b.at ? a.at < b.at : a.order < b.order;
    });
    std::vector<std::uint8_t> track;
    std::int64_t now = 0;
    for (const Event& event : events) {
        const std::int64_t delta = event.at - now;
        if (delta > 0x0FFFFFFF)
            throw DataError("MIDI: two events lie more than 268435455 ticks apart");
        append_variable(track, static_cast<std::uint32_t>(delta));
        track.insert(track.end(), event.bytes.begin(), event.bytes.end());
        now = event.at;
    }
    append_variable(track, 0);
    for (const std::uint8_t byte : {0xFF, 0x2F, 0x00}) track.push_back(byte);
    append_big_endian(file, 0x4D54726B, 4);
    append_big_endian(file, static_cast<std::uint32_t>(track.size()), 4);
    file.insert(file.end(), track.begin(), track.end());
}

std::vector<Event> conductor(const Score& score) {
    std::vector<Event> events;
    if (!score.title.empty()) events.push_back({0, 0, meta(0x03, score.title)});
    for (const TimeSignature& s : score.time_signatures) {
        const auto power = static_cast<char>(std::lround(std::log2(s.denominator)));
        events.push_back(
            {s.at.value, 1, meta(0x58, std::string{static_cast<char>(s.numerator), power, 24, 8})});
    }
    for (const KeySignature& k : score.key_signatures)
        events.push_back({k.at.value, 2,
                          meta(0x59, std::string{static_cast<char>(k.sharps),
                                                 static_cast<char>(k.minor ? 1 : 0)})});
    for (const TempoChange& t : score.tempos) {
        const auto micro =
            static_cast<std::uint32_t>(std::clamp(std::llround(60e6 / t.bpm), 1LL, 0xFFFFFFLL));
        events.push_back(
            {t.at.value, 3,
             meta(0x51, std::string{static_cast<char>(micro >> 16), static_cast<char>(micro >> 8),
                                    static_cast<char>(micro)})});
    }
    return events;
}

/// The part's notes with same-pitch overlaps cut, so that every note-off is clear.
std::vector<Note> without_overlaps(const Part& part) {
    std::vector<Note> notes = part.notes;
    std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
        return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
    });
    std::vector<Note> kept;
    std::optional<std::size_t> last[128];
    for (const Note& note : notes) {
        if (note.pitch < 0 || note.pitch > 127 || note.velocity < 1 || note.velocity > 127 ||
            note.duration.value < 1 || note.onset.value < 0)
            throw DataError("MIDI: part '" + part.name +
                            "' has a note out of range (pitch 0-127, velocity 1-127, onset from 0, "
                            "duration from 1 tick)");
        auto& before = last[note.pitch];
        if (before) {
            Note& old = kept[*before];
            if (old.onset == note.onset) {  // the same key twice at once
                old.duration = std::max(old.duration, note.duration);
                old.velocity = std::max(old.velocity, note.velocity);
                continue;
            }
            old.duration = std::min(old.duration, note.onset - old.onset);
        }
        before = kept.size();
        kept.push_back(note);
    }
    return kept;
}

/// A channel for each part: 10 for drums, the rest one each while they last, then shared by
/// program.
std::vector<int> channels_of(const Score& score) {
    std::vector<int> channels;
    std::vector<std::pair<int, int>> taken;  // channel, program
    int next = 0;
    for (const Part& part : score.parts) {
        if (part.drums) {
            channels.push_back(kDrumChannel);
            continue;
        }
        if (next == kDrumChannel) ++next;
        if (next < 16) {
            taken.emplace_back(next, part.program);
            channels.push_back(next++);
            continue;
        }
        const auto same = std::find_if(taken.begin(), taken.end(),
                                       [&](const auto& t) { return t.second == part.program; });
        if (same == taken.end())
            throw DataError("MIDI: part '" + part.name +
                            "' finds no channel: a file holds 15 melodic programs at most");
        channels.push_back(same->first);
    }
    return channels;
}

}  // namespace

Bytes serialize_midi(const Score& score) {
    if (score.ticks_per_beat < 1 || score.ticks_per_beat > 0x7FFF)
        throw DataError("MIDI: ticks_per_beat must lie in [1, 32767], got " +
                        std::to_string(score.ticks_per_beat));
    if (score.parts.size() > 0xFFFE) throw DataError("MIDI: more than 65534 parts");
    std::vector<std::uint8_t> file;
    append_big_endian(file, 0x4D546864, 4);
    append_big_endian(file, 6, 4);
    append_big_endian(file, 1, 2);
    append_big_endian(file, static_cast<std::uint32_t>(score.parts.size() + 1), 2);
    append_big_endian(file, static_cast<std::uint32_t>(score.ticks_per_beat), 2);
    append_track(file, conductor(score));
    const std::vector<int> channels = channels_of(score);
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        const Part& part = score.parts[p];
        const int channel = channels[p];
        std::vector<Event> events;
        if (!part.name.empty()) events.push_back({0, 0, meta(0x03, part.name)});
        if (part.program < 0 || part.program > 127)
            throw DataError("MIDI: part '" + part.name + "' has program " +
                            std::to_string(part.program) + ", expected 0 to 127");
        events.push_back({0, 0, channel_message(0xC0, channel, part.drums ? 0 : part.program)});
        for (const ControlChange& c : part.controls)
            events.push_back(
                {c.at.value, 2, channel_message(0xB0, channel, c.controller & 127, c.value & 127)});
        for (const Note& note : without_overlaps(part)) {
            events.push_back(
                {note.onset.value, 3, channel_message(0x90, channel, note.pitch, note.velocity)});
            events.push_back({(note.onset + note.duration).value, 1,
                              channel_message(0x80, channel, note.pitch, 64)});
        }
        append_track(file, std::move(events));
    }
    const auto bytes = std::as_bytes(std::span(file));
    return {bytes.begin(), bytes.end()};
}

void write_midi(const Path& path, const Score& score) { write_bytes(path, serialize_midi(score)); }

}  // namespace affetto
