#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "affetto/core/emotion_spec.hpp"
#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/data/dataset.hpp"
#include "affetto/pipeline/find_codec.hpp"

namespace affetto {

/// A loudness asked for; no number: off.
struct LoudnessChoice {
    std::optional<double> lufs;
};

/// Stage four: a model and an emotion become music.
struct GenerateOptions {
    EmotionCurve emotion;  ///< parsed before anything is loaded
    std::string model;  ///< a folder, or the name of a model that ships; empty: the best that ships
    Path out;
    double seconds = 30;  ///< 5 .. 300; whole bars near it where the music has bars
    int bars = 0;         ///< or exactly so many bars, 1 .. 200; 0: by `seconds`
    int count = 1;
    std::uint64_t seed = 1;
    /// As in SamplingConfig; unset: what is usual for the model's representation.
    std::optional<double> temperature, top_p, guidance;
    std::vector<std::string>
        formats;                  ///< empty: mid and wav, of sound models wav; see piece_formats()
    std::string dither = "auto";  ///< of sound in 16 bits: see Dither (audio/sample_rounding.hpp)
    CodecChoice codec;  ///< of models of codec latents; empty: the one that the model remembers
    /// Of sound that is rendered from scores, in LUFS; none: as loud as the score makes it, so that
    /// pieces keep their levels among each other. Unset: kListeningLufs. Models of sound take none.
    std::optional<LoudnessChoice> loudness;
    bool snap_codes = false;  ///< of those too: latents become sums of code vectors first
    int threads = 1;
    bool overwrite = false;
};

struct GenerateSummary {
    std::vector<std::string> files;   ///< relative to `out`
    int pieces = 0;                   ///< written
    std::vector<SkippedFile> failed;  ///< pieces that could not be written, by their names
    double music_seconds = 0;
    double compute_seconds = 0;  ///< decoding alone
    bool heard_emotion = true;   ///< false: the model hears none, and made the music without it
};

/// A piece that cannot be written costs none of the others. Throws DataError where none could be.
GenerateSummary generate(const GenerateOptions& options, Progress& progress);

}  // namespace affetto
