#include "affetto/data/segmentation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>

#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/data/clips.hpp"

namespace affetto {
namespace {

constexpr std::array<std::string_view, 3> kRemainders = {"drop", "keep", "pad"};
constexpr double kLongest = 1e6;     // seconds, as in clips.csv
constexpr double kTolerance = 1e-6;  // seconds; far below a sample, far above rounding

void check(const char* field, double value, double low, double high) {
    if (value >= low && value <= high) return;
    throw ConfigError("segmentation." + std::string(field) + ": must lie in [" +
                      format_number(low) + ", " + format_number(high) + "], got " +
                      format_number(value));
}

/// Seconds of [start, end) that lie in blocks softer than the threshold.
double silent_seconds(double start, double end, const LevelBlocks& levels, double threshold_db) {
    if (levels.decibels.empty()) return 0;
    double seconds = 0;
    const double block = levels.block_seconds;
    for (auto i = static_cast<std::size_t>(start / block); i < levels.decibels.size(); ++i) {
        const double from = static_cast<double>(i) * block;
        if (from >= end) break;
        if (levels.decibels[i] < threshold_db)
            seconds += std::max(0.0, std::min(from + block, end) - std::max(from, start));
    }
    return seconds;
}

/// All chunks of one length, silent ones too.
std::vector<Chunk> cut(double duration, double length, const SegmentationConfig& config,
                       std::size_t& remainders) {
    std::vector<Chunk> chunks;
    const double hop = length * (1 - config.overlap);
    double start = 0;
    while (start + length <= duration + kTolerance) {
        chunks.push_back({start, std::min(length, duration - start)});
        start = hop * static_cast<double>(chunks.size());
    }
    const double covered = chunks.empty() ? 0 : chunks.back().start + length;
    if (duration - covered <= kTolerance) return chunks;
    const double left = duration - start;
    if (config.remainder == "drop" || left < length / 2 - kTolerance)
        ++remainders;
    else
        chunks.push_back({start, left, config.remainder == "pad" ? length - left : 0});
    return chunks;
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
    validate(config);
    if (!(duration >= 0 && duration <= kLongest))
        throw std::invalid_argument("segment: the duration must lie in [0, " +
                                    format_number(kLongest) + "] seconds");
    if (!levels.decibels.empty() && !(levels.block_seconds > 0))
        throw std::invalid_argument("segment: blocks of levels need a length");
    std::vector<double> lengths = config.lengths;
    std::sort(lengths.begin(), lengths.end());
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());

    Segmentation result;
    std::vector<Chunk> chunks;
    if (lengths.empty() && duration > 0) chunks.push_back({0, duration});
    for (const double length : lengths) {
        const std::vector<Chunk> more = cut(duration, length, config, result.remainders);
        chunks.insert(chunks.end(), more.begin(), more.end());
    }
    for (const Chunk& chunk : chunks) {
        const double silent =
            silent_seconds(chunk.start, chunk.start + chunk.length, levels, config.silence_db);
        if (silent > config.max_silent_share * chunk.length + kTolerance)
            ++result.silent;
        else
            result.chunks.push_back(chunk);
    }
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
