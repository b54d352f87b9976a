#pragma once

#include <cmath>
#include <numbers>
#include <string>

#include "affetto/audio/sound_file.hpp"
#include "affetto/features/latents_folder.hpp"
#include "affetto/pipeline/generate.hpp"
#include "affetto/pipeline/latents.hpp"
#include "affetto/pipeline/preprocess.hpp"
#include "affetto/pipeline/train.hpp"

namespace affetto::test {

// Clips of sound, features of them and a model trained for a moment, each in a folder of its own.

inline constexpr int kRate = 24'000;

/// Pulses of a tone: many and loud for high arousal, few and soft for low.
inline AudioBuffer pulses(double seconds, bool excited, double hertz) {
    AudioBuffer sound{kRate, 1, {}};
    const double period = excited ? 0.2 : 0.8, level = excited ? 0.6 : 0.1;
    for (int i = 0; i < static_cast<int>(seconds * kRate); ++i) {
        const double t = static_cast<double>(i) / kRate;
        const double since = std::fmod(t, period);
        sound.samples.push_back(static_cast<float>(level * std::exp(-8 * since) *
                                                   std::sin(2 * std::numbers::pi * hertz * t)));
    }
    return sound;
}

/// A clips folder of fourteen recordings of six seconds, cut into three: 22 clips to learn from, 6
/// held out.
inline Path clips_in(const Path& folder) {
    std::string manifest = "path,valence,arousal,group,split\n";
    for (int i = 0; i < 14; ++i) {
        const std::string name = "sound " + std::to_string(i) + ".wav";
        write_sound(folder / name, pulses(6, i % 2 == 0, 220.0 + 30 * i), "wav");
        manifest += name + ",0.5," + (i % 2 == 0 ? "0.8" : "-0.8") + ",g" + std::to_string(i) +
                    (i < 11 ? ",train\n" : ",validation\n");
    }
    write_text(folder / "manifest.csv", manifest);
    PreprocessOptions options;
    options.root = folder / "manifest.csv";
    options.out = folder / "clips";
    options.chunks.segmentation.lengths = {3};
    Progress silent;
    preprocess(options, silent);
    return options.out;
}

inline LatentSet latents_of(const Path& folder, const std::string& representation,
                            LatentsOptions options = {}) {
    options.clips = folder / "clips";
    options.representation = representation;
    options.window = 64;
    options.out = folder / ("latents-" + representation);
    options.overwrite = true;
    Progress silent;
    make_latents(options, silent);
    return read_latents(options.out);
}

inline void train_little(const Path& folder, const std::string& representation,
                         const std::string& encoder = "auto", const std::string& decoder = "auto") {
    write_text(folder / "small.json",
               R"({"model": {"conv_dim": 24, "decoder_dim": 32, "latent_dim": 8},)"
               R"( "training": {"batch_size": 4}})");
    TrainOptions options;
    options.latents = folder / ("latents-" + representation);
    options.out = folder / ("model-" + representation);
    options.config = folder / "small.json";
    options.encoder = encoder;
    options.decoder = decoder;
    options.steps = 20;
    options.overwrite = true;
    Progress silent;
    train(options, silent);
}

inline GenerateOptions request(const Path& folder, const std::string& representation) {
    GenerateOptions options;
    options.emotion = parse_emotion_spec("0s=sad,5s=excited");
    options.model = (folder / ("model-" + representation)).string();
    options.out = folder / ("generated-" + representation);
    options.seconds = 5;
    options.count = 2;
    options.overwrite = true;
    return options;
}

}  // namespace affetto::test
