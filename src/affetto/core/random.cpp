#include "affetto/core/random.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace affetto {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

std::uint64_t rotate_left(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

}  // namespace

Random::Random(std::uint64_t seed) : Random(seed, 0) {}

Random::Random(std::uint64_t seed, std::uint64_t stream) {
    std::uint64_t mixed = seed;
    std::uint64_t other = stream + 0x632be59bd9b4e019ull;
    for (std::uint64_t& word : state_) word = splitmix64(mixed) ^ splitmix64(other);
    if (state_ == State{}) state_[0] = 1;
}

std::uint64_t Random::next() {
    const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate_left(state_[3], 45);
    return result;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Random::uniform(double low, double high) { return low + (high - low) * uniform(); }

int Random::integer(int low, int high) {
    if (low > high) throw std::invalid_argument("Random::integer: low exceeds high");
    const auto span = static_cast<double>(static_cast<std::int64_t>(high) - low + 1);
    return static_cast<int>(low + static_cast<std::int64_t>(uniform() * span));
}

double Random::normal() {
    // Box and Muller; 1 - u keeps the logarithm finite.
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

bool Random::chance(double probability) { return uniform() < probability; }

std::size_t Random::choose(std::span<const double> weights) {
    double total = 0;
    for (const double w : weights) {
        if (!(w >= 0) || !std::isfinite(w))
            throw std::invalid_argument("Random::choose: weights must be finite and not negative");
        total += w;
    }
    if (!(total > 0)) throw std::invalid_argument("Random::choose: all weights are zero");
    double left = uniform() * total;
    std::size_t last = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] <= 0) continue;
        last = i;
        left -= weights[i];
        if (left < 0) return i;
    }
    return last;
}

}  // namespace affetto
