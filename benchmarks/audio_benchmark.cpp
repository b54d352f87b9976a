#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cmath>
#include <ctime>
#include <iostream>
#include <numbers>
#include <thread>

#include "affetto/audio/mono_sound.hpp"
#include "affetto/audio/sound_file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/random.hpp"

// Speed of reading sound, as one JSON line like those of peers/decode.c and peers/decode.py; `make`
// writes the file that all of them read. audio_compare runs them in turn.

namespace affetto {
namespace {

/// A plucked chord on each side over a little noise: something for an encoder to do.
AudioBuffer made_up_music(double seconds) {
    AudioBuffer sound;
    Random random(1);
    const auto frames = static_cast<int>(seconds * sound.sample_rate_hz);
    for (int i = 0; i < frames; ++i) {
        const double t = static_cast<double>(i) / sound.sample_rate_hz;
        for (int side = 0; side < 2; ++side) {
            double sample = 0.01 * random.normal();
            for (int note = 0; note < 6; ++note) {
                const double age = std::fmod(t + 0.13 * note + 0.29 * side, 0.8);
                const double hertz = 110 * std::pow(2.0, (5 * note + 2 * side) / 12.0);
                for (int partial = 1; partial <= 4; ++partial)
                    sample += 0.08 / partial * std::exp(-3 * partial * age) *
                              std::sin(2 * std::numbers::pi * hertz * partial * age);
            }
            sound.samples.push_back(static_cast<float>(sample));
        }
    }
    return sound;
}

struct Moment {
    std::chrono::steady_clock::time_point wall = std::chrono::steady_clock::now();
    double processor = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
};

Json speed(const Moment& start, double seconds) {
    const Moment end;
    return {{"seconds", seconds},
            {"cpu_seconds", end.processor - start.processor},
            {"wall_seconds", std::chrono::duration<double>(end.wall - start.wall).count()}};
}

/// Reads the file `times` times on each of `threads` threads' turn.
Json decode(const Path& path, int rate, int times, int threads) {
    (void)read_mono(path, rate);  // the file is in memory, tables are made
    std::atomic<int> left = times;
    std::atomic<std::size_t> frames = 0;
    const Moment start;
    const auto work = [&] {
        while (left.fetch_sub(1) > 0) frames += read_mono(path, rate).frames();
    };
    std::vector<std::thread> others;
    for (int t = 1; t < threads; ++t) others.emplace_back(work);
    work();
    for (std::thread& thread : others) thread.join();
    return speed(start, static_cast<double>(frames) / rate);
}

/// Reads the file once, block by block, without keeping it.
Json stream(const Path& path, int rate) {
    const Moment start;
    std::size_t frames = 0;
    read_mono_blocks(path, rate, {}, [&](std::span<const float> block) { frames += block.size(); });
    return speed(start, static_cast<double>(frames) / rate);
}

int run(int argc, char** argv) {
    CLI::App app("Speed of reading sound");
    app.require_subcommand(1);
    std::string file;
    double seconds = 45;
    int rate = 24'000, times = 10, threads = 1;
    auto* make = app.add_subcommand("make", "write made-up music as stereo MP3 at 44.1 kHz");
    make->add_option("--seconds", seconds, "its length");
    auto* decode_it = app.add_subcommand("decode", "read the file into memory, again and again");
    decode_it->add_option("--times", times, "how often");
    decode_it->add_option("--threads", threads, "how many threads share this");
    auto* stream_it = app.add_subcommand("stream", "read the file once, block by block");
    for (auto* command : {make, decode_it, stream_it})
        command->add_option("FILE", file, "a sound file")->required();
    for (auto* command : {decode_it, stream_it})
        command->add_option("--rate", rate, "mono at this rate, in Hz");
    CLI11_PARSE(app, argc, argv);
    if (*make) write_sound(file, made_up_music(seconds), "mp3");
    if (*decode_it) std::cout << decode(file, rate, times, threads).dump() << "\n";
    if (*stream_it) std::cout << stream(file, rate).dump() << "\n";
    return 0;
}

}  // namespace
}  // namespace affetto

int main(int argc, char** argv) { return affetto::run(argc, argv); }
