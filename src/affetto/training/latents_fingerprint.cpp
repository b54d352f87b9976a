#include "affetto/training/latents_fingerprint.hpp"

#include "affetto/core/sha256.hpp"
#include "affetto/core/text.hpp"

namespace affetto {

std::string fingerprint_of(const LatentSet& set) {
    Sha256 hash;
    const auto add = [&](std::string_view text) {
        hash.add(std::as_bytes(std::span(text.data(), text.size())));
        hash.add(std::as_bytes(std::span("\n", 1)));
    };
    add(name_of(set.representation));
    add(std::to_string(set.window));
    for (const LatentClip& clip : set.clips) {
        add(clip.id);
        add(clip.split);
        if (clip.emotion)
            add(format_number(clip.emotion->valence) + " " + format_number(clip.emotion->arousal));
        add(format_number(clip.condition.length));
        const at::Tensor features = clip.features.contiguous();
        add(std::to_string(features.nbytes()));
        hash.add({static_cast<const std::byte*>(features.data_ptr()), features.nbytes()});
    }
    return hash.hex();
}

}  // namespace affetto
