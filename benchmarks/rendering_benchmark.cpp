#include <benchmark/benchmark.h>

#include "affetto/core/random.hpp"
#include "affetto/rendering/renderer.hpp"

// How many times faster than it sounds a piece is rendered, on one core.

namespace affetto {
namespace {

/// A minute of piano, eight notes a second.
Score minute_of_piano() {
    Random random(1);
    Score score;
    Part part;
    for (int n = 0; n < 480; ++n)
        part.notes.push_back({Ticks(120 * n), Ticks(random.integer(100, 900)),
                              random.integer(36, 84), random.integer(40, 100)});
    score.parts.push_back(std::move(part));
    return score;
}

void render_a_minute_of_piano(benchmark::State& state) {
    const Score score = minute_of_piano();
    const Renderer renderer;
    double seconds = 0;
    for (auto _ : state) seconds += renderer.render(score).sound.seconds();
    state.counters["times_real_time"] = benchmark::Counter(seconds, benchmark::Counter::kIsRate);
}
BENCHMARK(render_a_minute_of_piano)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace affetto
