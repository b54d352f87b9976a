#include "affetto/generation/bars.hpp"

#include <algorithm>
#include <cmath>

namespace affetto {

namespace {
constexpr double kSlowestBpm = 10, kFastestBpm = 1000;
}

Bars::Bars(const PiecePlan& plan) : bar_beats_(plan.condition.bar_beats()) {
    double bpm = plan.condition.tempo_bpm;
    for (;;) {
        bars_.push_back({end_seconds_, bpm});
        const double length = bar_beats_ * 60 / bpm;
        end_seconds_ += length;
        bpm = std::clamp(std::round(plan.tempo_at(end_seconds_)), kSlowestBpm, kFastestBpm);
        if (plan.bars > 0) {
            if (count() >= plan.bars) return;
            continue;
        }
        // One more bar would end further away.
        const double next = bar_beats_ * 60 / bpm;
        if (end_seconds_ + next - plan.seconds > std::abs(plan.seconds - end_seconds_)) return;
    }
}

const Bars::Bar& Bars::bar_at(double beat) const {
    const auto index = static_cast<std::ptrdiff_t>(std::floor(beat / bar_beats_ + 1e-9));
    return bars_[static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(index, 0, std::ssize(bars_) - 1))];
}

double Bars::seconds_at(double beat) const {
    const Bar& bar = bar_at(beat);
    const double start = static_cast<double>(&bar - bars_.data()) * bar_beats_;
    return std::min(end_seconds_, bar.start_seconds + (beat - start) * 60 / bar.bpm);
}

double Bars::bpm_at(double beat) const { return bar_at(beat).bpm; }

std::vector<Bars::Tempo> Bars::tempos() const {
    std::vector<Tempo> tempos;
    for (std::size_t i = 0; i < bars_.size(); ++i)
        if (i == 0 || bars_[i].bpm != bars_[i - 1].bpm)
            tempos.push_back({static_cast<double>(i) * bar_beats_, bars_[i].bpm});
    return tempos;
}

void add_tempos(Score& score, const Bars& bars) {
    for (const Bars::Tempo& tempo : bars.tempos())
        if (tempo.beat > 0)
            score.tempos.push_back(
                {Ticks(std::llround(tempo.beat * score.ticks_per_beat)), tempo.bpm});
}

}  // namespace affetto
