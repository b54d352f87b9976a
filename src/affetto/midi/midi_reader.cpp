#include <algorithm>
#include <array>
#include <map>

#include "affetto/core/error.hpp"
#include "affetto/midi/midi_changes.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/midi/midi_track.hpp"
#include "affetto/midi/rmid.hpp"

namespace affetto {
namespace {

constexpr std::uint32_t kHeaderChunk = 0x4D546864;  // "MThd"
constexpr std::uint32_t kTrackChunk = 0x4D54726B;   // "MTrk"
constexpr int kDrumChannel = 9;

struct Header {
    int format = 1;
    int tracks = 0;
    int ticks_per_beat = 480;
    std::optional<double> bpm;  // fixed by an SMPTE division
    MidiTimeBase time_base;
};

/// An SMPTE division counts ticks of a second. At 120 beats a minute a beat is half a second, so it
/// holds half the ticks of a second; where these are odd, a tick of the file becomes two.
void read_smpte_division(std::uint32_t division, Header& header) {
    const int frames = 256 - static_cast<int>(division >> 8);
    const int ticks_per_frame = static_cast<int>(division & 0xFFu);
    if ((frames != 24 && frames != 25 && frames != 29 && frames != 30) || ticks_per_frame == 0)
        throw MidiFault{12, "an SMPTE division of " + std::to_string(frames) + " frames and " +
                                std::to_string(ticks_per_frame) +
                                " ticks; expected 24, 25, 29 or 30 frames and 1 tick or more"};
    const bool drop_frame = frames == 29;  // 30000/1001 frames a second
    const int ticks_per_second = (drop_frame ? 30 : frames) * ticks_per_frame;
    header.time_base = {ticks_per_second % 2 == 0 ? 1 : 2, true};
    header.ticks_per_beat = static_cast<int>(ticks_per_second * header.time_base.scale / 2);
    header.bpm = 60e6 / (drop_frame ? 500'500 : 500'000);
}

Header read_header(MidiBytes& bytes) {
    if (bytes.left() == 0) throw MidiFault{0, "the file is empty"};
    if (bytes.big_endian(4, "MThd") != kHeaderChunk)
        throw MidiFault{0, "it does not begin with MThd, so it is no MIDI file"};
    const std::uint32_t size = bytes.big_endian(4, "the header's length");
    if (size < 6)
        throw MidiFault{4, "a header of " + std::to_string(size) + " bytes; expected 6 or more"};
    const std::size_t begin = bytes.offset();
    MidiBytes fields(bytes.block(size, "the header"), begin);
    Header header;
    header.format = static_cast<int>(fields.big_endian(2, "the format"));
    if (header.format > 2)
        throw MidiFault{begin, "format " + std::to_string(header.format) + "; expected 0, 1 or 2"};
    header.tracks = static_cast<int>(fields.big_endian(2, "the number of tracks"));
    if (header.tracks == 0) throw MidiFault{begin + 2, "no tracks; expected 1 or more"};
    const std::uint32_t division = fields.big_endian(2, "the division");
    if ((division & 0x8000u) != 0)
        read_smpte_division(division, header);
    else if (division == 0)
        throw MidiFault{begin + 4, "a division of 0 ticks a beat; expected 1 or more"};
    else
        header.ticks_per_beat = static_cast<int>(division);
    return header;
}

/// The bytes of the next track; chunks of unknown kinds are passed over, as the standard asks.
/// `fault` is set where a track is shorter than it claims and that is accepted.
MidiBytes next_track(MidiBytes& bytes, bool accept_short, std::optional<MidiFault>& fault) {
    for (;;) {
        const std::size_t chunk = bytes.offset();
        const std::uint32_t kind = bytes.big_endian(4, "the next track (MTrk)");
        std::uint32_t size = bytes.big_endian(4, "a track's length");
        if (accept_short && kind == kTrackChunk && size > bytes.left()) {
            fault =
                MidiFault{chunk + 4, "a track claims " + std::to_string(size) + " bytes where " +
                                         std::to_string(bytes.left()) + " are left"};
            size = static_cast<std::uint32_t>(bytes.left());
        }
        const std::size_t begin = bytes.offset();
        const auto content = bytes.block(size, kind == kTrackChunk ? "a track" : "a chunk");
        if (kind == kTrackChunk) return MidiBytes(content, begin);
    }
}

/// What all tracks say about one channel.
struct FileChannel {
    std::vector<MidiChange> changes;
    ChannelPrograms programs;
    std::vector<Ticks> silences;       // all notes off
    std::optional<std::size_t> index;  // in the score, once a part plays on it
};

/// Sorts changes by time and keeps the last of those at one tick.
template <class Change>
void order_changes(std::vector<Change>& changes) {
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Change& a, const Change& b) { return a.at < b.at; });
    const auto first = std::unique(changes.rbegin(), changes.rend(),
                                   [](const Change& a, const Change& b) { return a.at == b.at; });
    changes.erase(changes.begin(), first.base());
}

template <class Item>
void append(std::vector<Item>& to, const std::vector<Item>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

/// What happened in how many places, for the warnings.
struct Tally {
    std::size_t unclosed_notes = 0;
    std::size_t lengthened_notes = 0;
    std::size_t repeated_notes = 0;
    std::size_t mode_messages = 0;
    std::size_t left_out_events = 0;
    std::string first_left_out;
    std::size_t borrowed_status = 0;
    std::size_t open_tracks = 0;
    std::size_t bytes_after_end = 0;
};

class Reader {
public:
    Reader(std::span<const std::byte> bytes, std::string_view name, const MidiReadOptions& options)
        : file_(bytes), name_(name), options_(options) {
        if (bytes.size() > options.limits.max_bytes)
            throw DataError(name_ + ": " + std::to_string(bytes.size()) +
                            " bytes, more than the limit of " +
                            std::to_string(options.limits.max_bytes) + " for a MIDI file");
    }

    MidiReadResult read() {
        try {
            if (is_rmid(file_)) {
                const RmidContent content = rmid_content(file_);
                bytes_ = MidiBytes(content.midi, content.offset);
            }
            header_ = read_header(bytes_);
            read_tracks();
        } catch (const MidiFault& fault) {
            throw DataError(name_ + ": " + message(fault));
        }
        assemble();
        add_warnings();
        return std::move(result_);
    }

private:
    std::string message(const MidiFault& fault) const {
        std::string place = "byte " + std::to_string(fault.offset);
        if (track_ > 0) place += " (track " + std::to_string(track_) + ")";
        return place + ": " + fault.what;
    }

    void fail_or_warn(const MidiFault& fault) {
        if (!options_.lenient) throw fault;
        result_.warnings.push_back(message(fault) + "; what was read before is kept");
    }

    void read_tracks() {
        MidiBudget budget;
        budget.limits = options_.limits;
        Ticks sequence_end;
        for (track_ = 1; track_ <= header_.tracks; ++track_) {
            budget.interrupt.check();
            std::optional<MidiFault> cut;
            MidiBytes content({}, 0);
            try {
                content = next_track(bytes_, options_.lenient, cut);
            } catch (const MidiFault& fault) {
                fail_or_warn(fault);
                break;
            }
            const std::size_t end = content.offset() + content.left();
            MidiTrackStart start;
            if (header_.format == 2) start = {sequence_end, (track_ - 1) % kMidiPorts, false};
            tracks_.push_back(read_midi_track(content, start, header_.time_base, budget));
            const MidiTrack& track = tracks_.back();
            sequence_end = track.end;
            collect_changes(tracks_.back());
            if (track.fault)
                fail_or_warn(*track.fault);
            else if (cut)
                fail_or_warn(*cut);
            else if (!track.end_of_track)
                ++tally_.open_tracks;
            else
                tally_.bytes_after_end += end - *track.end_of_track;
        }
        track_ = 0;
        tally_.bytes_after_end += bytes_.left();
    }

    /// Takes what holds for whole channels out of a track. What is left are channels with notes.
    void collect_changes(MidiTrack& track) {
        for (auto entry = track.channels.begin(); entry != track.channels.end();) {
            MidiChannel& from = entry->second;
            FileChannel& channel = channels_[entry->first];
            append(channel.changes, from.changes());
            from.changes() = {};
            channel.programs.add(track_, from.programs());
            append(channel.silences, from.silences());
            tally_.lengthened_notes += from.lengthened_notes();
            tally_.repeated_notes += from.repeated_notes();
            tally_.mode_messages += from.mode_messages();
            entry = from.notes().empty() ? track.channels.erase(entry) : std::next(entry);
        }
        count_parts(track.channels.size());
        tally_.unclosed_notes += track.unclosed_notes;
        tally_.borrowed_status += track.borrowed_status;
        if (track.left_out.first && tally_.left_out_events == 0)
            tally_.first_left_out = message(*track.left_out.first);
        tally_.left_out_events += track.left_out.count;
    }

    void count_parts(std::size_t more) {
        parts_ += more;
        if (parts_ > options_.limits.max_parts)
            throw DataError(name_ + ": more than the limit of " +
                            std::to_string(options_.limits.max_parts) +
                            " parts (the notes of one program of one channel of one track)");
    }

    void assemble() {
        Score& score = result_.score;
        result_.format = header_.format;
        result_.tracks = header_.tracks;
        score.ticks_per_beat = header_.ticks_per_beat;
        if (header_.bpm) score.tempos.push_back({Ticks(0), *header_.bpm});
        for (auto& entry : channels_) sort(entry.second);
        parts_ = 0;
        for (std::size_t t = 0; t < tracks_.size(); ++t) {
            MidiTrack& track = tracks_[t];
            const bool silent = track.channels.empty();
            if (t == 0 && (silent || header_.format == 0)) score.title = track.name;
            for (auto& [address, channel] : track.channels)
                add_parts(track, static_cast<int>(t) + 1, address, std::move(channel.notes()));
            append(score.tempos, track.tempos);
            append(score.time_signatures, track.time_signatures);
            append(score.key_signatures, track.key_signatures);
        }
        order_changes(score.tempos);
        order_changes(score.time_signatures);
        order_changes(score.key_signatures);
        const double seconds = TempoMap(score).seconds(score.end()).value;
        if (seconds > options_.limits.max_seconds)
            throw DataError(name_ + ": its music lasts " +
                            std::to_string(static_cast<std::int64_t>(seconds)) +
                            " s, more than the limit of " +
                            std::to_string(static_cast<std::int64_t>(options_.limits.max_seconds)));
    }

    static void sort(FileChannel& channel) {
        std::stable_sort(channel.changes.begin(), channel.changes.end(),
                         [](const MidiChange& a, const MidiChange& b) { return a.at < b.at; });
        channel.programs.sort();
        std::sort(channel.silences.begin(), channel.silences.end());
    }

    /// Ends notes where another track turns all notes of their channel off.
    static void cut_at_silences(std::vector<Note>& notes, const std::vector<Ticks>& silences) {
        if (silences.empty()) return;
        for (Note& note : notes) {
            const auto next = std::upper_bound(silences.begin(), silences.end(), note.onset);
            if (next != silences.end()) note.duration = std::min(note.duration, *next - note.onset);
        }
    }

    /// A part for each program that the notes of a track's channel are played with.
    void add_parts(const MidiTrack& track, int number, const MidiAddress& address,
                   std::vector<Note> notes) {
        FileChannel& channel = channels_[address];
        cut_at_silences(notes, channel.silences);
        const auto index = channel_index(channel);
        const std::size_t first = result_.score.parts.size();
        std::array<std::size_t, 128> part_of_program{};  // counted from `first`, 0: none yet
        const auto part_for = [&](int program) -> Part& {
            std::vector<Part>& parts = result_.score.parts;
            std::size_t& part = part_of_program[static_cast<std::size_t>(program)];
            if (part == 0) {
                count_parts(1);
                parts.push_back({header_.format != 0 ? track.name : std::string(),
                                 program,
                                 address.channel == kDrumChannel,
                                 {},
                                 index});
                part = parts.size() - first;
            }
            return parts[first + part - 1];
        };
        Part* part = nullptr;
        bool split = false;
        for (std::size_t n = 0; n < notes.size(); ++n) {
            const int program = channel.programs.at(notes[n].onset, number);
            if (n > 0 && !split && program != part->program) {
                part->notes.assign(notes.begin(), notes.begin() + static_cast<std::ptrdiff_t>(n));
                split = true;
            }
            part = &part_for(program);
            if (split) part->notes.push_back(notes[n]);
        }
        if (!split) part->notes = std::move(notes);
    }

    /// Where the score keeps a channel that a part plays on; none where nothing happens there.
    std::optional<std::size_t> channel_index(FileChannel& channel) {
        if (channel.index || channel.changes.empty()) return channel.index;
        Channel made = to_channel(channel.changes);
        channel.changes = {};
        if (made.controls.empty() && made.pitch_bends.empty()) return std::nullopt;
        channel.index = result_.score.channels.size();
        result_.score.channels.push_back(std::move(made));
        return channel.index;
    }

    void add_warnings() {
        const auto warn = [this](std::size_t count, const char* what) {
            if (count > 0) result_.warnings.push_back(std::to_string(count) + " " + what);
        };
        warn(tally_.unclosed_notes, "notes were never closed; they end with their track");
        warn(tally_.lengthened_notes, "notes of no length got one tick");
        warn(tally_.repeated_notes,
             "notes are left out because their pitch is struck again at the same tick");
        warn(tally_.mode_messages,
             "channel-mode messages (local control, omni, mono, poly) are left out");
        if (tally_.left_out_events > 0)
            warn(tally_.left_out_events,
                 ("broken events that only inform are left out, the first at " +
                  tally_.first_left_out)
                     .c_str());
        warn(tally_.borrowed_status, "events use running status across a meta event");
        warn(tally_.open_tracks, "tracks lack an end of track event");
        warn(tally_.bytes_after_end,
             "bytes after the end of a track or of the last one are ignored");
    }

    std::span<const std::byte> file_;
    MidiBytes bytes_{file_, 0};
    std::string name_;
    MidiReadOptions options_;
    Header header_;
    std::vector<MidiTrack> tracks_;
    std::map<MidiAddress, FileChannel> channels_;
    std::size_t parts_ = 0;
    int track_ = 0;  // being read, from 1; 0 outside tracks
    Tally tally_;
    MidiReadResult result_;
};

}  // namespace

MidiReadResult parse_midi(std::span<const std::byte> bytes, std::string_view name,
                          const MidiReadOptions& options) {
    return Reader(bytes, name, options).read();
}

MidiReadResult read_midi(const Path& path, const MidiReadOptions& options) {
    return parse_midi(read_bytes(path, options.limits.max_bytes), display(path), options);
}

Bytes without_riff(Bytes file) {
    if (!is_rmid(file)) return file;
    const RmidContent content = rmid_content(file);
    return {content.midi.begin(), content.midi.end()};
}

}  // namespace affetto
