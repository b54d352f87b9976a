#pragma once

#include <gmock/gmock.h>

#include <string>

#include "affetto/audio/sound_file.hpp"
#include "affetto/core/error.hpp"
#include "affetto/pipeline/preprocess.hpp"
#include "audio/sounds.hpp"
#include "support/folder_contents.hpp"
#include "support/temporary_folder.hpp"

namespace affetto::test {

/// A folder `in` of recordings with a manifest, and runs of preprocess on it.
class SoundFolderTest : public testing::Test {
protected:
    static constexpr int kRate = 8'000;

    /// A recording of its own: another pitch and level for another `number`.
    static AudioBuffer recording(int number, double seconds = 12) {
        AudioBuffer sound = sines(seconds, kRate, 1, 200 + 7.0 * number);
        for (float& sample : sound.samples) sample *= 1 / (1 + 0.1f * static_cast<float>(number));
        return sound;
    }

    void put(const Path& name, const AudioBuffer& sound) {
        const std::string format = name.extension().string().substr(1);
        write_sound(folder_ / "in" / name, sound, format);
    }
    void put_text(const Path& name, const std::string& text) {
        write_text(folder_ / "in" / name, text);
    }

    /// `count` recordings, labels going round the quadrants, each a group.
    void put_recordings(int count, double seconds = 12) {
        std::string manifest = "path,label\n";
        for (int i = 0; i < count; ++i) {
            const std::string name = "piece " + std::to_string(i) + ".wav";
            put(name, recording(i, seconds));
            manifest += name + ",Q" + std::to_string(i % 4 + 1) + "\n";
        }
        put_text("manifest.csv", manifest);
    }

    PreprocessOptions options(const std::string& dataset = "manifest") const {
        PreprocessOptions options;
        options.dataset = dataset;
        options.root = folder_ / "in";
        options.out = folder_ / "out";
        options.chunks.sample_rate_hz = kRate;
        return options;
    }

    static PreprocessSummary run(const PreprocessOptions& options) {
        Progress silent;
        return preprocess(options, silent);
    }

    TemporaryFolder folder_;
};

}  // namespace affetto::test
