#pragma once

#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/features/frame_format.hpp"

namespace affetto {

/// Features of sound for spreadsheets.

/// What each of D values of a frame is: "C", "C#", ... of chroma, "mel_0", "mfcc_0", ...
std::vector<std::string> value_names(Representation r, std::int64_t count);

/// A row a frame: its time in seconds and its values, under value_names(). features float32 [T, D].
void write_frames_csv(const Path& path, const at::Tensor& features, const FrameFormat& format,
                      Representation r);

}  // namespace affetto
