#pragma once

#include "affetto/pipeline/find_codec.hpp"
#include "affetto/pipeline/piece_tools.hpp"

namespace affetto {

/// Recordings: WAV, FLAC, OGG and MP3, judged by sound_features() on one channel at kAnalysisRate.
/// Their figure is a waveform above a mel spectrogram.
PieceTools recording_tools();

/// Judges a recording after it became a model's frames (mel, MFCC, codec latents) and sound again:
/// what is lost on that way no model can bring back. `snap_codes`: by way of the codec's code
/// vectors. None for models of scores or chroma. `model` is a folder; throws as
/// read_model_with_codec does.
std::function<JudgedPiece(const Path& file, double max_seconds)> judge_after_resynthesis(
    const Path& model, const CodecChoice& codec = {}, bool snap_codes = false);

}  // namespace affetto
