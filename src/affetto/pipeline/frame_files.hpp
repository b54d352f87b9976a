#pragma once

#include <string>

#include "affetto/core/file.hpp"
#include "affetto/features/frame_format.hpp"

namespace affetto {

/// Features of sound for people and spreadsheets.

/// A row a frame: its time in seconds and its values. features float32 [T, D].
void write_frames_csv(const Path& path, const at::Tensor& features, double frames_per_second);

/// A picture of features [T, D] over time, low values below high ones: a spectrogram, pitch
/// classes. In builds with sound.
std::string frames_svg(const std::string& title, const at::Tensor& features,
                       const FrameFormat& format, Representation r);

}  // namespace affetto
