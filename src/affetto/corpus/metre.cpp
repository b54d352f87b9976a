#include "affetto/corpus/metre.hpp"

namespace affetto {
namespace {

// clang-format off
const std::vector<Metre>& metre_table() {
    static const std::vector<Metre> table = {
        {"4/4", 4, 4, 16, 16, false, {4, 4, 4, 4}, {{16, false}}, {{8, false}, {8, false}}, 5},
        {"3/4", 3, 4, 12, 12, false, {4, 4, 4}, {{12, true}}, {{8, false}, {4, false}}, 3},
        {"6/8", 6, 8, 12, 12, true, {6, 6}, {{12, true}}, {{6, true}, {6, true}}, 2},
        {"2/4", 2, 4, 8, 16, false, {4, 4, 4, 4}, {{8, false}, {8, false}}, {{8, false}, {8, false}}, 1.5},
        {"5/4", 5, 4, 20, 20, false, {4, 4, 4, 4, 4}, {{12, true}, {8, false}}, {{12, true}, {8, false}}, 0.8},
        {"7/8", 7, 8, 14, 14, false, {4, 4, 6}, {{8, false}, {6, true}}, {{8, false}, {6, true}}, 0.6},
    };
    return table;
}
// clang-format on

}  // namespace

std::span<const Metre> metres() { return metre_table(); }

double metric_strength(const Metre& metre, int step) {
    const int in_unit = step % metre.unit_steps;
    if (in_unit == 0) return 3;
    if (in_unit == metre.half_spans.front().steps) return 2;
    int at = 0;
    for (const int beat : metre.beats)
        if ((at += beat) == in_unit) return 1;
    return in_unit % 2 == 0 ? 0.5 : 0;
}

}  // namespace affetto
