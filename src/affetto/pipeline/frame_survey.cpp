#include "affetto/pipeline/frame_survey.hpp"

#include <algorithm>

namespace affetto {
namespace {

constexpr std::int64_t kMostFrames = 1 << 15;

}  // namespace

void FrameSurvey::add(const LatentClip& clip) {
    const at::Tensor features = clip.features.to(at::kFloat);
    add_frames(features);
    summaries_.push_back(at::cat({features.mean(0), features.std(0, false)}));
    emotions_.push_back(clip.emotion);
    if (clip.codes.defined()) count(clip.codes);
}

void FrameSurvey::add_frames(const at::Tensor& features) {
    // Of all frames, every n-th; n doubles when there are too many.
    const std::int64_t first = (every_ - seen_ % every_) % every_;
    seen_ += features.size(0);
    if (first >= features.size(0)) return;
    frames_.push_back(features.slice(0, first, features.size(0), every_).clone());
    kept_ += frames_.back().size(0);
    while (kept_ > kMostFrames) {
        frames_ = {at::cat(frames_, 0).slice(0, 0, kept_, 2).clone()};
        kept_ = frames_[0].size(0);
        every_ *= 2;
    }
}

void FrameSurvey::count(const at::Tensor& codes) {
    code_counts_.resize(static_cast<std::size_t>(codes.size(0)));
    for (std::int64_t k = 0; k < codes.size(0); ++k) {
        std::vector<std::int64_t>& counts = code_counts_[static_cast<std::size_t>(k)];
        const at::Tensor row = codes[k].to(at::kLong).contiguous();
        const auto* code = row.data_ptr<std::int64_t>();
        for (std::int64_t t = 0; t < row.numel(); ++t) {
            const auto at = static_cast<std::size_t>(code[t]);
            if (at >= counts.size()) counts.resize(at + 1);
            ++counts[at];
        }
    }
}

FrameSurvey::Clips FrameSurvey::clips(std::size_t most) const {
    const std::size_t count = std::min(most, summaries_.size());
    Clips chosen;
    if (count == 0) return chosen;
    const auto values = static_cast<std::size_t>(summaries_[0].size(0));
    chosen.summaries = Matrix(count, values);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = i * summaries_.size() / count;
        const at::Tensor summary = summaries_[at].to(at::kDouble).contiguous();
        std::copy_n(summary.data_ptr<double>(), values, chosen.summaries.row(i).begin());
        chosen.emotions.push_back(emotions_[at]);
    }
    return chosen;
}

}  // namespace affetto
