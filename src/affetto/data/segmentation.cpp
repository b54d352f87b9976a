#include "affetto/data/segmentation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/data/segment_stream.hpp"

namespace affetto {
namespace {

constexpr std::array<std::string_view, 3> kRemainders = {"drop", "keep", "pad"};
constexpr double kLongest = 1e6;  // seconds; as clips.csv has it

void check(const char* field, double value, double low, double high) {
    if (value >= low && value <= high) return;
    throw ConfigError("segmentation." + std::string(field) + ": must lie in [" +
                      format_number(low) + ", " + format_number(high) + "], got " +
                      format_number(value));
}

}  // namespace

std::span<const std::string_view> remainder_policies() { return kRemainders; }

void validate(const SegmentationConfig& c) {
    for (const double length : c.lengths) check("lengths", length, 0.1, 3'600);
    check("overlap", c.overlap, 0, 0.9);
    if (std::find(kRemainders.begin(), kRemainders.end(), c.remainder) == kRemainders.end())
        throw ConfigError("segmentation.remainder: must be drop, keep or pad, got \"" +
                          printable(c.remainder) + "\"");
    check("silence_db", c.silence_db, -200, 0);
    check("max_silent_share", c.max_silent_share, 0, 1);
}

Segmentation segment(double duration, const SegmentationConfig& config, const LevelBlocks& levels) {
    if (!(duration >= 0 && duration <= kLongest))
        throw std::invalid_argument("segment: the duration must lie in [0, " +
                                    format_number(kLongest) + "] seconds");
    if (!levels.decibels.empty() && !(levels.block_seconds > 0))
        throw std::invalid_argument("segment: blocks of levels need a length");
    SegmentStream stream(config, levels.block_seconds);
    std::vector<CutChunk> cut;
    std::size_t block = 0;
    for (; block < levels.decibels.size() &&
           static_cast<double>(block + 1) * levels.block_seconds <= duration;
         ++block)
        stream.add_block(levels.decibels[block], cut);
    stream.finish(duration, std::span(levels.decibels).subspan(block), cut);
    std::stable_sort(cut.begin(), cut.end(),
                     [](const CutChunk& a, const CutChunk& b) { return a.rank < b.rank; });
    Segmentation result;
    for (const CutChunk& c : cut) result.chunks.push_back(c.chunk);
    result.silent = stream.silent();
    result.remainders = stream.remainders();
    return result;
}

std::string chunk_id(std::string_view clip_id, const Chunk& chunk) {
    const auto milliseconds = [](double seconds) {
        return zero_padded(std::llround(seconds * 1000), 8);
    };
    return std::string(clip_id) + "_" + milliseconds(chunk.start) + "-" +
           milliseconds(chunk.start + chunk.length + chunk.padding) + "ms";
}

}  // namespace affetto
