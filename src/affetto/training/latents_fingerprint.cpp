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
        add(clip.label_source);
        for (const auto& spread : {clip.valence_sd, clip.arousal_sd})
            if (spread) add(format_number(*spread));
        add(to_string(clip.labels));
        const PieceCondition& piece = clip.condition;
        for (const double value :
             {static_cast<double>(piece.key), piece.tempo_bpm,
              static_cast<double>(piece.metre_numerator),
              static_cast<double>(piece.metre_denominator), piece.start, piece.length})
            add(format_number(value));
        const at::Tensor features = clip.features.contiguous();
        add(std::to_string(features.nbytes()));
        hash.add({static_cast<const std::byte*>(features.data_ptr()), features.nbytes()});
    }
    return hash.hex();
}

}  // namespace affetto
