#pragma once

#include <memory>
#include <string>

#include "affetto/model/cvae.hpp"
#include "affetto/model/frame_cvae.hpp"
#include "affetto/model/prior.hpp"

namespace affetto {

/// Of what a model of sound makes, [D] each, normalised as the training split is to mean 0 and
/// spread 1; undefined: not measured.
struct MadeStatistics {
    at::Tensor mean, spread;
};

/// What fixes a network's shape and meaning; config.json of a model folder.
struct ModelDescription {
    ModelConfig model;
    Representation representation = Representation::notes;
    NoteFormat format;    ///< of notes and rolls
    FrameFormat frames;   ///< of sound
    MadeStatistics made;  ///< of sound (generation/made_statistics.hpp)
    int window = 256;
    Json data;  ///< what it was trained on, for people
};

/// A trained model: config.json and model.safetensors.
struct TrainedModel {
    ModelDescription description;
    std::shared_ptr<Network> network;
    Prior prior;           ///< of notes and rolls; sound has its own inside the network
    std::string checksum;  ///< SHA-256 of model.safetensors

    /// The network as what it is. Throws UsageError where it models another kind of features.
    const Cvae& of_scores() const;
    const FrameCvae& of_sound() const;
};

std::shared_ptr<Network> make_network(const ModelDescription& description, at::Generator& rng);

Json to_json(const ModelDescription& description);
/// Throws CheckpointError naming `where`.
ModelDescription model_description_from_json(const Json& json, const std::string& where);

/// Every parameter by its dotted name.
NamedTensors parameters_of(const Network& network);
/// Copies `tensors` (float32 or float16) into the network; a missing, surplus or ill-shaped tensor
/// is a CheckpointError. `prefix` says which names belong to the network ("" or "model."); others
/// are left alone.
void load_parameters(Network& network, const TensorFile& file, const std::string& prefix);

/// Writes config.json and model.safetensors into an existing folder. `half` stores weights as
/// float16.
void write_model(const Path& folder, const ModelDescription& description, const Network& network,
                 const Prior& prior, bool half);
/// Throws CheckpointError for a folder without a model or a damaged one.
TrainedModel read_model(const Path& folder);

}  // namespace affetto
