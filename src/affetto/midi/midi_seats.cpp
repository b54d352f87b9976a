#include "affetto/midi/midi_seats.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr int kDrumChannel = 9;
constexpr int kNumChannels = 16;
constexpr int kPorts = 128;

/// The notes of some parts, so that it can be asked which of another part's notes sound with one
/// of the same pitch.
class SoundingNotes {
public:
    void add(const Part& part) {
        for (const Note& note : part.notes) spans(note).emplace_back(note.onset, end_of(note));
        for (std::vector<Span>& of_pitch : by_pitch_) {
            std::sort(of_pitch.begin(), of_pitch.end());
            std::vector<Span> joined;
            for (const Span& span : of_pitch)
                if (!joined.empty() && span.first <= joined.back().second)
                    joined.back().second = std::max(joined.back().second, span.second);
                else
                    joined.push_back(span);
            of_pitch = std::move(joined);
        }
    }

    std::size_t meetings(const Part& part) const {
        std::size_t count = 0;
        for (const Note& note : part.notes) {
            const std::vector<Span>& of_pitch = spans(note);
            const auto after =
                std::lower_bound(of_pitch.begin(), of_pitch.end(), Span{end_of(note), Ticks(0)});
            if (after != of_pitch.begin() && std::prev(after)->second > note.onset) ++count;
        }
        return count;
    }

private:
    using Span = std::pair<Ticks, Ticks>;

    static Ticks end_of(const Note& note) { return note.onset + note.duration; }
    const std::vector<Span>& spans(const Note& note) const {
        return by_pitch_[static_cast<std::size_t>(note.pitch & 127)];
    }
    std::vector<Span>& spans(const Note& note) {
        return by_pitch_[static_cast<std::size_t>(note.pitch & 127)];
    }

    std::array<std::vector<Span>, 128> by_pitch_;
};

/// Hands out the seats of melodic parts, or those of drums.
class Seats {
public:
    /// `channels`: of a port, in the order in which they are given.
    Seats(const Score& score, bool drums, std::vector<int> channels)
        : channels_(std::move(channels)) {
        std::set<std::size_t> apart;
        for (const Part& part : score.parts)
            if (part.drums == drums) {
                if (part.channel)
                    apart.insert(*part.channel);
                else
                    ++free_parts_;
            }
        const std::size_t needed = apart.size() + (free_parts_ > 0 ? 1 : 0);
        const std::size_t ports = (needed + channels_.size() - 1) / channels_.size();
        if (ports > kPorts)
            throw DataError("cannot write the score as MIDI: " + std::to_string(needed) +
                            " channels with controllers of their own; expected " +
                            std::to_string(kPorts * channels_.size()) + " at most");
        free_seats_ = std::min(free_parts_, ports * channels_.size() - apart.size());
    }

    MidiSeat seat(const Part& part) {
        if (part.channel) {
            const auto known = seat_of_channel_.try_emplace(*part.channel, next_);
            return seat(known.second ? next_++ : known.first->second);
        }
        SharedSeat& shared =
            shared_.size() < free_seats_ ? shared_.emplace_back(next_++) : best_for(part);
        if (free_parts_ > free_seats_) shared.notes.add(part);
        shared.programs.insert(part.program);
        ++shared.parts;
        return seat(shared.number);
    }

private:
    struct SharedSeat {
        explicit SharedSeat(std::size_t n) : number(n) {}
        std::size_t number;
        SoundingNotes notes;
        std::set<int> programs;
        std::size_t parts = 0;
    };

    MidiSeat seat(std::size_t number) const {
        return {static_cast<int>(number / channels_.size()), channels_[number % channels_.size()]};
    }

    SharedSeat& best_for(const Part& part) {
        using Cost = std::tuple<std::size_t, bool, std::size_t>;
        const auto cost = [&part](const SharedSeat& seat) {
            return Cost(seat.notes.meetings(part), !seat.programs.contains(part.program),
                        seat.parts);
        };
        SharedSeat* best = &shared_.front();
        Cost least = cost(*best);
        for (SharedSeat& seat : shared_)
            if (const Cost c = cost(seat); c < least) {
                best = &seat;
                least = c;
            }
        return *best;
    }

    std::vector<int> channels_;
    std::size_t free_parts_ = 0;
    std::size_t free_seats_ = 0;
    std::size_t next_ = 0;
    std::map<std::size_t, std::size_t> seat_of_channel_;
    std::vector<SharedSeat> shared_;
};

struct Onset {
    Ticks at;
    std::size_t part = 0;

    friend auto operator<=>(const Onset&, const Onset&) = default;
};

/// The onsets of some parts, each tick of each part once, sorted.
std::vector<Onset> onsets_of(const Score& score, const std::vector<std::size_t>& parts) {
    std::vector<Onset> onsets;
    for (const std::size_t p : parts)
        for (const Note& note : score.parts[p].notes) onsets.push_back({note.onset, p});
    std::sort(onsets.begin(), onsets.end());
    onsets.erase(std::unique(onsets.begin(), onsets.end()), onsets.end());
    return onsets;
}

/// Parts of several programs on one channel: wherever another program than the one in force begins
/// to play, all that begin there choose theirs. So no reader needs to know in which order the
/// tracks are played at one tick.
void choose_in_turns(const Score& score, const std::vector<std::size_t>& parts,
                     std::vector<ProgramTicks>& ticks) {
    const std::vector<Onset> onsets = onsets_of(score, parts);
    const auto program = [&](const Onset& o) { return score.parts[o.part].program; };
    int in_force = -1;
    for (auto first = onsets.begin(); first != onsets.end();) {
        const auto end =
            std::find_if(first, onsets.end(), [&](const Onset& o) { return o.at != first->at; });
        if (std::any_of(first, end, [&](const Onset& o) { return program(o) != in_force; }))
            for (auto onset = first; onset != end; ++onset) ticks[onset->part].push_back(onset->at);
        in_force = program(*std::prev(end));
        first = end;
    }
}

}  // namespace

std::vector<MidiSeat> seat_parts(const Score& score) {
    std::vector<int> melodic_channels;
    for (int c = 0; c < kNumChannels; ++c)
        if (c != kDrumChannel) melodic_channels.push_back(c);
    Seats melodic(score, false, std::move(melodic_channels)), drums(score, true, {kDrumChannel});
    std::vector<MidiSeat> seats;
    for (const Part& part : score.parts) seats.push_back((part.drums ? drums : melodic).seat(part));
    return seats;
}

std::vector<ProgramTicks> program_ticks(const Score& score, const std::vector<MidiSeat>& seats) {
    std::map<MidiSeat, std::vector<std::size_t>> parts_of_seat;
    for (std::size_t p = 0; p < seats.size(); ++p) parts_of_seat[seats[p]].push_back(p);
    std::vector<ProgramTicks> ticks(seats.size());
    for (const auto& entry : parts_of_seat) {
        const std::vector<std::size_t>& parts = entry.second;
        const bool one_program = std::all_of(parts.begin(), parts.end(), [&](std::size_t p) {
            return score.parts[p].program == score.parts[parts.front()].program;
        });
        if (!one_program)
            choose_in_turns(score, parts, ticks);
        else
            for (const std::size_t p : parts) ticks[p] = {Ticks(0)};
    }
    return ticks;
}

}  // namespace affetto
