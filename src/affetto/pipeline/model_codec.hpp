#pragma once

#include "affetto/model/model_folder.hpp"
#include "affetto/pipeline/load_codec.hpp"

namespace affetto {

/// The codec of codec latents, through the stages: found when they are made, remembered by every
/// model trained on them, found again when its frames become sound.

/// The codec that the user chose. Throws as find_codec and load_codec do.
CodecFrames choose_codec(const CodecChoice& choice);

/// Finds the codec again and puts it into `format`; by `choice` where it names one, else by what
/// the format remembers, a name or a place. Throws UsageError where it is not there,
/// CheckpointError where its weights are others than those the frames are of. `where` is the model,
/// for messages.
void bring_codec(CodecFrames& format, const CodecChoice& choice, const std::string& where);

/// read_model(), and where it makes codec latents, bring_codec().
TrainedModel read_model_with_codec(const Path& folder, const CodecChoice& choice);

}  // namespace affetto
