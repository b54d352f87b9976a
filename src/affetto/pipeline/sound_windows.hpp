#pragma once

#include <vector>

#include "affetto/core/random.hpp"
#include "affetto/data/dataset.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// Windows of the sound files of a folder, read from their files when they are drawn, so that a
/// folder of any size takes no memory.
class SoundWindows {
public:
    /// Every sound file below `folder`, at `sample_rate_hz` with `channels` (1: mixed to mono; 2:
    /// one channel is doubled). Each twentieth file in the order of their names, or the last of
    /// fewer, is held out; of a single file everything is drawn and held out. Files that cannot be
    /// read are skipped. Throws DataError where nothing is left.
    SoundWindows(const Path& folder, int sample_rate_hz, int channels, double window_seconds);

    /// [count, channels, samples]: files by their length, places at random. What is shorter than a
    /// window is filled with silence. A file that turns out to be damaged there is not drawn again.
    at::Tensor draw(int count, Random& rng);
    /// At most `count` windows of held-out files, at even distances.
    at::Tensor held_out(int count);

    std::size_t files() const { return training_.size() + held_out_.size(); }
    double seconds() const;  ///< of all files
    const std::vector<SkippedFile>& skipped() const { return skipped_; }

private:
    struct File {
        Path path;
        double seconds = 0;
    };
    at::Tensor read(const File& file, double start) const;

    int sample_rate_hz_, channels_;
    double window_seconds_;
    std::vector<File> training_, held_out_;
    std::vector<SkippedFile> skipped_;
};

}  // namespace affetto
