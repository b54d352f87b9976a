#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <set>
#include <string_view>

#include "affetto/core/error.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/midi/midi_seats.hpp"

namespace affetto {
namespace {

constexpr int kPitchBendCentre = 8'192;
constexpr std::int64_t kMaxDelta = 0x0FFFFFFF;  // four bytes of seven bits
constexpr std::int64_t kMaxMicroseconds = 0xFFFFFF;

[[noreturn]] void refuse(const std::string& what) {
    throw DataError("cannot write the score as MIDI: " + what);
}

void append_big_endian(std::string& out, std::uint64_t value, int count) {
    for (int i = count - 1; i >= 0; --i) out += static_cast<char>((value >> (8 * i)) & 0xFFu);
}

void append_variable(std::string& out, std::uint64_t value) {
    for (int shift = 21; shift > 0; shift -= 7)
        if (value >> shift) out += static_cast<char>(0x80u | ((value >> shift) & 0x7Fu));
    out += static_cast<char>(value & 0x7Fu);
}

std::string meta_event(int type, std::string_view data) {
    std::string bytes{'\xFF', static_cast<char>(type)};
    append_variable(bytes, data.size());
    bytes += data;
    return bytes;
}

std::string channel_message(int status, int channel, int first) {
    return {static_cast<char>(status | channel), static_cast<char>(first)};
}

/// What comes first at one tick. Programs follow controllers, which may select a bank for them.
enum class Order { setup, off, control, program, on };

struct Event {
    std::int64_t at = 0;
    Order order = Order::setup;
    std::string bytes;  // short enough to need no allocation, names apart
};

void append_track(std::string& file, std::vector<Event> events) {
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return a.at != b.at ? a.at < b.at : a.order < b.order;
    });
    std::string track;
    std::int64_t now = 0;
    char running = 0;
    for (const Event& event : events) {
        if (event.at < 0)
            refuse("an event lies before the start, at tick " + std::to_string(event.at));
        for (; event.at - now > kMaxDelta; now += kMaxDelta) {
            append_variable(track, kMaxDelta);  // a longer rest: an empty text event within it
            track += meta_event(0x01, "");
            running = 0;
        }
        append_variable(track, static_cast<std::uint64_t>(event.at - now));
        now = event.at;
        const char status = event.bytes.front();
        track.append(event.bytes, status == running ? 1 : 0);
        running = status == '\xFF' ? '\0' : status;
    }
    append_variable(track, 0);
    track += meta_event(0x2F, "");
    file += "MTrk";
    append_big_endian(file, track.size(), 4);
    file += track;
}

std::string tempo_event(const TempoChange& tempo) {
    const double microseconds = std::round(60e6 / tempo.bpm);
    if (!(microseconds >= 1 && microseconds <= kMaxMicroseconds))
        refuse("a tempo of " + std::to_string(tempo.bpm) +
               " beats a minute; expected 3.58 or more");
    std::string data;
    append_big_endian(data, static_cast<std::uint64_t>(microseconds), 3);
    return meta_event(0x51, data);
}

std::string time_signature_event(const TimeSignature& s) {
    const bool power_of_two = s.denominator > 0 && (s.denominator & (s.denominator - 1)) == 0;
    if (s.numerator < 1 || s.numerator > 255 || !power_of_two || s.denominator > 256)
        refuse("a time signature of " + std::to_string(s.numerator) + "/" +
               std::to_string(s.denominator) + "; expected 1 to 255 over a power of two up to 256");
    const int power = std::bit_width(static_cast<unsigned>(s.denominator)) - 1;
    constexpr char kClocksPerClick = 24;
    constexpr char kThirtySecondsPerBeat = 8;
    return meta_event(0x58, std::string{static_cast<char>(s.numerator), static_cast<char>(power),
                                        kClocksPerClick, kThirtySecondsPerBeat});
}

std::string key_signature_event(const KeySignature& k) {
    if (k.sharps < -7 || k.sharps > 7)
        refuse("a key signature of " + std::to_string(k.sharps) + " sharps; expected -7 to 7");
    return meta_event(0x59, std::string{static_cast<char>(k.sharps), k.minor ? '\1' : '\0'});
}

std::vector<Event> conductor_events(const Score& score) {
    std::vector<Event> events;
    if (!score.title.empty()) events.push_back({0, Order::setup, meta_event(0x03, score.title)});
    for (const TempoChange& t : score.tempos)
        events.push_back({t.at.value, Order::control, tempo_event(t)});
    for (const TimeSignature& s : score.time_signatures)
        events.push_back({s.at.value, Order::control, time_signature_event(s)});
    for (const KeySignature& k : score.key_signatures)
        events.push_back({k.at.value, Order::control, key_signature_event(k)});
    return events;
}

void check_range(int value, int low, int high, const char* what, const Part& part) {
    if (value < low || value > high)
        refuse(std::string(what) + " " + std::to_string(value) + " in part '" + part.name +
               "'; expected " + std::to_string(low) + " to " + std::to_string(high));
}

/// The part's notes in order, each ending at the latest where its pitch is struck again. Of two at
/// one tick the later in the part remains.
std::vector<Note> unambiguous_notes(const Part& part) {
    std::vector<Note> notes = part.notes;
    std::stable_sort(notes.begin(), notes.end(),
                     [](const Note& a, const Note& b) { return a.onset < b.onset; });
    std::array<Ticks, 128> next_onset;
    next_onset.fill(Ticks(INT64_MAX));
    for (auto note = notes.rbegin(); note != notes.rend(); ++note) {
        check_range(note->pitch, 0, 127, "pitch", part);
        check_range(note->velocity, 1, 127, "velocity", part);
        if (note->duration < Ticks(1) || note->onset < Ticks(0))
            refuse("a note at tick " + std::to_string(note->onset.value) + " of " +
                   std::to_string(note->duration.value) + " ticks in part '" + part.name +
                   "'; expected an onset from 0 and 1 tick or more");
        Ticks& next = next_onset[static_cast<std::size_t>(note->pitch)];
        note->duration = std::min(note->duration, next - note->onset);
        next = note->onset;
    }
    notes.erase(std::remove_if(notes.begin(), notes.end(),
                               [](const Note& n) { return n.duration == Ticks(0); }),
                notes.end());
    return notes;
}

void append_channel(std::vector<Event>& events, const Channel& channel, int number,
                    const Part& part) {
    for (const ControlChange& c : channel.controls) {
        check_range(c.controller, 0, 119, "controller", part);
        check_range(c.value, 0, 127, "controller value", part);
        events.push_back(
            {c.at.value, Order::control,
             channel_message(0xB0, number, c.controller) + static_cast<char>(c.value)});
    }
    for (const PitchBend& b : channel.pitch_bends) {
        check_range(b.value, -kPitchBendCentre, kPitchBendCentre - 1, "pitch bend", part);
        const int wheel = b.value + kPitchBendCentre;
        events.push_back(
            {b.at.value, Order::control,
             channel_message(0xE0, number, wheel & 0x7F) + static_cast<char>(wheel >> 7)});
    }
}

/// A part's track. `channel`: where the part carries its channel's changes.
std::vector<Event> part_events(const Part& part, const MidiSeat& seat, bool name_port,
                               const ProgramTicks& programs, const Channel* channel) {
    check_range(part.program, 0, 127, "program", part);
    std::vector<Event> events;
    events.reserve(2 * part.notes.size() + programs.size() + 2);
    if (name_port)
        events.push_back(
            {0, Order::setup, meta_event(0x21, std::string{static_cast<char>(seat.port)})});
    if (!part.name.empty()) events.push_back({0, Order::setup, meta_event(0x03, part.name)});
    for (const Ticks at : programs)
        events.push_back(
            {at.value, Order::program, channel_message(0xC0, seat.channel, part.program)});
    if (channel != nullptr) append_channel(events, *channel, seat.channel, part);
    for (const Note& note : unambiguous_notes(part)) {
        const std::string message = channel_message(0x90, seat.channel, note.pitch);
        events.push_back({note.onset.value, Order::on, message + static_cast<char>(note.velocity)});
        // A note-on of velocity 0 closes a note and lets running status go on.
        events.push_back({(note.onset + note.duration).value, Order::off, message + '\0'});
    }
    return events;
}

void append_parts(std::string& file, const Score& score) {
    const std::vector<MidiSeat> seats = seat_parts(score);
    const std::vector<ProgramTicks> programs = program_ticks(score, seats);
    const bool name_ports =
        std::any_of(seats.begin(), seats.end(), [](const MidiSeat& seat) { return seat.port > 0; });
    std::set<MidiSeat> carried;
    for (std::size_t p = 0; p < score.parts.size(); ++p) {
        const Part& part = score.parts[p];
        const bool carries = part.channel && carried.insert(seats[p]).second;
        append_track(file, part_events(part, seats[p], name_ports, programs[p],
                                       carries ? &score.channels.at(*part.channel) : nullptr));
    }
}

}  // namespace

Bytes serialize_midi(const Score& score) {
    if (score.ticks_per_beat < 1 || score.ticks_per_beat > 0x7FFF)
        refuse(std::to_string(score.ticks_per_beat) + " ticks a beat; expected 1 to 32767");
    if (score.parts.size() >= 0xFFFF)
        refuse(std::to_string(score.parts.size()) + " parts; expected 65534 at most");
    std::string file = "MThd";
    append_big_endian(file, 6, 4);
    append_big_endian(file, 1, 2);
    append_big_endian(file, score.parts.size() + 1, 2);
    append_big_endian(file, static_cast<std::uint64_t>(score.ticks_per_beat), 2);
    append_track(file, conductor_events(score));
    append_parts(file, score);
    const auto bytes = std::as_bytes(std::span(file));
    return {bytes.begin(), bytes.end()};
}

void write_midi(const Path& path, const Score& score) { write_bytes(path, serialize_midi(score)); }

}  // namespace affetto
