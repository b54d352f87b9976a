#include "midi/random_score.hpp"

#include <algorithm>
#include <array>

namespace affetto::test {
namespace {

std::string random_name(Random& random) {
    static constexpr std::array<const char*, 5> kNames = {"", "Piano", "Flöte", "笛", "Left hand"};
    return kNames[static_cast<std::size_t>(random.integer(0, 4))];
}

template <class Change, class Make>
std::vector<Change> random_changes(Random& random, Make make) {
    std::vector<Change> changes;
    Ticks at(random.chance(0.5) ? 0 : random.integer(0, 2000));
    for (int n = random.integer(0, 4); n > 0; --n) {
        changes.push_back(make(at));
        at += Ticks(random.integer(1, 5000));
    }
    return changes;
}

Part random_part(Random& random) {
    Part part;
    part.name = random_name(random);
    part.drums = random.chance(0.2);
    part.program = random.integer(0, 127);
    std::array<Ticks, 128> free_from;
    Ticks onset(random.integer(0, 1000));
    for (int n = random.integer(1, 60); n > 0; --n) {
        const int pitch = random.integer(0, 127);
        Ticks& free = free_from[static_cast<std::size_t>(pitch)];
        if (free <= onset) {
            const Ticks duration(random.integer(1, 3000));
            part.notes.push_back({onset, duration, pitch, random.integer(1, 127)});
            free = onset + duration;
        }
        onset += Ticks(random.chance(0.3) ? 0 : random.integer(1, 2000));
    }
    std::sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
        return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
    });
    return part;
}

Channel random_channel(Random& random) {
    Channel channel;
    Ticks at;
    for (int n = random.integer(1, 20); n > 0; --n) {
        at += Ticks(random.integer(0, 1000));
        channel.controls.push_back({at, random.integer(0, 119), random.integer(0, 127)});
    }
    at = Ticks(0);
    for (int n = random.integer(0, 5); n > 0; --n) {
        at += Ticks(random.integer(0, 1000));
        channel.pitch_bends.push_back({at, random.integer(-8192, 8191)});
    }
    return channel;
}

/// Parts on channels of their own, on shared ones and on none.
void seat_at_random(Random& random, Score& score) {
    std::array<std::vector<std::size_t>, 2> known;  // melodic ones and those of drums
    for (Part& part : score.parts) {
        if (random.chance(0.4)) continue;
        std::vector<std::size_t>& channels = known[part.drums ? 1 : 0];
        if (channels.empty() || random.chance(0.6)) {
            channels.push_back(score.channels.size());
            score.channels.push_back(random_channel(random));
            part.channel = channels.back();
        } else {
            part.channel = channels[static_cast<std::size_t>(
                random.integer(0, static_cast<int>(channels.size()) - 1))];
        }
    }
}

}  // namespace

Score random_score(Random& random) {
    Score score;
    score.ticks_per_beat = random.integer(1'000, 32'767);
    score.title = random_name(random);
    const int parts = random.integer(0, random.chance(0.2) ? 60 : 15);
    for (int n = 0; n < parts; ++n) score.parts.push_back(random_part(random));
    seat_at_random(random, score);
    score.tempos = random_changes<TempoChange>(random, [&](Ticks at) {
        return TempoChange{at, 60e6 / random.integer(200'000, 2'000'000)};
    });
    score.time_signatures = random_changes<TimeSignature>(random, [&](Ticks at) {
        return TimeSignature{at, random.integer(1, 255), 1 << random.integer(0, 8)};
    });
    score.key_signatures = random_changes<KeySignature>(random, [&](Ticks at) {
        return KeySignature{at, random.integer(-7, 7), random.chance(0.5)};
    });
    return score;
}

}  // namespace affetto::test
