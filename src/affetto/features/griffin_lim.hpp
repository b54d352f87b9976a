#pragma once

#include "affetto/features/stft.hpp"

namespace affetto {

/// Finds a sound for magnitudes alone (Griffin and Lim 1984): transform there and back, put the
/// wanted magnitudes in place, again. With momentum a > 0 the fast variant (Perraudin, Balazs and
/// Sondergaard 2013): each step starts from c_n + a (c_n - c_(n-1)), c_n what came back.
struct GriffinLimConfig {
    int iterations = 32;
    double momentum = 0.99;  ///< [0, 1]
};

template <class Visitor>
void visit_fields(GriffinLimConfig& c, Visitor&& v) {
    v.field("iterations", c.iterations, "Transforms there and back");
    v.field("momentum", c.momentum, "Share of the last step that the next one adds, in [0, 1]");
}

/// Throws ConfigError.
void validate(const GriffinLimConfig& c);

/// A sound [..., samples] whose transform has about these magnitudes [..., T, F]. `start`, complex
/// [..., T, F], has the first phases (phase_start.hpp) and the same magnitudes. T must be
/// stft.frames(samples).
at::Tensor griffin_lim(const Stft& stft, const at::Tensor& magnitude, const at::Tensor& start,
                       std::int64_t samples, const GriffinLimConfig& config);

/// How far a sound's magnitudes lie from the wanted ones: | |STFT(sound)| - magnitude | /
/// |magnitude| in Frobenius norms; 0 is perfect.
double spectral_convergence(const Stft& stft, const at::Tensor& sound, const at::Tensor& magnitude);

}  // namespace affetto
