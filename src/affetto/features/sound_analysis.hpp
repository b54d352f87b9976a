#pragma once

#include <memory>

#include "affetto/analysis/sound_frames.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// The rate at which recordings are analysed, in Hz.
inline constexpr int kAnalysisRate = 24'000;

/// Takes recordings apart into what sound_features() looks at: windows of 2,048 samples every 512
/// (21 ms), 128 mel bands, 13 cepstral coefficients over them, pitch classes.
class SoundAnalysis {
public:
    SoundAnalysis();
    ~SoundAnalysis();

    /// `samples` [S], float32, one channel at kAnalysisRate. Throws DataError for fewer than half a
    /// window.
    SoundFrames analyse(const at::Tensor& samples) const;

private:
    struct Transforms;
    std::unique_ptr<const Transforms> transforms_;
};

}  // namespace affetto
