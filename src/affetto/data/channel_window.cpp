#include "affetto/data/channel_window.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace affetto {
namespace {

constexpr int kDataHigh = 6, kDataLow = 38, kDataUp = 96, kDataDown = 97;
constexpr int kOtherLow = 98, kOtherHigh = 99, kRegisteredLow = 100, kRegisteredHigh = 101;
constexpr int kNoNumber = 127;  // high and low: no parameter is chosen

/// A parameter of a channel as two controllers choose it.
struct Parameter {
    bool registered = true;
    int high = kNoNumber, low = kNoNumber;

    bool is_none() const { return high == kNoNumber && low == kNoNumber; }
    friend bool operator==(const Parameter&, const Parameter&) = default;
};

bool is_data(int controller) {
    return controller == kDataHigh || controller == kDataLow || controller == kDataUp ||
           controller == kDataDown;
}

/// The values that a channel's controllers have, after any number of changes.
class ControllersInForce {
public:
    void take(const ControlChange& c) {
        if (c.controller >= kOtherLow && c.controller <= kRegisteredHigh)
            choose(c);
        else if (is_data(c.controller))
            set_parameter(c);
        else
            plain_[c.controller] = c.value;
    }

    /// Changes at tick 0 that lead to these values.
    std::vector<ControlChange> changes() const {
        std::vector<ControlChange> changes;
        for (const auto& [controller, value] : plain_)
            changes.push_back({Ticks(0), controller, value});
        std::optional<Parameter> chosen;
        for (const Setting& setting : settings_) {
            append_choice(changes, setting.parameter);
            for (const ControlChange& data : setting.data) changes.push_back(data);
            chosen = setting.parameter;
        }
        if (chosen_ && chosen_ != chosen) append_choice(changes, *chosen_);
        return changes;
    }

private:
    struct Setting {
        Parameter parameter;
        std::vector<ControlChange> data;
    };

    void choose(const ControlChange& c) {
        const bool registered = c.controller >= kRegisteredLow;
        Parameter& parameter = registered ? registered_ : other_;
        const bool high = c.controller == kRegisteredHigh || c.controller == kOtherHigh;
        (high ? parameter.high : parameter.low) = c.value;
        chosen_ = parameter;
    }

    void set_parameter(const ControlChange& c) {
        if (!chosen_ || chosen_->is_none()) return;  // meant for no parameter: without effect
        auto setting = std::find_if(settings_.begin(), settings_.end(),
                                    [this](const Setting& s) { return s.parameter == *chosen_; });
        if (setting == settings_.end()) setting = settings_.insert(settings_.end(), {*chosen_, {}});
        std::vector<ControlChange>& data = setting->data;
        if (c.controller == kDataHigh) data.clear();
        if (c.controller == kDataLow)
            std::erase_if(data, [](const ControlChange& d) { return d.controller == kDataLow; });
        data.push_back({Ticks(0), c.controller, c.value});
    }

    static void append_choice(std::vector<ControlChange>& changes, const Parameter& p) {
        changes.push_back({Ticks(0), p.registered ? kRegisteredHigh : kOtherHigh, p.high});
        changes.push_back({Ticks(0), p.registered ? kRegisteredLow : kOtherLow, p.low});
    }

    std::map<int, int> plain_;
    std::vector<Setting> settings_;
    Parameter registered_{true}, other_{false};
    std::optional<Parameter> chosen_;
};

std::vector<ControlChange> cut_controls(const std::vector<ControlChange>& controls, Ticks from,
                                        Ticks to) {
    ControllersInForce in_force;
    std::vector<ControlChange> later;
    for (const ControlChange& c : controls) {
        if (c.at >= to) break;
        if (c.at <= from)
            in_force.take(c);
        else
            later.push_back({c.at - from, c.controller, c.value});
    }
    std::vector<ControlChange> cut = in_force.changes();
    cut.insert(cut.end(), later.begin(), later.end());
    return cut;
}

std::vector<PitchBend> cut_bends(const std::vector<PitchBend>& bends, Ticks from, Ticks to) {
    std::vector<PitchBend> cut;
    for (const PitchBend& bend : bends) {
        if (bend.at >= to) break;
        if (bend.at <= from) cut.clear();
        cut.push_back({std::max(Ticks(0), bend.at - from), bend.value});
    }
    return cut;
}

}  // namespace

Channel cut_channel(const Channel& channel, Ticks from, Ticks to) {
    return {cut_controls(channel.controls, from, to), cut_bends(channel.pitch_bends, from, to)};
}

}  // namespace affetto
