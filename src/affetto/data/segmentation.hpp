#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace affetto {

/// How a recording is cut into chunks.
struct SegmentationConfig {
    std::vector<double> lengths = {5};
    double overlap = 0;
    std::string remainder = "drop";
    double silence_db = -60;
    double max_silent_share = 0.5;
};

template <class Visitor>
void visit_fields(SegmentationConfig& c, Visitor&& v) {
    v.field("lengths", c.lengths,
            "Seconds of a chunk, 0.1 to 3600 each; several are cut in one run, none: the whole");
    v.field("overlap", c.overlap, "The share of a chunk that the next one repeats, 0 to 0.9");
    v.field("remainder", c.remainder,
            "The end that fills no chunk: drop; keep (a shorter chunk) or pad (a whole one, "
            "silence after it) where it is at least half a chunk");
    v.field("silence_db", c.silence_db, "Softer than this is silent, in dB of full scale");
    v.field("max_silent_share", c.max_silent_share,
            "A chunk more of whose time is silent is left out, 0 to 1 (1: none)");
}

/// "drop", "keep", "pad".
std::span<const std::string_view> remainder_policies();

/// Throws ConfigError naming the field, its limits and the value found.
void validate(const SegmentationConfig& config);

/// A stretch of a recording, in seconds: [start, start + length) lies inside it; `padding` seconds
/// of silence are to follow.
struct Chunk {
    double start = 0;
    double length = 0;
    double padding = 0;

    friend bool operator==(const Chunk&, const Chunk&) = default;
};

/// How loud a recording is, block by block from its beginning; time after the last block counts as
/// not silent.
struct LevelBlocks {
    double block_seconds = 0;
    std::vector<double> decibels;  ///< of full scale
};

struct Segmentation {
    std::vector<Chunk> chunks;   ///< the shorter lengths first, then by start
    std::size_t silent = 0;      ///< chunks left out for their silence
    std::size_t remainders = 0;  ///< ends left out, at most one for each length
};

/// Cuts a recording of `duration` seconds. Chunks of length L start at 0, H, 2 H, ... with H = L (1
/// - overlap) as long as they fit. Whatever lies after the last of them is the remainder: under
/// "keep" and "pad" one more chunk starts at the next multiple of H if at least L / 2 is left from
/// there and no shorter length has just that chunk. A chunk is left out where the blocks softer
/// than `silence_db` cover more than `max_silent_share` of [start, start + length). Throws
/// ConfigError as validate() does, std::invalid_argument for a duration outside [0, 1e6]
/// or blocks without a length.
Segmentation segment(double duration, const SegmentationConfig& config,
                     const LevelBlocks& levels = {});

/// `song_0005_00015000-00020000ms`: unique among the chunks of clips with different ids, the same
/// in every run, sorted by clip, then by time, and fit to be a file's name.
std::string chunk_id(std::string_view clip_id, const Chunk& chunk);

}  // namespace affetto
