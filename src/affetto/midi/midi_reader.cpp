#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/midi/midi_track.hpp"

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

/// Program changes of one channel in all tracks: they hold for every track that plays on it.
using ChannelPrograms = std::array<std::vector<MidiChannel::ProgramChange>, 16>;

ChannelPrograms programs_by_channel(const std::vector<MidiTrack>& tracks) {
    ChannelPrograms programs;
    for (std::size_t c = 0; c < programs.size(); ++c) {
        for (const MidiTrack& track : tracks)
            if (track.channels[c])
                programs[c].insert(programs[c].end(), track.channels[c]->programs().begin(),
                                   track.channels[c]->programs().end());
        std::stable_sort(programs[c].begin(), programs[c].end(),
                         [](const auto& a, const auto& b) { return a.at < b.at; });
    }
    return programs;
}

/// The program in force at `t`; nullopt where none was chosen by then.
std::optional<int> program_at(const std::vector<MidiChannel::ProgramChange>& changes, Ticks t) {
    const auto after = std::upper_bound(
        changes.begin(), changes.end(), t,
        [](Ticks tick, const MidiChannel::ProgramChange& c) { return tick < c.at; });
    if (after == changes.begin()) return std::nullopt;
    return std::prev(after)->program;
}

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
    std::size_t lost_programs = 0;
    std::size_t borrowed_status = 0;
    std::size_t open_tracks = 0;
    std::size_t bytes_after_end = 0;
};

class Reader {
public:
    Reader(std::span<const std::byte> bytes, std::string_view name, const MidiReadOptions& options)
        : bytes_(bytes, 0), name_(name), options_(options) {
        if (bytes.size() > options.limits.max_bytes)
            throw DataError(name_ + ": " + std::to_string(bytes.size()) +
                            " bytes, more than the limit of " +
                            std::to_string(options.limits.max_bytes) + " for a MIDI file");
    }

    MidiReadResult read() {
        try {
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
        MidiEventBudget budget{options_.limits.max_events};
        Ticks sequence_end;
        for (track_ = 1; track_ <= header_.tracks; ++track_) {
            std::optional<MidiFault> cut;
            MidiBytes content({}, 0);
            try {
                content = next_track(bytes_, options_.lenient, cut);
            } catch (const MidiFault& fault) {
                fail_or_warn(fault);
                break;
            }
            const std::size_t end = content.offset() + content.left();
            const Ticks start = header_.format == 2 ? sequence_end : Ticks(0);
            tracks_.push_back(read_midi_track(content, start, header_.time_base, budget));
            const MidiTrack& track = tracks_.back();
            sequence_end = track.end;
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

    void assemble() {
        Score& score = result_.score;
        result_.format = header_.format;
        score.ticks_per_beat = header_.ticks_per_beat;
        if (header_.bpm) score.tempos.push_back({Ticks(0), *header_.bpm});
        const ChannelPrograms programs = programs_by_channel(tracks_);
        for (MidiTrack& track : tracks_) {
            const std::size_t parts_before = score.parts.size();
            for (std::size_t c = 0; c < track.channels.size(); ++c)
                if (track.channels[c] && !track.channels[c]->notes().empty())
                    score.parts.push_back(part(track, c, programs[c]));
            const bool silent = score.parts.size() == parts_before;
            const bool first = &track == &tracks_.front();
            if (first && (silent || header_.format == 0)) score.title = track.name;
            append(score.tempos, track.tempos);
            append(score.time_signatures, track.time_signatures);
            append(score.key_signatures, track.key_signatures);
            tally_.unclosed_notes += track.unclosed_notes;
            tally_.borrowed_status += track.borrowed_status;
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

    Part part(MidiTrack& track, std::size_t channel_number,
              const std::vector<MidiChannel::ProgramChange>& all_programs) {
        MidiChannel& channel = *track.channels[channel_number];
        Part part;
        if (header_.format != 0) part.name = track.name;
        part.drums = channel_number == kDrumChannel;
        part.notes = std::move(channel.notes());
        part.controls = std::move(channel.controls());
        part.pitch_bends = std::move(channel.pitch_bends());
        const Ticks first = part.notes.front().onset;
        part.program = program_at(channel.programs(), first)
                           .value_or(program_at(all_programs, first).value_or(0));
        for (const auto& change : channel.programs())
            if (change.at > first && change.program != part.program) ++tally_.lost_programs;
        tally_.lengthened_notes += channel.lengthened_notes();
        return part;
    }

    void add_warnings() {
        const auto warn = [this](std::size_t count, const char* what) {
            if (count > 0) result_.warnings.push_back(std::to_string(count) + " " + what);
        };
        warn(tally_.unclosed_notes, "notes were never closed; they end with their track");
        warn(tally_.lengthened_notes, "notes of no length got one tick");
        warn(tally_.lost_programs, "program changes within a part are not kept");
        warn(tally_.borrowed_status, "events use running status across a meta event");
        warn(tally_.open_tracks, "tracks lack an end of track event");
        warn(tally_.bytes_after_end,
             "bytes after the end of a track or of the last one are ignored");
    }

    MidiBytes bytes_;
    std::string name_;
    MidiReadOptions options_;
    Header header_;
    std::vector<MidiTrack> tracks_;
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

}  // namespace affetto
