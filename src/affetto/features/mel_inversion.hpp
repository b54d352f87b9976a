#pragma once

#include "affetto/features/mel_spectrogram.hpp"

namespace affetto {

/// From mel power y [M] back to a power spectrum x [F] >= 0 with W x = y, W the filterbank. Many x
/// fit; both methods begin with y spread over its bands, which keeps x smooth.
///   "divergence":    x <- x * W'(y / W x) / W'1, which lowers the Kullback-Leibler divergence of y
///                    from W x (Richardson 1972; Lee and Seung 2001, theorem 2). It treats loud and
///                    quiet bands alike
///   "least_squares": accelerated projected gradient on |W x - y|^2, rows of W scaled to norm 1
///                    (Beck and Teboulle 2009)
struct MelInversionConfig {
    std::string method = "divergence";
    int iterations = 64;
};

template <class Visitor>
void visit_fields(MelInversionConfig& c, Visitor&& v) {
    v.field("method", c.method, "What fits the bands: divergence or least_squares");
    v.field("iterations", c.iterations, "Steps of the fit");
}

class MelInversion {
public:
    /// For a filterbank [M, F] of values >= 0. Throws ConfigError.
    MelInversion(const at::Tensor& filterbank, const MelInversionConfig& config);

    /// Mel power [..., T, M], T frames of one sound or of a batch -> magnitudes, the square root of
    /// x, float32 [..., T, F]. Bins that no band reaches are 0.
    at::Tensor magnitude(const at::Tensor& mel_power) const;

private:
    struct Tiles;
    void divergence_step(Tiles& tiles) const;
    void least_squares_step(Tiles& tiles) const;

    MelInversionConfig config_;
    BandedMatrix bands_, spread_;     // W and its transpose, as the method scales them
    std::vector<float> band_weight_;  // [M] sums of the rows of W
    std::vector<float> bin_weight_;   // [F] one over the sums of its columns, or 0
    std::vector<float> band_scale_;   // [M] what the method scales the rows of W by
    float step_ = 0;                  // of least_squares: one over a bound of W's squared norm
};

}  // namespace affetto
