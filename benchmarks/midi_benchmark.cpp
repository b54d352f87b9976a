#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>

#include "affetto/core/random.hpp"
#include "affetto/midi/midi_file.hpp"

// Bytes a second, on one core: of a made-up ensemble piece, and of the real files in the folder
// that AFFETTO_BENCHMARK_MIDI names, where it is set.

namespace affetto {
namespace {

/// Four parts of 20,000 notes, with pedal and chords, at random.
Score ensemble() {
    Random random(1);
    Score score;
    score.tempos = {{Ticks(0), 120}};
    for (int p = 0; p < 4; ++p) {
        Part part;
        part.name = "Part";
        part.program = p;
        part.channel = score.channels.size();
        Channel& channel = score.channels.emplace_back();
        Ticks onset;
        for (int n = 0; n < 20'000; ++n) {
            part.notes.push_back({onset, Ticks(random.integer(30, 500)), random.integer(30, 90),
                                  random.integer(30, 110)});
            if (n % 8 == 0) channel.controls.push_back({onset, 64, n % 16 == 0 ? 127 : 0});
            if (random.chance(0.6)) onset += Ticks(random.integer(60, 480));
        }
        score.parts.push_back(std::move(part));
    }
    return score;
}

void set_bytes(benchmark::State& state, std::size_t bytes) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void parse_ensemble(benchmark::State& state) {
    const Bytes file = serialize_midi(ensemble());
    for (auto _ : state) benchmark::DoNotOptimize(parse_midi(file, "ensemble"));
    set_bytes(state, file.size());
}
BENCHMARK(parse_ensemble)->Unit(benchmark::kMillisecond);

void write_ensemble(benchmark::State& state) {
    const Score score = ensemble();
    std::size_t bytes = 0;
    for (auto _ : state) {
        const Bytes file = serialize_midi(score);
        benchmark::DoNotOptimize(file.data());
        bytes = file.size();
    }
    set_bytes(state, bytes);
}
BENCHMARK(write_ensemble)->Unit(benchmark::kMillisecond);

void parse_real_files(benchmark::State& state) {
    const char* folder = std::getenv("AFFETTO_BENCHMARK_MIDI");
    if (folder == nullptr) {
        state.SkipWithError("set AFFETTO_BENCHMARK_MIDI to a folder of MIDI files");
        return;
    }
    std::vector<Bytes> files;
    std::size_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".mid") continue;
        files.push_back(read_bytes(entry.path()));
        bytes += files.back().size();
    }
    for (auto _ : state)
        for (const Bytes& file : files) benchmark::DoNotOptimize(parse_midi(file, "real"));
    set_bytes(state, bytes);
    state.counters["files"] = static_cast<double>(files.size());
}
BENCHMARK(parse_real_files)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace affetto
