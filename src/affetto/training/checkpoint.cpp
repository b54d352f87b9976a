#include "affetto/training/checkpoint.hpp"

#include <cstring>

#include "affetto/core/error.hpp"
#include "affetto/training/checkpoint_files.hpp"

namespace affetto {
namespace {

/// 2: weights lie in memory, and so in the flat blocks, input by input.
const std::string kFormat = "affetto-checkpoint 2";

at::Tensor from_values(const std::vector<double>& values) {
    return at::tensor(values, at::kDouble);
}

}  // namespace

void write_checkpoint(const Path& folder, const TrainingState& state,
                      const FlatParameters& parameters, const AdamW& optimizer,
                      const at::Tensor& ema, const at::Tensor& best, const NamedTensors& beside) {
    std::vector<std::int64_t> data;
    for (const std::uint64_t word : state.data.state()) {
        std::int64_t bits = 0;
        std::memcpy(&bits, &word, sizeof bits);
        data.push_back(bits);
    }
    NamedTensors tensors{
        {"parameters", parameters.values},
        {"optimizer.mean", optimizer.mean},
        {"optimizer.square", optimizer.square},
        {"ema", ema},
        {"best", best},
        {"noise", generator_state(state.noise)},
        {"data", at::tensor(data, at::kLong)},
        {"queue", at::tensor(state.queue, at::kLong)},
        {"counters", at::tensor(std::vector<std::int64_t>{state.step, state.epoch, state.best_epoch,
                                                          state.sum_steps},
                                at::kLong)},
        {"sums", from_values({state.minutes, state.best_validation, state.sum_total,
                              state.sum_reconstruction, state.sum_kl})}};
    tensors.insert(beside.begin(), beside.end());
    write_tensor_file(checkpoint_path(folder, state.step), tensors, {{"format", kFormat}});
    keep_newest_checkpoints(folder, state.step);
}

TensorFile read_checkpoint(const Path& path, TrainingState& state, FlatParameters& parameters,
                           AdamW& optimizer, at::Tensor& ema, at::Tensor& best) {
    torch::NoGradGuard no_grad;
    TensorFile file = read_tensor_file(path);
    const auto format = file.metadata.find("format");
    if (format == file.metadata.end() || format->second != kFormat)
        throw CheckpointError(file.name + ": not a checkpoint of this version (" + kFormat +
                              "); go on with the Affetto that wrote it, or train anew");
    const std::int64_t count = parameters.values.numel();
    parameters.values.copy_(file.require("parameters", {count}, at::kFloat));
    optimizer.mean.copy_(file.require("optimizer.mean", {count}, at::kFloat));
    optimizer.square.copy_(file.require("optimizer.square", {count}, at::kFloat));
    ema.copy_(file.require("ema", {count}, at::kFloat));
    best.copy_(file.require("best", {count}, at::kFloat));
    set_generator_state(state.noise, file.require("noise", {-1}, at::kByte));
    const at::Tensor data = file.require("data", {4}, at::kLong);
    Random::State words{};
    std::memcpy(words.data(), data.data_ptr<std::int64_t>(), sizeof words);
    state.data.set_state(words);
    const at::Tensor queue = file.require("queue", {-1}, at::kLong);
    state.queue.assign(queue.data_ptr<std::int64_t>(),
                       queue.data_ptr<std::int64_t>() + queue.numel());
    const at::Tensor counters = file.require("counters", {4}, at::kLong);
    state.step = counters[0].item<std::int64_t>();
    state.epoch = counters[1].item<std::int64_t>();
    state.best_epoch = counters[2].item<std::int64_t>();
    state.sum_steps = counters[3].item<std::int64_t>();
    const at::Tensor sums = file.require("sums", {5}, at::kDouble);
    state.minutes = sums[0].item<double>();
    state.best_validation = sums[1].item<double>();
    state.sum_total = sums[2].item<double>();
    state.sum_reconstruction = sums[3].item<double>();
    state.sum_kl = sums[4].item<double>();
    return file;
}

}  // namespace affetto
