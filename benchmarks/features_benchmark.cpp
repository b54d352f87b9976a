#include <CLI/CLI.hpp>
#include <chrono>
#include <cstring>
#include <ctime>
#include <iostream>

#include "affetto/core/file.hpp"
#include "affetto/core/json.hpp"
#include "affetto/features/feature_sound.hpp"
#include "affetto/features/phase_start.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "affetto/tensor/runtime.hpp"

// Speed and fidelity of the spectral features on one thread, as one JSON line like that of
// peers/features.py. Sounds are files of plain float32 samples, mono, at 24 kHz; features_compare
// makes them.

namespace affetto {
namespace {

at::Tensor read_samples(const Path& path) {
    const Bytes bytes = read_bytes(path);
    at::Tensor samples =
        at::empty({static_cast<std::int64_t>(bytes.size() / sizeof(float))}, at::kFloat);
    std::memcpy(samples.data_ptr<float>(), bytes.data(), samples.nbytes());
    return samples;
}

void write_samples(const Path& path, const at::Tensor& samples) {
    const at::Tensor x = samples.contiguous();
    Bytes bytes(x.nbytes());
    std::memcpy(bytes.data(), x.data_ptr<float>(), bytes.size());
    write_bytes(path, bytes);
}

/// Runs `work` once to warm up, then `repeats` times: seconds of sound a second of processor time.
template <class Work>
Json speed(const at::Tensor& samples, int sample_rate_hz, int repeats, const Work& work) {
    work();
    const std::clock_t start = std::clock();
    const auto wall = std::chrono::steady_clock::now();
    for (int i = 0; i < repeats; ++i) work();
    const double seconds = static_cast<double>(samples.size(0)) / sample_rate_hz * repeats;
    const double taken = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    const std::chrono::duration<double> wall_taken = std::chrono::steady_clock::now() - wall;
    return {{"sound_per_cpu_second", seconds / taken},
            {"sound_per_second", seconds / wall_taken.count()}};
}

struct Options {
    std::string samples, out, start = "single_pass", method;
    int iterations = GriffinLimConfig{}.iterations, repeats = 1;
};

Json run(const std::string& command, const Options& options) {
    const at::Tensor samples = read_samples(options.samples);
    const MelConfig config;
    const MelSpectrogram mel(config);
    if (command == "log-mel")
        return speed(samples, config.sample_rate_hz, options.repeats,
                     [&] { mel.log_power(samples); });
    FeatureSoundConfig back;
    back.griffin_lim.iterations = options.iterations;
    if (!options.method.empty()) back.inversion.method = options.method;
    if (command == "mel-inversion") {
        const MelInversion inversion(mel.filterbank(), back.inversion);
        const at::Tensor power = mel.power(samples);
        at::Tensor found;
        const Json json = speed(samples, config.sample_rate_hz, options.repeats,
                                [&] { found = inversion.magnitude(power); });
        if (!options.out.empty()) write_samples(options.out, found);
        return json;
    }
    const at::Tensor magnitude = mel.stft().magnitude(samples);
    at::Tensor sound;
    Json json;
    if (command == "griffin-lim") {
        json = speed(samples, config.sample_rate_hz, options.repeats, [&] {
            at::Generator rng = make_generator(1);
            const at::Tensor start = options.start == "random"
                                         ? random_phases(magnitude, rng)
                                         : single_pass_phases(magnitude, config.stft);
            sound = griffin_lim(mel.stft(), magnitude, start, samples.size(0), back.griffin_lim);
        });
    } else {
        const at::Tensor log_mel = mel.log_power(samples);
        json = speed(samples, config.sample_rate_hz, options.repeats,
                     [&] { sound = sound_of_log_mel(log_mel, config, back); });
    }
    if (!options.out.empty()) write_samples(options.out, sound);
    return json;
}

}  // namespace
}  // namespace affetto

int main(int argc, char** argv) {
    CLI::App app("Speed and fidelity of the spectral features");
    affetto::Options options;
    std::string command;
    app.add_option("what", command, "log-mel, griffin-lim, mel-inversion or mel-to-sound")
        ->required()
        ->check(CLI::IsMember({"log-mel", "griffin-lim", "mel-inversion", "mel-to-sound"}));
    app.add_option("--samples", options.samples, "Float32 samples, mono, 24 kHz")->required();
    app.add_option("--out", options.out,
                   "Where the sound goes, in the same format; the magnitudes, frame by frame, for "
                   "mel-inversion");
    app.add_option("--start", options.start, "Phases of griffin-lim: single_pass or random");
    app.add_option("--method", options.method, "How mel bands are inverted");
    app.add_option("--iterations", options.iterations, "Of Griffin-Lim");
    app.add_option("--repeats", options.repeats, "Timed runs");
    CLI11_PARSE(app, argc, argv);
    try {
        affetto::configure_runtime({});
        std::cout << affetto::run(command, options).dump() << '\n';
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
