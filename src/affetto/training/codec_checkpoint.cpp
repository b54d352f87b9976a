#include "affetto/training/codec_checkpoint.hpp"

#include <cstring>

#include "affetto/core/error.hpp"
#include "affetto/training/checkpoint_files.hpp"

namespace affetto {
namespace {

const std::string kFormat = "affetto-codec-checkpoint 1";

}  // namespace

void write_codec_checkpoint(const Path& folder, const CodecRun& run) {
    const Random::State words = run.state.data.state();
    at::Tensor data = at::empty({static_cast<std::int64_t>(words.size())}, at::kLong);
    std::memcpy(data.data_ptr<std::int64_t>(), words.data(), sizeof words);
    NamedTensors tensors = run.quantizer.state();
    if (run.adversary != nullptr) tensors.merge(run.adversary->state());
    tensors.insert({{"parameters", run.parameters.values},
                    {"optimizer.mean", run.optimizer.mean},
                    {"optimizer.square", run.optimizer.square},
                    {"ema", run.ema},
                    {"codes", generator_state(run.state.codes)},
                    {"data", data},
                    {"step", at::full({1}, run.state.step, at::kLong)},
                    {"minutes", at::full({1}, run.state.minutes, at::kDouble)}});
    write_tensor_file(checkpoint_path(folder, run.state.step), tensors, {{"format", kFormat}});
    keep_newest_checkpoints(folder, run.state.step);
}

void read_codec_checkpoint(const Path& path, const CodecRun& run) {
    const TensorFile file = read_tensor_file(path);
    const auto format = file.metadata.find("format");
    if (format == file.metadata.end() || format->second != kFormat)
        throw CheckpointError(file.name + ": not a checkpoint of this version (" + kFormat +
                              "); go on with the Affetto that wrote it, or train anew");
    const std::int64_t count = run.parameters.values.numel();
    const torch::NoGradGuard no_grad;
    run.parameters.values.copy_(file.require("parameters", {count}, at::kFloat));
    run.optimizer.mean.copy_(file.require("optimizer.mean", {count}, at::kFloat));
    run.optimizer.square.copy_(file.require("optimizer.square", {count}, at::kFloat));
    run.ema.copy_(file.require("ema", {count}, at::kFloat));
    run.quantizer.load(file);
    if (run.adversary != nullptr) run.adversary->load(file);
    set_generator_state(run.state.codes, file.require("codes", {-1}, at::kByte));
    Random::State words{};
    const at::Tensor data =
        file.require("data", {static_cast<std::int64_t>(words.size())}, at::kLong);
    std::memcpy(words.data(), data.data_ptr<std::int64_t>(), sizeof words);
    run.state.data.set_state(words);
    run.state.step = file.require("step", {1}, at::kLong).item<std::int64_t>();
    run.state.minutes = file.require("minutes", {1}, at::kDouble).item<double>();
}

}  // namespace affetto
