#include "affetto/data/segment_stream.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace affetto {
namespace {

constexpr double kTolerance = 1e-6;  // seconds; far below a sample, far above rounding

}  // namespace

double SegmentStream::Row::next_start() const {
    return begun == 0 ? 0 : hop * static_cast<double>(begun);
}

SegmentStream::SegmentStream(const SegmentationConfig& config, double block_seconds)
    : config_(config), block_seconds_(block_seconds) {
    validate(config_);
    std::vector<double> lengths = config_.lengths;
    if (lengths.empty()) lengths.push_back(std::numeric_limits<double>::infinity());
    std::sort(lengths.begin(), lengths.end());
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
    for (const double length : lengths) {
        Row row;
        row.length = length;
        row.hop = length * (1 - config_.overlap);
        rows_.push_back(std::move(row));
    }
}

/// Opens the chunks that begin before `to` and counts the silence of [from, to).
void SegmentStream::listen(Row& row, double from, double to, double decibels) const {
    for (; row.next_start() < to; ++row.begun) row.open.push_back({row.next_start(), 0});
    if (!(decibels < config_.silence_db)) return;
    for (OpenChunk& open : row.open)
        open.silent_seconds +=
            std::max(0.0, std::min(to, open.start + row.length) - std::max(from, open.start));
}

void SegmentStream::close(std::size_t rank, const Chunk& chunk, double silent,
                          std::vector<CutChunk>& out) {
    rows_[rank].last = chunk;
    if (silent > config_.max_silent_share * chunk.length + kTolerance)
        ++silent_;
    else
        out.push_back({chunk, rank});
}

void SegmentStream::add_block(double decibels, std::vector<CutChunk>& out) {
    const double from = static_cast<double>(blocks_) * block_seconds_;
    const double to = static_cast<double>(++blocks_) * block_seconds_;
    for (std::size_t rank = 0; rank < rows_.size(); ++rank) {
        Row& row = rows_[rank];
        listen(row, from, to, decibels);
        for (; !row.open.empty() && row.open.front().start + row.length <= to; row.open.pop_front())
            close(rank, {row.open.front().start, row.length}, row.open.front().silent_seconds, out);
    }
}

/// Whether another length has the same stretch: two remainders, or a remainder and a whole chunk,
/// may coincide.
bool SegmentStream::is_cut_already(std::size_t rank, const Chunk& chunk) const {
    return std::any_of(
        rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(rank),
        [&](const Row& row) { return row.last && chunk_id("", *row.last) == chunk_id("", chunk); });
}

void SegmentStream::finish(double duration, std::span<const double> rest,
                           std::vector<CutChunk>& out) {
    for (std::size_t rank = 0; rank < rows_.size(); ++rank) {
        Row& row = rows_[rank];
        double from = static_cast<double>(blocks_) * block_seconds_;
        for (const double decibels : rest) {
            const double to = std::min(from + block_seconds_, duration);
            if (to > from) listen(row, from, to, decibels);
            from += block_seconds_;
        }
        listen(row, duration, duration, 0);

        const bool whole = std::isinf(row.length);
        bool reached = duration - (row.last ? row.last->start + row.length : 0) <= kTolerance;
        for (const OpenChunk& open : row.open) {
            const double left = duration - open.start;
            const Chunk full{open.start, std::min(row.length, left)};
            if (whole || left >= row.length - kTolerance) {
                close(rank, full, open.silent_seconds, out);
                reached = left <= row.length + kTolerance;
                continue;
            }
            // The first chunk that does not fit is the remainder, unless the one before it reaches
            // the end.
            if (reached) break;
            if (config_.remainder == "drop" || left < row.length / 2 - kTolerance) {
                ++remainders_;
                break;
            }
            const Chunk end{open.start, left, config_.remainder == "pad" ? row.length - left : 0};
            if (!is_cut_already(rank, end)) close(rank, end, open.silent_seconds, out);
            break;
        }
    }
}

double SegmentStream::needed_from() const {
    double from = std::numeric_limits<double>::infinity();
    for (const Row& row : rows_)
        from = std::min(from, row.open.empty() ? row.next_start() : row.open.front().start);
    return from;
}

}  // namespace affetto
