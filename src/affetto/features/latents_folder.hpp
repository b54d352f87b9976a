#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affetto/core/emotion.hpp"
#include "affetto/features/frame_format.hpp"
#include "affetto/features/note_tokens.hpp"
#include "affetto/tensor/torch.hpp"

namespace affetto {

/// One clip of a latents folder.
struct LatentClip {
    std::string id, group, split;    ///< split: train, validation, test
    std::optional<Emotion> emotion;  ///< absent for unlabelled music
    std::string label_source;        ///< dynamic, song, inferred, none
    EmotionDistribution labels;      ///< named emotions, where the data set knows them
    std::optional<double> valence_sd, arousal_sd;  ///< spread of the label, where known
    PieceCondition condition;                      ///< sound: start and length alone, in seconds
    at::Tensor features;  ///< notes: int16 [T, kNoteFields]; roll: uint8 [T, kRollWidth];
                          ///< sound: float32 or float16 [T, D], not normalised
    at::Tensor codes;     ///< encodec: int16 or int32 [K, T], what the codec's quantizer makes
                          ///< of them; else undefined
};

/// metadata.csv, latents-*.safetensors and manifest.json of docs/formats.md.
struct LatentSet {
    Representation representation = Representation::notes;
    NoteFormat format;   ///< of notes and rolls
    FrameFormat frames;  ///< of sound
    int window = 256;    ///< steps of one training window
    std::vector<LatentClip> clips;
    Json manifest;  ///< more on where the clips come from

    std::int64_t steps() const;
};

/// Throws DataError or CheckpointError naming the file and the fault.
LatentSet read_latents(const Path& folder);
/// Writes into an existing folder.
void write_latents(const Path& folder, const LatentSet& set);

/// Writes a latents folder clip by clip, in constant memory: a shard goes to disk once it is full.
class LatentsWriter {
public:
    /// Into an existing folder.
    LatentsWriter(Path folder, Representation r);

    void add(const LatentClip& clip);
    /// The last shard, metadata.csv and manifest.json. `set` has everything but the clips.
    void finish(const LatentSet& set);

    std::int64_t clips() const { return static_cast<std::int64_t>(rows_.size()); }
    std::int64_t steps() const { return steps_; }

private:
    void write_shard();

    Path folder_;
    Representation representation_;
    std::vector<std::vector<std::string>> rows_, more_;  // more_: what few folders have
    std::vector<at::Tensor> pending_, pending_codes_;
    std::size_t pending_bytes_ = 0;
    std::int64_t pending_steps_ = 0, steps_ = 0, values_ = 0;
    std::string dtype_;
    Json shards_ = Json::array();
};

}  // namespace affetto
