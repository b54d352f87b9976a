#include "affetto/pipeline/sound_windows.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/audio/sound_blocks.hpp"
#include "affetto/audio/sound_length.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/data/music_folder.hpp"

namespace affetto {
namespace {

constexpr std::size_t kHeldOutEvery = 20;

}  // namespace

SoundWindows::SoundWindows(const Path& folder, int sample_rate_hz, int channels,
                           double window_seconds)
    : sample_rate_hz_(sample_rate_hz), channels_(channels), window_seconds_(window_seconds) {
    if (!std::filesystem::is_directory(folder))
        throw DataError(display(folder) + ": no such folder");
    std::vector<Path> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && music_kind_of(entry.path()) == "sound")
            paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<File> files;
    for (const Path& path : paths) {
        throw_if_interrupted();
        try {
            files.push_back({path, sound_seconds(path)});
        } catch (const DataError& fault) {
            skipped_.push_back({display(path), fault.what()});
        }
    }
    if (files.empty())
        throw DataError(display(folder) + ": no sound files that can be read (" +
                        music_endings("sound") + ")" +
                        (skipped_.empty() ? std::string() : "; the first: " + skipped_[0].reason));
    if (files.size() == 1) {
        training_ = held_out_ = files;
        return;
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        const bool held =
            files.size() < kHeldOutEvery ? i + 1 == files.size() : i % kHeldOutEvery == 0;
        (held ? held_out_ : training_).push_back(files[i]);
    }
}

double SoundWindows::seconds() const {
    double sum = 0;
    for (const auto* files : {&training_, &held_out_})
        for (const File& file : *files) sum += file.seconds;
    return files() == 2 && training_[0].path == held_out_[0].path ? sum / 2 : sum;
}

at::Tensor SoundWindows::read(const File& file, double start) const {
    const auto samples = static_cast<std::int64_t>(std::lround(window_seconds_ * sample_rate_hz_));
    MonoOptions options;
    options.window = {start, start + window_seconds_};
    AudioBuffer sound = read_sound(file.path, sample_rate_hz_, channels_, options);
    sound.samples.resize(static_cast<std::size_t>(samples * channels_), 0.0F);
    return at::from_blob(sound.samples.data(), {samples, channels_}, at::kFloat).t().clone();
}

at::Tensor SoundWindows::draw(int count, Random& rng) {
    std::vector<at::Tensor> windows;
    while (windows.size() < static_cast<std::size_t>(count)) {
        if (training_.empty())
            throw DataError("none of the sound files can be read any more; the first: " +
                            skipped_[0].reason);
        std::vector<double> weights;
        for (const File& file : training_) weights.push_back(file.seconds);
        const std::size_t chosen = rng.choose(weights);
        const File& file = training_[chosen];
        const double start = std::max(0.0, file.seconds - window_seconds_) * rng.uniform();
        try {
            windows.push_back(read(file, start));
        } catch (const DataError& fault) {
            skipped_.push_back({display(file.path), fault.what()});
            training_.erase(training_.begin() + static_cast<std::ptrdiff_t>(chosen));
        }
    }
    return at::stack(windows);
}

at::Tensor SoundWindows::held_out(int count) {
    std::vector<at::Tensor> windows;
    const auto places = static_cast<std::size_t>(count);
    for (std::size_t i = 0; i < places; ++i) {
        const File& file = held_out_[i % held_out_.size()];
        const std::size_t round = i / held_out_.size();
        const std::size_t rounds = (places + held_out_.size() - 1) / held_out_.size();
        const double room = std::max(0.0, file.seconds - window_seconds_);
        const double start =
            room * (static_cast<double>(round) + 0.5) / static_cast<double>(rounds);
        try {
            windows.push_back(read(file, start));
        } catch (const DataError& fault) {
            skipped_.push_back({display(file.path), fault.what()});
        }
    }
    if (windows.empty())
        throw DataError("none of the held-out sound files can be read; the first: " +
                        skipped_[0].reason);
    return at::stack(windows);
}

}  // namespace affetto
