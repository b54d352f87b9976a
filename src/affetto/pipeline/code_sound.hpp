#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "affetto/core/file.hpp"
#include "affetto/core/progress.hpp"
#include "affetto/data/dataset.hpp"
#include "affetto/pipeline/find_codec.hpp"

namespace affetto {

/// Sound through a codec, over files of any length in constant memory (but for codes as
/// safetensors, which are held: code_files.hpp). Each stage writes a folder that appears whole or
/// not at all, with a sidecar `<name>.json` beside every result and one `manifest.json`; when
/// interrupted it holds what was finished. A single file that is broken is its error; one of
/// several is skipped. Where two files have the same name the second becomes `<name>-2`. All throw
/// UsageError (no file, an unknown format, codec or bandwidth, a precision that the processor
/// lacks, an output folder in use), CheckpointError (a broken codec), DataError (a broken file, or
/// none that is good), Interrupted.
struct CodeSoundOptions {
    std::vector<Path> files;
    Path out;
    CodecChoice codec;
    std::optional<double> bandwidth;          ///< kbit/s; the codec's highest where not set
    std::string precision = "float32";        ///< or bfloat16: CodecOptions
    std::string code_format = "ecdc";         ///< of code_formats()
    std::vector<std::string> formats{"wav"};  ///< of sound_formats()
    std::string dither = "auto";              ///< see Dither (audio/sample_rounding.hpp)
    int threads = 1;
    bool overwrite = false;
};

struct CodeSoundSummary {
    std::string codec;               ///< its name; of several "a, b"
    std::vector<std::string> files;  ///< sound or codes, relative to `out`
    int sounds = 0;                  ///< that went through
    double sound_seconds = 0;
    double kbps = 0;            ///< of the codes, as they are
    double encode_seconds = 0;  ///< that the network took
    double decode_seconds = 0;
    double si_sdr = 0, mel = 0;  ///< of a round trip: SoundComparison, mean over sounds
    std::vector<SkippedFile> skipped;
};

/// Sound to `<name>.ecdc` or `<name>.safetensors`.
CodeSoundSummary encode_sound_files(const CodeSoundOptions& options, Progress& progress);

/// Codes to `<name>.<format>`. Without a codec in the options each file finds its own by name.
CodeSoundSummary decode_code_files(const CodeSoundOptions& options, Progress& progress);

/// Sound to codes and back, `<name>.<format>`: what decoding the encoded file gives, with how far
/// it is from the real sound.
CodeSoundSummary round_trip_sound_files(const CodeSoundOptions& options, Progress& progress);

}  // namespace affetto
