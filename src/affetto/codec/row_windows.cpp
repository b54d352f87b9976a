#include "affetto/codec/row_windows.hpp"

#include <algorithm>
#include <cstring>

namespace affetto {

WindowRule window_rule(const ConvolutionLayout& convolution, const CodecConfig& config) {
    WindowRule rule;
    rule.channels = convolution.in;
    if (convolution.transposed) {
        rule.reach = (convolution.kernel + convolution.stride - 1) / convolution.stride;
        rule.left = rule.right = rule.reach - 1;
        return rule;
    }
    rule.reach = convolution.reach();
    rule.stride = convolution.stride;
    rule.right = config.use_causal_conv ? 0 : convolution.padding() / 2;
    rule.left = convolution.padding() - rule.right;
    rule.pad_mode = config.pad_mode;
    rule.fill_last = true;
    return rule;
}

std::int64_t padded_row(std::int64_t position, std::int64_t length, std::int64_t most,
                        const std::string& pad_mode) {
    if (position >= 0 && position < length) return position;
    if (pad_mode == "constant") return -1;
    if (pad_mode == "replicate") return position < 0 ? 0 : length - 1;
    const std::int64_t lengthened = std::max(length, most + 1);
    if (position < 0) position = -position;
    if (position >= lengthened) position = 2 * (lengthened - 1) - position;
    return position < length ? position : -1;
}

RowWindows::RowWindows(WindowRule rule)
    : rule_(std::move(rule)), clip_(rule_.left), end_(rule_.left) {}

std::int64_t RowWindows::right_padding() const {
    const std::int64_t filled = (length_ + rule_.stride - 1) / rule_.stride * rule_.stride;
    return rule_.right + (rule_.fill_last ? filled - length_ : 0);
}

std::int64_t RowWindows::longest_padding() const {
    return std::max(rule_.left, finished_         ? right_padding()
                                : rule_.fill_last ? rule_.right + rule_.stride - 1
                                                  : rule_.right);
}

void RowWindows::make_room(std::int64_t rows) {
    if ((end_ + rows) * rule_.channels <= rows_.count()) return;
    // Padding at the end repeats rows before it.
    const std::int64_t keep = rule_.pad_mode == "constant" ? 0 : longest_padding() + 1;
    const std::int64_t begin =
        started_ ? std::max<std::int64_t>(0, std::min(next_, end_ - keep)) : 0;
    const std::int64_t kept = end_ - begin;
    const auto move_to = [&](float* to) {
        std::memmove(to, rows_.data() + begin * rule_.channels,
                     static_cast<std::size_t>(kept * rule_.channels) * sizeof(float));
    };
    if (const std::int64_t wanted = (kept + rows) * rule_.channels; wanted > rows_.count()) {
        // The padding of the end comes on top of a clip's rows; after that, some more each time.
        const std::int64_t spare = longest_padding() * rule_.channels;
        AlignedFloats larger(wanted + spare + (rows_.count() > 0 ? wanted / 2 : 0));
        if (rows_.count() > 0) move_to(larger.data());
        rows_ = std::move(larger);
    } else {
        move_to(rows_.data());
    }
    end_ -= begin;
    next_ -= begin;
    clip_ -= begin;
}

float* RowWindows::grow(std::int64_t rows) {
    make_room(rows);
    float* const room = data() + end_ * rule_.channels;
    end_ += rows;
    length_ += rows;
    // The caller fills the rows first, so the start waits for the next call.
    return room;
}

void RowWindows::pad(std::int64_t position, std::int64_t count, std::int64_t to) {
    const auto size = static_cast<std::size_t>(rule_.channels);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t row =
            padded_row(position + i, length_, longest_padding(), rule_.pad_mode);
        float* const at = data() + (to + i) * rule_.channels;
        if (row < 0)
            std::fill_n(at, size, 0.0f);
        else
            std::copy_n(data() + (clip_ + row) * rule_.channels, size, at);
    }
}

void RowWindows::start() {
    if (started_ || length_ == 0 || (!finished_ && length_ <= longest_padding())) return;
    pad(-rule_.left, rule_.left, 0);
    started_ = true;
}

void RowWindows::finish() {
    if (finished_) return;
    finished_ = true;
    start();
    if (length_ == 0) return;
    const std::int64_t right = right_padding();
    make_room(right);
    pad(length_, right, end_);
    end_ += right;
}

std::int64_t RowWindows::count() {
    start();
    if (!started_ || end_ - next_ < rule_.reach) return 0;
    return (end_ - next_ - rule_.reach) / rule_.stride + 1;
}

void RowWindows::drop(std::int64_t windows) {
    next_ += windows * rule_.stride;
    position_ += windows;
    if (finished_ && end_ - next_ < rule_.reach) rows_ = AlignedFloats();
}

}  // namespace affetto
