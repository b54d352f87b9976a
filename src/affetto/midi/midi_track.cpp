#include "affetto/midi/midi_track.hpp"

#include <array>

#include "affetto/midi/midi_text.hpp"

namespace affetto {
namespace {

constexpr int kMaxDenominatorPower = 8;
constexpr int kPitchBendCentre = 8'192;
constexpr std::uint64_t kEventsBetweenChecks = 1 << 14;

class TrackReader {
public:
    TrackReader(MidiBytes bytes, const MidiTrackStart& start, const MidiTimeBase& time_base,
                MidiBudget& budget)
        : bytes_(bytes),
          time_base_(time_base),
          budget_(budget),
          now_(start.at),
          port_(start.port),
          port_changes_(start.port_changes) {}

    void read() {
        while (bytes_.left() > 0) {
            now_ += Ticks(std::int64_t{bytes_.variable("a delta time")} * time_base_.scale);
            count(budget_.events, budget_.limits.max_events, "events");
            if (budget_.events % kEventsBetweenChecks == 0) budget_.interrupt.check();
            if (event()) {
                track.end_of_track = bytes_.offset();
                return;
            }
        }
    }

    void finish() {
        track.end = now_;
        for (auto& entry : track.channels) track.unclosed_notes += entry.second.finish(now_);
    }

    MidiTrack track;

private:
    /// One more of what the file may hold up to `limit` of.
    template <class Count>
    void count(Count& used, Count limit, const char* what) const {
        if (used == limit)
            throw MidiFault{bytes_.offset(), std::string("more ") + what + " than the limit of " +
                                                 std::to_string(limit)};
        ++used;
    }

    /// True at the end of the track.
    bool event() {
        std::uint8_t status = bytes_.peek("an event");
        if (status >= 0x80) {
            (void)bytes_.byte("an event");
        } else if (running_ != 0) {
            status = running_;
            if (interrupted_) ++track.borrowed_status;
        } else {
            throw MidiFault{bytes_.offset(), "expected a status byte (128 to 255), found byte " +
                                                 std::to_string(status) +
                                                 " and no status before it"};
        }
        if (status < 0xF0) {
            running_ = status;
            interrupted_ = false;
            channel_message(status);
            return false;
        }
        interrupted_ = true;
        if (status == 0xFF) return meta_event();
        if (status != 0xF0 && status != 0xF7)
            throw MidiFault{bytes_.offset() - 1,
                            "status byte " + std::to_string(status) + " has no place in a file"};
        (void)bytes_.block(bytes_.variable("a system exclusive message's length"),
                           "a system exclusive message");
        return false;
    }

    void channel_message(std::uint8_t status) {
        const auto number = status & 0x0Fu;
        if (channels_[number] == nullptr) {
            count(budget_.channels, budget_.limits.max_channels, "channels in use");
            channels_[number] = &track.channels[{port_, static_cast<int>(number)}];
        }
        MidiChannel& channel = *channels_[number];
        switch (status & 0xF0u) {
            case 0x80: {
                const int pitch = bytes_.data("a pitch");
                (void)bytes_.data("a release velocity");
                channel.note_off(now_, pitch);
                break;
            }
            case 0x90: {
                const int pitch = bytes_.data("a pitch");
                const int velocity = bytes_.data("a velocity");
                if (velocity == 0) {
                    channel.note_off(now_, pitch);
                } else {
                    if (channel.notes().empty())
                        count(budget_.parts, budget_.limits.max_parts, "parts");
                    channel.note_on(now_, pitch, velocity);
                }
                break;
            }
            case 0xB0: {
                const int controller = bytes_.data("a controller");
                channel.control(now_, controller, bytes_.data("a controller's value"));
                break;
            }
            case 0xC0:
                channel.program(now_, bytes_.data("a program"));
                break;
            case 0xD0:
                (void)bytes_.data("a pressure");
                break;
            case 0xE0: {
                const int low = bytes_.data("a pitch bend's low bits");
                const int high = bytes_.data("a pitch bend's high bits");
                channel.pitch_bend(now_, (high << 7 | low) - kPitchBendCentre);
                break;
            }
            default:  // key pressure
                (void)bytes_.data("a pitch");
                (void)bytes_.data("a pressure");
        }
    }

    bool meta_event() {
        const std::uint8_t kind = bytes_.byte("a meta event's type");
        const std::size_t at = bytes_.offset();
        const auto data = bytes_.block(bytes_.variable("a meta event's length"), "a meta event");
        switch (kind) {
            case 0x03:
                if (track.name.empty()) track.name = midi_text_to_utf8(data);
                break;
            case 0x21:
                if (port_changes_ && data.size() == 1 && value(data, 0) < kMidiPorts) {
                    port_ = value(data, 0);
                    channels_.fill(nullptr);
                }
                break;
            case 0x2F:
                return true;
            case 0x51:
                tempo(data, at);
                break;
            case 0x58:
                time_signature(data, at);
                break;
            case 0x59:
                key_signature(data, at);
                break;
            default:
                break;
        }
        return false;
    }

    void tempo(std::span<const std::byte> data, std::size_t at) {
        if (data.size() < 3)
            throw MidiFault{at, "a tempo of " + std::to_string(data.size()) + " bytes; expected 3"};
        const int microseconds = (value(data, 0) << 16) | (value(data, 1) << 8) | value(data, 2);
        if (microseconds == 0)
            throw MidiFault{at, "a tempo of 0 microseconds a beat; expected 1 or more"};
        if (!time_base_.absolute) track.tempos.push_back({now_, 60e6 / microseconds});
    }

    void time_signature(std::span<const std::byte> data, std::size_t at) {
        if (is_short(data, 2, "a time signature", at)) return;
        const int numerator = value(data, 0);
        const int power = value(data, 1);
        if (numerator == 0 || power > kMaxDenominatorPower)
            return leave_out({at, "a time signature of " + std::to_string(numerator) + " over 2^" +
                                      std::to_string(power)});
        track.time_signatures.push_back({now_, numerator, 1 << power});
    }

    void key_signature(std::span<const std::byte> data, std::size_t at) {
        if (is_short(data, 2, "a key signature", at)) return;
        const int sharps = static_cast<std::int8_t>(data[0]);
        const int mode = value(data, 1);
        if (sharps < -7 || sharps > 7 || mode > 1)
            return leave_out({at, "a key signature of " + std::to_string(sharps) +
                                      " sharps, mode " + std::to_string(mode) +
                                      "; expected -7 to 7 sharps, mode 0 or 1"});
        track.key_signatures.push_back({now_, sharps, mode == 1});
    }

    static int value(std::span<const std::byte> data, std::size_t i) {
        return static_cast<int>(data[i]);
    }
    bool is_short(std::span<const std::byte> data, std::size_t size, const char* what,
                  std::size_t at) {
        if (data.size() >= size) return false;
        leave_out({at, std::string(what) + " of " + std::to_string(data.size()) +
                           " bytes; expected " + std::to_string(size)});
        return true;
    }
    void leave_out(const MidiFault& fault) {
        if (track.left_out.count++ == 0) track.left_out.first = fault;
    }

    MidiBytes bytes_;
    MidiTimeBase time_base_;
    MidiBudget& budget_;
    Ticks now_;
    int port_;
    bool port_changes_;
    std::array<MidiChannel*, 16> channels_{};  // of the port, as far as they were met
    std::uint8_t running_ = 0;
    bool interrupted_ =
        false;  // by a meta event or sysex, which by the standard ends running status
};

}  // namespace

MidiTrack read_midi_track(MidiBytes bytes, const MidiTrackStart& start,
                          const MidiTimeBase& time_base, MidiBudget& budget) {
    TrackReader reader(bytes, start, time_base, budget);
    try {
        reader.read();
    } catch (const MidiFault& fault) {
        reader.track.fault = fault;
    }
    reader.finish();
    return std::move(reader.track);
}

}  // namespace affetto
