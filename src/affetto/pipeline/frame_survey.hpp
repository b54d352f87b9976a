#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "affetto/analysis/linear_algebra.hpp"
#include "affetto/features/latents_folder.hpp"

namespace affetto {

/// What a latents folder's page shows of all clips together, gathered while they are made, in
/// little memory.
class FrameSurvey {
public:
    /// A clip's features [T, D], and its codes [K, T] where it has them.
    void add(const LatentClip& clip);

    /// Frames of all clips at even distances, float32 [N, D], at most 2^15.
    at::Tensor frames() const { return at::cat(frames_, 0); }
    /// At most `most` clips at even distances: mean and deviation of each of D values, [N, 2 D].
    struct Clips {
        Matrix summaries;
        std::vector<std::optional<Emotion>> emotions;
    };
    Clips clips(std::size_t most) const;
    /// How often each code stands in each codebook; none without codes.
    const std::vector<std::vector<std::int64_t>>& code_counts() const { return code_counts_; }

private:
    void add_frames(const at::Tensor& features);
    void count(const at::Tensor& codes);

    std::vector<at::Tensor> frames_;
    std::int64_t seen_ = 0, kept_ = 0, every_ = 1;
    std::vector<at::Tensor> summaries_;  // [2 D]
    std::vector<std::optional<Emotion>> emotions_;
    std::vector<std::vector<std::int64_t>> code_counts_;
};

}  // namespace affetto
