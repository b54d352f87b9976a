#pragma once

#include <memory>
#include <span>

#include "affetto/core/file.hpp"
#include "affetto/rendering/render_config.hpp"
#include "affetto/rendering/synth_events.hpp"

namespace affetto {

/// FluidSynth (https://www.fluidsynth.org) with one soundfont, for one rendering: no threads, no
/// audio driver, no output of its own.
class Synth {
public:
    /// Frames that are computed at once; events take effect between blocks.
    static constexpr std::size_t kBlockFrames = 64;

    /// Throws Error where the soundfont cannot be loaded.
    Synth(const RenderConfig& config, const Path& soundfont,
          const std::vector<SynthChannel>& channels);
    ~Synth();
    Synth(const Synth&) = delete;
    Synth& operator=(const Synth&) = delete;

    void play(const SynthEvent& event);
    void lift_pedals();
    /// Computes the next block: 2 * kBlockFrames samples, interleaved.
    void write(std::span<float> block);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace affetto
