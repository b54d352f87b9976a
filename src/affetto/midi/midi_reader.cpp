#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "affetto/core/error.hpp"
#include "affetto/midi/midi_file.hpp"

namespace affetto {
namespace {

/// Reading beyond the end, or what no MIDI file may hold; carries the place.
struct Fault {
    std::size_t offset;
    std::string what;
};

class ByteReader {
public:
    ByteReader(std::span<const std::byte> bytes, std::size_t begin, std::size_t end)
        : bytes_(bytes), at_(begin), end_(end) {}

    std::size_t offset() const { return at_; }
    std::size_t left() const { return end_ - at_; }

    std::uint8_t peek(const char* what) const {
        if (at_ >= end_) throw Fault{at_, std::string("the data ends; expected ") + what};
        return static_cast<std::uint8_t>(bytes_[at_]);
    }
    std::uint8_t byte(const char* what) {
        const std::uint8_t value = peek(what);
        ++at_;
        return value;
    }
    /// A data byte, 0..127.
    int data(const char* what) {
        const std::size_t at = at_;
        const std::uint8_t value = byte(what);
        if (value > 127)
            throw Fault{at, std::string("expected ") + what + " (0 to 127), found byte " +
                                std::to_string(value)};
        return value;
    }
    std::uint32_t big_endian(int bytes, const char* what) {
        std::uint32_t value = 0;
        for (int i = 0; i < bytes; ++i) value = (value << 8) | byte(what);
        return value;
    }
    /// A variable-length quantity of at most four bytes.
    std::uint32_t variable(const char* what) {
        const std::size_t at = at_;
        std::uint32_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const std::uint8_t b = byte(what);
            value = (value << 7) | (b & 0x7Fu);
            if (b < 0x80) return value;
        }
        throw Fault{at, std::string(what) + ": a number of more than four bytes"};
    }
    std::span<const std::byte> block(std::uint32_t size, const char* what) {
        if (size > left())
            throw Fault{at_, std::string(what) + " claims " + std::to_string(size) +
                                 " bytes, only " + std::to_string(left()) + " are left"};
        const auto result = bytes_.subspan(at_, size);
        at_ += size;
        return result;
    }

private:
    std::span<const std::byte> bytes_;
    std::size_t at_, end_;
};

/// Text events are of no stated encoding: UTF-8 is kept, anything else is taken for Latin-1.
std::string to_utf8(std::span<const std::byte> bytes) {
    std::string raw(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    raw.erase(std::remove_if(raw.begin(), raw.end(),
                             [](unsigned char c) { return c < 0x20 || c == 0x7F; }),
              raw.end());
    bool valid = true;
    for (std::size_t i = 0; i < raw.size() && valid;) {
        const auto c = static_cast<unsigned char>(raw[i]);
        const std::size_t length = c < 0x80                ? 1
                                   : c >= 0xC2 && c < 0xE0 ? 2
                                   : c >= 0xE0 && c < 0xF0 ? 3
                                   : c >= 0xF0 && c < 0xF5 ? 4
                                                           : 0;
        valid = length > 0 && i + length <= raw.size();
        std::uint32_t point = length == 1 ? c : c & (0xFFu >> (length + 1));
        for (std::size_t k = 1; valid && k < length; ++k) {
            const auto next = static_cast<unsigned char>(raw[i + k]);
            valid = (next & 0xC0) == 0x80;
            point = (point << 6) | (next & 0x3Fu);
        }
        // No overlong forms, surrogates or points beyond Unicode.
        valid = valid && !(length == 3 && (point < 0x800 || (point >= 0xD800 && point < 0xE000))) &&
                !(length == 4 && (point < 0x10000 || point > 0x10FFFF));
        i += std::max<std::size_t>(1, length);
    }
    if (valid) return raw;
    std::string text;
    for (const char byte : raw) {
        const auto c = static_cast<unsigned char>(byte);
        if (c < 0x80) {
            text += byte;
        } else {
            text += static_cast<char>(0xC0 | (c >> 6));
            text += static_cast<char>(0x80 | (c & 0x3F));
        }
    }
    return text;
}

/// One (track, channel): a part in the making.
struct Voice {
    Part part;
    int program = 0;
    bool has_notes = false;
    struct Open {
        Ticks onset;
        int velocity;
    };
    std::array<std::vector<Open>, 128> open;  // notes that sound, oldest first
};

class MidiParser {
public:
    MidiParser(std::span<const std::byte> bytes, std::string_view name,
               const MidiReadOptions& options)
        : bytes_(bytes), name_(name), options_(options) {}

    MidiReadResult parse() {
        if (bytes_.size() > options_.limits.max_bytes)
            throw DataError(name_ + ": " + std::to_string(bytes_.size()) +
                            " bytes, the limit for MIDI is " +
                            std::to_string(options_.limits.max_bytes));
        try {
            std::size_t at = header();
            for (int track = 0; track < tracks_; ++track) {
                try {
                    at = chunk(at);
                } catch (const Fault& fault) {
                    // What was read of the track stays when faults are tolerated.
                    if (!options_.lenient) throw;
                    warn(message(fault) + "; the rest is left out");
                    finish_track();
                    break;
                }
            }
            if (at < bytes_.size() && !options_.lenient)
                warn(std::to_string(bytes_.size() - at) +
                     " bytes after the last track are ignored");
        } catch (const Fault& fault) {
            throw DataError(name_ + ": not a valid MIDI file: " + message(fault));
        }
        finish_score();
        return std::move(result_);
    }

private:
    static std::string message(const Fault& fault) {
        return "byte " + std::to_string(fault.offset) + ": " + fault.what;
    }
    void warn(std::string text) {
        if (result_.warnings.size() < 20) result_.warnings.push_back(std::move(text));
    }

    std::size_t header() {
        ByteReader reader(bytes_, 0, bytes_.size());
        if (bytes_.empty()) throw Fault{0, "the file is empty"};
        if (reader.left() < 4 || reader.big_endian(4, "MThd") != 0x4D546864)
            throw Fault{0, "it does not begin with MThd"};
        const std::uint32_t size = reader.big_endian(4, "the header's length");
        if (size < 6 || size > reader.left())
            throw Fault{4, "the header's length is " + std::to_string(size) + ", expected 6"};
        const std::size_t end = reader.offset() + size;
        result_.format = static_cast<int>(reader.big_endian(2, "the format"));
        if (result_.format > 2)
            throw Fault{8, "format " + std::to_string(result_.format) + ", expected 0, 1 or 2"};
        tracks_ = static_cast<int>(reader.big_endian(2, "the number of tracks"));
        if (tracks_ == 0) throw Fault{10, "no tracks"};
        const std::uint32_t division = reader.big_endian(2, "the division");
        Score& score = result_.score;
        if ((division & 0x8000u) != 0) {
            // SMPTE: frames a second and ticks a frame. At 120 bpm a beat is half a second.
            const int code = 256 - static_cast<int>(division >> 8);
            const int ticks = static_cast<int>(division & 0xFFu);
            if ((code != 24 && code != 25 && code != 29 && code != 30) || ticks == 0)
                throw Fault{12, "an SMPTE division of " + std::to_string(code) + " frames and " +
                                    std::to_string(ticks) + " ticks"};
            const double frames = code == 29 ? 30'000.0 / 1001 : code;
            score.ticks_per_beat = 600;
            ticks_scale_ = 2.0 * score.ticks_per_beat / (frames * ticks);
            smpte_ = true;
        } else {
            if (division == 0) throw Fault{12, "a division of 0 ticks a beat"};
            score.ticks_per_beat = static_cast<int>(division);
        }
        return end;
    }

    /// One chunk from `at`; chunks of unknown kinds are passed over. Returns where the next begins.
    std::size_t chunk(std::size_t at) {
        for (;;) {
            ByteReader reader(bytes_, at, bytes_.size());
            const std::uint32_t kind = reader.big_endian(4, "MTrk");
            const std::uint32_t size = reader.big_endian(4, "a track's length");
            const bool cut = size > reader.left();
            if (cut && !options_.lenient)
                throw Fault{at + 4, "a track claims " + std::to_string(size) + " bytes, only " +
                                        std::to_string(reader.left()) + " are left"};
            const std::size_t end = cut ? bytes_.size() : reader.offset() + size;
            if (kind == 0x4D54726B) {
                track(ByteReader(bytes_, reader.offset(), end));
                return end;
            }
            if (cut || end >= bytes_.size()) throw Fault{at, "expected a track (MTrk)"};
            at = end;
        }
    }

    void track(ByteReader reader) {
        voices_.clear();
        track_name_.clear();
        now_ = result_.format == 2 ? sequence_end_ : 0;
        std::uint8_t running = 0;
        bool ended = false;
        while (!ended) {
            const std::size_t at = reader.offset();
            if (++events_ > options_.limits.max_events)
                throw Fault{at,
                            "more than " + std::to_string(options_.limits.max_events) + " events"};
            raw_now_ += reader.variable("a delta time");
            advance(at);
            std::uint8_t status = reader.peek("an event");
            if (status >= 0x80)
                (void)reader.byte("an event");
            else if (running != 0)
                status = running;
            else
                throw Fault{reader.offset(), "a data byte without a status before it"};
            if (status < 0xF0) {
                running = status;
                channel_event(status, reader);
            } else if (status == 0xFF) {
                running = 0;
                ended = meta_event(reader);
            } else if (status == 0xF0 || status == 0xF7) {
                running = 0;
                (void)reader.block(reader.variable("a system message's length"),
                                   "a system message");
            } else {
                throw Fault{reader.offset() - 1,
                            "status byte " + std::to_string(status) + " has no place in a file"};
            }
        }
        finish_track();
    }

    /// Ticks of the score from the ticks of the file.
    void advance(std::size_t at) {
        const double limit = options_.limits.max_seconds * 100'000;
        if (static_cast<double>(raw_now_) > limit)
            throw Fault{at, "its time runs beyond all limits"};
        now_ = base_ + (smpte_ ? std::llround(static_cast<double>(raw_now_) * ticks_scale_)
                               : static_cast<std::int64_t>(raw_now_));
    }

    Voice& voice(int channel) {
        Voice& v = voices_[channel];
        v.part.drums = channel == 9;
        return v;
    }

    void channel_event(std::uint8_t status, ByteReader& reader) {
        const int channel = status & 0x0F;
        switch (status >> 4) {
            case 0x8: {
                const int pitch = reader.data("a pitch");
                (void)reader.data("a velocity");
                note_off(voice(channel), pitch);
                break;
            }
            case 0x9: {
                const int pitch = reader.data("a pitch");
                const int velocity = reader.data("a velocity");
                Voice& v = voice(channel);
                if (velocity == 0) {
                    note_off(v, pitch);
                    break;
                }
                if (!v.has_notes) v.part.program = v.program;
                v.has_notes = true;
                v.open[static_cast<std::size_t>(pitch)].push_back({Ticks(now_), velocity});
                break;
            }
            case 0xB: {
                const int controller = reader.data("a controller");
                const int value = reader.data("a controller's value");
                voice(channel).part.controls.push_back({Ticks(now_), controller, value});
                break;
            }
            case 0xC:
                voice(channel).program = reader.data("a program");
                break;
            case 0xD:
                (void)reader.data("a pressure");
                break;
            default:  // key pressure, pitch bend
                (void)reader.data("a value");
                (void)reader.data("a value");
        }
    }

    void note_off(Voice& v, int pitch) {
        auto& open = v.open[static_cast<std::size_t>(pitch)];
        if (open.empty()) return;
        close(v, pitch, open.front());
        open.erase(open.begin());
    }

    void close(Voice& v, int pitch, const Voice::Open& note) {
        // A note of no length would be lost in playing; it gets one tick.
        const std::int64_t length = std::max<std::int64_t>(1, now_ - note.onset.value);
        v.part.notes.push_back({note.onset, Ticks(length), pitch, note.velocity});
    }

    bool meta_event(ByteReader& reader) {
        const std::uint8_t kind = reader.byte("a meta event's kind");
        const std::size_t at = reader.offset();
        const auto data = reader.block(reader.variable("a meta event's length"), "a meta event");
        const auto value = [&](std::size_t i) { return static_cast<int>(data[i]); };
        const auto require = [&](std::size_t size, const char* what) {
            if (data.size() < size)
                throw Fault{at, std::string(what) + " needs " + std::to_string(size) +
                                    " bytes, has " + std::to_string(data.size())};
        };
        Score& score = result_.score;
        switch (kind) {
            case 0x03:
                if (track_name_.empty()) track_name_ = to_utf8(data);
                break;
            case 0x2F:
                return true;
            case 0x51: {
                require(3, "a tempo");
                const int microseconds = (value(0) << 16) | (value(1) << 8) | value(2);
                if (microseconds == 0) throw Fault{at, "a tempo of no time a beat"};
                if (!smpte_) score.tempos.push_back({Ticks(now_), 60e6 / microseconds});
                break;
            }
            case 0x58:
                require(2, "a time signature");
                if (value(0) == 0 || value(1) > 6)
                    throw Fault{at, "a time signature of " + std::to_string(value(0)) + " over 2^" +
                                        std::to_string(value(1))};
                score.time_signatures.push_back({Ticks(now_), value(0), 1 << value(1)});
                break;
            case 0x59: {
                require(2, "a key signature");
                const int sharps = value(0) > 127 ? value(0) - 256 : value(0);
                if (sharps < -7 || sharps > 7 || value(1) > 1) {
                    warn(message({at, "a key signature out of range is left out"}));
                    break;
                }
                score.key_signatures.push_back({Ticks(now_), sharps, value(1) == 1});
                break;
            }
            default:
                break;
        }
        return false;
    }

    void finish_track() {
        int unclosed = 0;
        bool any_notes = false;
        for (auto& [channel, v] : voices_) {
            for (int pitch = 0; pitch < 128; ++pitch) {
                for (const Voice::Open& note : v.open[static_cast<std::size_t>(pitch)]) {
                    close(v, pitch, note);
                    ++unclosed;
                }
                v.open[static_cast<std::size_t>(pitch)].clear();
            }
            if (v.part.notes.empty()) continue;
            any_notes = true;
            v.part.name = track_name_;
            std::sort(v.part.notes.begin(), v.part.notes.end(), [](const Note& a, const Note& b) {
                return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
            });
            result_.score.parts.push_back(std::move(v.part));
        }
        voices_.clear();
        if (!any_notes && result_.score.title.empty()) result_.score.title = track_name_;
        if (unclosed > 0)
            warn(std::to_string(unclosed) + " notes were never closed; they end with their track");
        sequence_end_ = std::max(sequence_end_, now_);
        base_ = result_.format == 2 ? sequence_end_ : 0;
        raw_now_ = 0;
    }

    void finish_score() {
        Score& score = result_.score;
        const auto by_time = [](const auto& a, const auto& b) { return a.at < b.at; };
        std::stable_sort(score.tempos.begin(), score.tempos.end(), by_time);
        std::stable_sort(score.time_signatures.begin(), score.time_signatures.end(), by_time);
        std::stable_sort(score.key_signatures.begin(), score.key_signatures.end(), by_time);
        if (TempoMap(score).seconds(score.end()).value > options_.limits.max_seconds)
            throw DataError(name_ + ": not a valid MIDI file: longer than " +
                            std::to_string(static_cast<int>(options_.limits.max_seconds)) +
                            " seconds");
    }

    std::span<const std::byte> bytes_;
    std::string name_;
    MidiReadOptions options_;
    MidiReadResult result_;
    int tracks_ = 0;
    bool smpte_ = false;
    double ticks_scale_ = 1;
    std::uint64_t events_ = 0;
    std::uint64_t raw_now_ = 0;  // file ticks within the track
    std::int64_t base_ = 0;      // where the track begins: sequences of type 2 follow each other
    std::int64_t now_ = 0;       // score ticks
    std::int64_t sequence_end_ = 0;
    std::map<int, Voice> voices_;
    std::string track_name_;
};

}  // namespace

MidiReadResult parse_midi(std::span<const std::byte> bytes, std::string_view name,
                          const MidiReadOptions& options) {
    return MidiParser(bytes, name, options).parse();
}

MidiReadResult read_midi(const Path& path, const MidiReadOptions& options) {
    return parse_midi(read_bytes(path, options.limits.max_bytes), display(path), options);
}

}  // namespace affetto
