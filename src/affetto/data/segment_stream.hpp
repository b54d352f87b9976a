#pragma once

#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "affetto/data/segmentation.hpp"

namespace affetto {

/// A chunk with the place of its length among the lengths asked for, sorted.
struct CutChunk {
    Chunk chunk;
    std::size_t rank = 0;
};

/// segment() for a recording while it is read: a chunk comes out as soon as its end has been
/// reached, so that only the sound of chunks that are still open is needed.
class SegmentStream {
public:
    /// Throws ConfigError as validate() does.
    SegmentStream(const SegmentationConfig& config, double block_seconds);

    /// The level of the next block; appends the chunks that end within it to `out`.
    void add_block(double decibels, std::vector<CutChunk>& out);
    /// The recording ends at `duration`, at or after the last block; `rest` are the levels of the
    /// blocks that reach to the end or beyond it. Appends the chunks that are left.
    void finish(double duration, std::span<const double> rest, std::vector<CutChunk>& out);

    /// What lies before this second is in no chunk that is still to come.
    double needed_from() const;
    std::size_t silent() const { return silent_; }          ///< as in Segmentation, so far
    std::size_t remainders() const { return remainders_; }  ///< known after finish()

private:
    struct OpenChunk {
        double start = 0;
        double silent_seconds = 0;
    };
    /// The chunks of one length.
    struct Row {
        double length = 0, hop = 0;
        std::size_t begun = 0;
        std::deque<OpenChunk> open;
        std::optional<Chunk> last;  // that was cut, or left out for its silence

        double next_start() const;
    };

    void listen(Row& row, double from, double to, double decibels) const;
    void close(std::size_t rank, const Chunk& chunk, double silent, std::vector<CutChunk>& out);
    bool is_cut_already(std::size_t rank, const Chunk& chunk) const;

    SegmentationConfig config_;
    double block_seconds_;
    std::vector<Row> rows_;
    std::size_t blocks_ = 0;
    std::size_t silent_ = 0;
    std::size_t remainders_ = 0;
};

}  // namespace affetto
