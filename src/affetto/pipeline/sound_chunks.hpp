#pragma once

#include <functional>
#include <string>
#include <vector>

#include "affetto/core/audio_buffer.hpp"
#include "affetto/data/dataset.hpp"
#include "affetto/pipeline/chunk_config.hpp"

namespace affetto {

/// A chunk with what was measured in its sound, without its padding.
struct MeasuredChunk {
    Chunk chunk;
    double level_db = 0;  ///< root mean square, decibels of full scale
    double peak = 0;      ///< the largest magnitude; above 1 it is clipped in the file
};

/// What was found in the sound of one listed clip.
struct CutRecording {
    double seconds = 0;      ///< within the clip's window
    int sample_rate_hz = 0;  ///< of the source
    int channels = 0;
    std::string format;                 ///< "mp3", ...
    std::string content;                ///< SHA-256 of the samples, one channel, 16 bits
    std::vector<MeasuredChunk> chunks;  ///< the shorter lengths first, then by start
    std::size_t silent = 0;             ///< chunks left out for their silence
    std::size_t remainders = 0;         ///< ends left out
};

/// Decodes a clip's window, mixed to one channel at the rate of `config`, and cuts it while it
/// streams by: the memory needed is that of the longest chunk, not of the recording. `write` gets
/// each chunk's samples, padding included; chunks of one length have equally many samples. Levels
/// for silence are taken in blocks of a tenth of a second. Throws DataError: not sound, broken (see
/// SoundReader), no chunk in it, or with no lengths longer than one chunk may be.
CutRecording cut_recording(const ListedClip& clip, const ChunkConfig& config,
                           const std::function<void(const Chunk&, const AudioBuffer&)>& write);

}  // namespace affetto
