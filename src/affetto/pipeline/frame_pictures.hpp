#pragma once

#include <string>

#include "affetto/features/frame_format.hpp"

namespace affetto {

// Features of sound for the eye. In builds with sound.

/// Features [T, D] over time, low values below high ones: `mel` in decibels against hertz, the
/// loudest 80 dB of it; of `mfcc` each coefficient in deviations from its own mean, for coefficient
/// 0 would drown the others; `chroma` against the names of the pitch classes; `encodec` each value
/// in deviations from its mean over the training split. Where `beside` is defined, the colours of
/// `mel` are those of a picture of it.
std::string frames_svg(const std::string& title, const at::Tensor& features,
                       const FrameFormat& format, Representation r,
                       const at::Tensor& beside = at::Tensor());

/// How far normalised features [T, D] lie apart, in deviations over the training split.
std::string difference_svg(const std::string& title, const at::Tensor& difference,
                           const FrameFormat& format, Representation r);

/// Mean and deviation of each value over the training split, as `format` holds them; `mel` in
/// decibels, `mfcc` from coefficient 1 on.
std::string statistics_svg(const FrameFormat& format, Representation r);

}  // namespace affetto
