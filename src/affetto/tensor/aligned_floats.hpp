#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace affetto {

/// Uninitialised floats that begin on a cache line: vector loads that cross lines cost double.
class AlignedFloats {
public:
    AlignedFloats() = default;
    explicit AlignedFloats(std::int64_t count) : floats_(allocate(count)), count_(count) {}

    float* data() { return floats_.get(); }
    const float* data() const { return floats_.get(); }
    std::int64_t count() const { return count_; }
    /// Makes room for `count`, without keeping what was there.
    float* at_least(std::int64_t count) {
        if (count > count_) *this = AlignedFloats(count);
        return data();
    }

private:
    struct Free {
        void operator()(float* floats) const;
    };
    static float* allocate(std::int64_t count);

    std::unique_ptr<float, Free> floats_;
    std::int64_t count_ = 0;
};

}  // namespace affetto
