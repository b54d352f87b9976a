#include "affetto/midi/midi_changes.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace affetto {
namespace {

struct ResetValue {
    int controller;
    int value;
};
/// Recommended practice RP-015, "Response to Reset All Controllers".
constexpr std::array kResetValues = {ResetValue{1, 0},    ResetValue{11, 127}, ResetValue{64, 0},
                                     ResetValue{65, 0},   ResetValue{66, 0},   ResetValue{67, 0},
                                     ResetValue{99, 127}, ResetValue{98, 127}, ResetValue{101, 127},
                                     ResetValue{100, 127}};

/// Follows a channel's messages through time.
class ChannelWriter {
public:
    void control(Ticks at, int controller, int value) {
        current_[static_cast<std::size_t>(controller)] = value;
        channel.controls.push_back({at, controller, value});
    }

    void reset(Ticks at) {
        for (const ResetValue& r : kResetValues) {
            const int current = current_[static_cast<std::size_t>(r.controller)];
            if (current != kUntouched && current != r.value) control(at, r.controller, r.value);
        }
        if (!channel.pitch_bends.empty() && channel.pitch_bends.back().value != 0)
            channel.pitch_bends.push_back({at, 0});
    }

    Channel channel;

private:
    static constexpr int kUntouched = -1;

    std::array<int, 128> current_ = [] {
        std::array<int, 128> untouched;
        untouched.fill(kUntouched);
        return untouched;
    }();
};

}  // namespace

Channel to_channel(const std::vector<MidiChange>& changes) {
    ChannelWriter writer;
    for (const MidiChange& change : changes) {
        if (change.what == kBendChange)
            writer.channel.pitch_bends.push_back({change.at, change.value});
        else if (change.what == kResetChange)
            writer.reset(change.at);
        else
            writer.control(change.at, change.what, change.value);
    }
    return std::move(writer.channel);
}

void ChannelPrograms::add(int track, const std::vector<MidiProgram>& programs) {
    for (const MidiProgram& p : programs) changes_.push_back({p.at, track, p.program});
}

void ChannelPrograms::sort() {
    std::stable_sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
        return std::tie(a.at, a.track) < std::tie(b.at, b.track);
    });
}

int ChannelPrograms::at(Ticks onset, int track) const {
    const auto after = std::upper_bound(changes_.begin(), changes_.end(), onset,
                                        [](Ticks t, const Change& c) { return t < c.at; });
    if (after == changes_.begin()) return 0;
    const auto last = std::prev(after);
    const auto behind = std::upper_bound(changes_.begin(), after, std::pair(last->at, track),
                                         [](const std::pair<Ticks, int>& place, const Change& c) {
                                             return place < std::pair(c.at, c.track);
                                         });
    if (behind != changes_.begin() && std::prev(behind)->at == last->at)
        return std::prev(behind)->program;
    return last->program;
}

}  // namespace affetto
