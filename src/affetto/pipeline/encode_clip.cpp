#include "affetto/pipeline/encode_clip.hpp"

#include <algorithm>

#include "affetto/features/piano_roll.hpp"

namespace affetto {

LatentClip latent_clip_of(const Clip& clip) {
    LatentClip latent;
    latent.id = clip.id;
    latent.group = clip.group;
    latent.split = std::string(name_of(clip.split));
    latent.emotion = clip.emotion;
    latent.label_source = std::string(name_of(clip.label_source));
    latent.labels = clip.labels;
    latent.valence_sd = clip.valence_sd;
    latent.arousal_sd = clip.arousal_sd;
    return latent;
}

LatentClip encode_clip(const Clip& clip, const Score& score, Representation representation,
                       const NoteFormat& format) {
    LatentClip latent = latent_clip_of(clip);
    if (representation == Representation::notes) {
        const EncodedNotes notes = encode_notes(score, format);
        latent.condition = notes.condition;
        latent.features =
            at::empty({static_cast<std::int64_t>(notes.steps.size()), kNoteFields}, at::kShort);
        std::copy_n(notes.steps.front().data(), notes.steps.size() * kNoteFields,
                    latent.features.data_ptr<std::int16_t>());
    } else {
        EncodedRoll roll = encode_roll(score, format);
        latent.condition = roll.condition;
        latent.features =
            at::from_blob(roll.frames.data(), {roll.length(), kRollWidth}, at::kByte).clone();
    }
    return latent;
}

}  // namespace affetto
