#pragma once

#include <initializer_list>
#include <string>

#include "affetto/core/error.hpp"
#include "affetto/core/file.hpp"
#include "affetto/midi/midi_file.hpp"

namespace affetto::test {

/// Bytes of hand-made files, as text so that they can be put together.
inline std::string raw(std::initializer_list<int> values) {
    std::string bytes;
    for (const int v : values) bytes += static_cast<char>(v);
    return bytes;
}

inline std::string big_endian(unsigned value, int count) {
    std::string bytes;
    for (int i = count - 1; i >= 0; --i) bytes += static_cast<char>((value >> (8 * i)) & 0xFFu);
    return bytes;
}

inline std::string header(int format, int tracks, unsigned division) {
    return "MThd" + big_endian(6, 4) + big_endian(static_cast<unsigned>(format), 2) +
           big_endian(static_cast<unsigned>(tracks), 2) + big_endian(division, 2);
}

inline std::string chunk(const std::string& content) {
    return "MTrk" + big_endian(static_cast<unsigned>(content.size()), 4) + content;
}

inline const std::string kEndOfTrack = raw({0, 0xFF, 0x2F, 0});

/// A track of these events and its end.
inline std::string track(const std::string& events) { return chunk(events + kEndOfTrack); }

inline MidiReadResult parse(const std::string& file, bool lenient = false) {
    MidiReadOptions options;
    options.lenient = lenient;
    return parse_midi(std::as_bytes(std::span(file)), "test.mid", options);
}

/// The message of the error that parsing ends with, or "" where there is none.
inline std::string parse_error(const std::string& file, bool lenient = false) {
    try {
        (void)parse(file, lenient);
    } catch (const DataError& error) {
        return error.what();
    }
    return "";
}

inline std::vector<Note> notes_of(const std::string& events) {
    const Score score = parse(header(1, 1, 100) + track(events)).score;
    return score.parts.empty() ? std::vector<Note>{} : score.parts.front().notes;
}

}  // namespace affetto::test
