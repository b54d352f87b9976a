#pragma once

#include <compare>
#include <cstdint>

namespace affetto {

/// Three measures of musical time. They are types of their own, so that mixing them does not
/// compile; `TempoMap` (midi/score.hpp) converts between them.
template <class Tag, class Number>
struct TimeValue {
    Number value = 0;

    constexpr TimeValue() = default;
    constexpr explicit TimeValue(Number v) : value(v) {}

    friend constexpr bool operator==(TimeValue a, TimeValue b) { return a.value == b.value; }
    friend constexpr auto operator<=>(TimeValue a, TimeValue b) { return a.value <=> b.value; }
    friend constexpr TimeValue operator+(TimeValue a, TimeValue b) {
        return TimeValue(a.value + b.value);
    }
    friend constexpr TimeValue operator-(TimeValue a, TimeValue b) {
        return TimeValue(a.value - b.value);
    }
    friend constexpr TimeValue operator*(TimeValue a, Number k) { return TimeValue(a.value * k); }
    constexpr TimeValue& operator+=(TimeValue b) {
        value += b.value;
        return *this;
    }
    constexpr TimeValue& operator-=(TimeValue b) {
        value -= b.value;
        return *this;
    }
};

using Ticks = TimeValue<struct TicksTag, std::int64_t>;  ///< the unit of a MIDI file
using Beats = TimeValue<struct BeatsTag, double>;  ///< quarter notes from the start of the score
using Seconds = TimeValue<struct SecondsTag, double>;  ///< seconds from the start of the score

}  // namespace affetto
