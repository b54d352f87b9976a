#pragma once

#include <cstdint>
#include <string>

#include "affetto/codec/codec_layout.hpp"
#include "affetto/tensor/aligned_floats.hpp"

namespace affetto {

/// How a layer looks at its input: windows of `reach` rows that begin every `stride` rows, after
/// `left` rows of padding before the first and `right` behind the last.
struct WindowRule {
    std::int64_t channels = 1;
    std::int64_t reach = 1, stride = 1;
    std::int64_t left = 0, right = 0;
    /// reflect, replicate or constant (zeros), as CodecConfig::pad_mode.
    std::string pad_mode = "constant";
    /// At the end as many more rows of padding as fill the last window.
    bool fill_last = false;
};

/// The rule of a convolution. Padding as in Meta's EnCodec (modules/conv.py): reach - stride rows,
/// all on the left of a causal one, else the smaller half on the right. Of a transposed
/// convolution a window holds the inputs that reach the same `stride` outputs.
WindowRule window_rule(const ConvolutionLayout& convolution, const CodecConfig& config);

/// The row of a clip of `length` rows that stands at `position`, which may lie up to `most` rows
/// before its begin or behind its end; -1 for a row of zeros. A clip too short to be reflected is
/// made longer by zeros first, as Meta's pad1d does; `most` is the larger of the two paddings.
std::int64_t padded_row(std::int64_t position, std::int64_t length, std::int64_t most,
                        const std::string& pad_mode);

/// The input of a layer, row by row as it comes, and the windows that are complete. Rows that no
/// window needs any more are forgotten, so that sound of any length passes through constant memory.
class RowWindows {
public:
    explicit RowWindows(WindowRule rule);

    const WindowRule& rule() const { return rule_; }
    /// Room for `rows` more rows, to be filled by the caller before anything else is called.
    float* grow(std::int64_t rows);
    /// No more rows will come: pads the end. Does nothing the second time.
    void finish();
    bool finished() const { return finished_; }

    /// Rows that came so far.
    std::int64_t length() const { return length_; }
    /// Windows dropped so far: the index of the first window at hand.
    std::int64_t position() const { return position_; }
    /// Complete windows at hand.
    std::int64_t count();
    const float* first() const { return data() + next_ * rule_.channels; }
    void drop(std::int64_t windows);

private:
    float* data() { return rows_.data(); }
    const float* data() const { return rows_.data(); }
    std::int64_t right_padding() const;
    std::int64_t longest_padding() const;
    void start();
    void make_room(std::int64_t rows);
    /// Puts the padding rows from `position` of the clip on at row `to`.
    void pad(std::int64_t position, std::int64_t count, std::int64_t to);

    WindowRule rule_;
    AlignedFloats rows_;
    std::int64_t clip_ = 0;  ///< where row 0 of the clip would lie; may be negative
    std::int64_t end_ = 0;   ///< rows in use
    std::int64_t next_ = 0;  ///< the first row of the first window
    std::int64_t length_ = 0, position_ = 0;
    bool started_ = false, finished_ = false;
};

}  // namespace affetto
