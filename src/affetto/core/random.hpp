#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace affetto {

/// A small generator with its state in the open (xoshiro256**, Blackman and Vigna 2018, seeded by
/// splitmix64). The same seed draws the same numbers with every compiler and library, which std::
/// distributions do not promise.
class Random {
public:
    using State = std::array<std::uint64_t, 4>;

    explicit Random(std::uint64_t seed);
    /// An independent stream for a numbered part of the work (a clip, a worker): depends on `seed`
    /// and `stream` alone.
    Random(std::uint64_t seed, std::uint64_t stream);

    std::uint64_t next();
    double uniform();  ///< [0, 1)
    double uniform(double low, double high);
    int integer(int low, int high);  ///< both ends included
    double normal();                 ///< mean 0, standard deviation 1
    bool chance(double probability);
    /// An index with probability proportional to its weight. Weights are finite, not negative, not
    /// all zero.
    std::size_t choose(std::span<const double> weights);
    template <class Range>
    void shuffle(Range& items) {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1],
                      items[static_cast<std::size_t>(integer(0, static_cast<int>(i) - 1))]);
    }

    State state() const { return state_; }
    void set_state(const State& s) { state_ = s; }

private:
    State state_;
};

}  // namespace affetto
