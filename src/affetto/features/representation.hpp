#pragma once

#include <span>
#include <string>
#include <string_view>

namespace affetto {

/// What a model reads and writes. The kind of its values decides the reconstruction loss.
enum class Representation {
    notes,    ///< one step a note; categorical, cross-entropy
    roll,     ///< binary piano roll; binary cross-entropy
    mel,      ///< log-mel spectrogram; continuous, mean squared error
    mfcc,     ///< mel-frequency cepstral coefficients; continuous
    chroma,   ///< strength of the pitch classes; continuous
    encodec,  ///< latents of a neural codec, before its quantizer; continuous
};

std::string_view name_of(Representation r);
/// Throws UsageError with the known names and the nearest.
Representation representation_from_name(const std::string& name);
std::span<const Representation> all_representations();

/// Whether it is made of sound, not of scores.
bool is_sound(Representation r);
/// "categorical", "binary" or "continuous".
std::string_view kind_of(Representation r);

}  // namespace affetto
