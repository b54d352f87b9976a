#include "affetto/training/batch_fit.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/memory.hpp"
#include "affetto/core/text.hpp"

namespace affetto {
namespace {

constexpr double kReserve = 1.1;
constexpr double kGigabyte = 1e9;
/// Copies of the weights that a run holds beside the network: gradients, two moments of the
/// optimizer, a scratch of its update, the running mean and the best weights.
constexpr std::uint64_t kCopies = 6;

double bytes_of(const std::vector<BatchMemory>& measured, int batch) {
    const BatchMemory &less = measured[measured.size() - 2], &more = measured.back();
    const double each =
        std::max(0.0, (static_cast<double>(more.bytes) - static_cast<double>(less.bytes)) /
                          (more.batch - less.batch));
    const double fixed = std::max(0.0, static_cast<double>(more.bytes) - each * more.batch);
    return kReserve * (fixed + each * batch);
}

std::vector<Window> longest_windows(const LatentSet& set) {
    std::vector<Window> windows;
    for (const LatentClip& clip : set.clips)
        if (clip.split == "train")
            windows.push_back(
                {&clip, 0, std::min<std::int64_t>(clip.features.size(0), set.window)});
    std::stable_sort(windows.begin(), windows.end(),
                     [](const Window& a, const Window& b) { return a.length > b.length; });
    return windows;
}

void pass(const Network& network, const LatentSet& set, const std::vector<Window>& longest,
          int batch, Precision precision) {
    std::vector<Window> windows;
    for (int i = 0; i < batch; ++i)
        windows.push_back(longest[static_cast<std::size_t>(i) % longest.size()]);
    at::Generator noise = make_generator(0);
    network.loss(make_batch(windows, set), {}, {&noise, precision}).total.backward();
}

}  // namespace

BatchFit largest_batch(const std::vector<BatchMemory>& measured, std::uint64_t budget, int limit) {
    BatchFit fit;
    fit.measured = measured;
    fit.budget = budget;
    for (int batch = 1; batch <= limit && batch <= (1 << 16); batch *= 2) {
        const double bytes = bytes_of(measured, batch);
        if (bytes > static_cast<double>(budget)) break;
        fit.batch = batch;
        fit.expected = static_cast<std::uint64_t>(bytes);
    }
    return fit;
}

BatchFit fit_batch(Network& network, const LatentSet& set, Precision precision,
                   std::uint64_t budget) {
    const std::vector<Window> longest = longest_windows(set);
    if (longest.empty())
        throw DataError("the latents hold no clip of the training split; nothing to learn from");
    // What a first pass allocates once and for all is no part of a batch.
    pass(network, set, longest, 1, precision);
    const std::uint64_t weights =
        static_cast<std::uint64_t>(network.parameter_count()) * sizeof(float);
    release_free_memory();
    const std::uint64_t held = resident_memory() + kCopies * weights;
    std::vector<BatchMemory> measured;
    for (const int batch : {1, 2, 4, 8}) {
        // Memory that was freed before, such as what the latents were read through, would hide what
        // a pass takes.
        release_free_memory();
        const std::uint64_t before = resident_memory();
        reset_peak_memory();
        pass(network, set, longest, batch, precision);
        const std::uint64_t peak = peak_memory();
        measured.push_back({batch, peak - std::min(peak, before)});
    }
    if (measured.back().bytes == 0)
        throw UsageError(
            "--batch-size auto: this system does not say how much memory a pass "
            "takes; give --batch-size N");
    for (at::Tensor& parameter : network.parameters()) parameter.mutable_grad() = at::Tensor();
    const int clips = static_cast<int>(std::bit_floor(longest.size()));
    BatchFit fit = largest_batch(measured, budget - std::min(budget, held), clips);
    if (fit.batch == 0)
        throw UsageError(
            "--memory " + format_number(static_cast<double>(budget) / kGigabyte) +
            ": the weights and a batch of one window need about " +
            format_fixed((static_cast<double>(held) + bytes_of(measured, 1)) / kGigabyte, 2) +
            " GB; give more, or use shorter windows (latents --window) or a smaller "
            "model");
    return fit;
}

}  // namespace affetto
