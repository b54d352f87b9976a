#include "affetto/model/model_folder.hpp"

#include <algorithm>
#include <cmath>

#include "affetto/core/error.hpp"
#include "affetto/core/sha256.hpp"
#include "affetto/core/version.hpp"

namespace affetto {
namespace {

constexpr int kFormatVersion = 1;
const std::string kNetwork = "model.";

Json format_json(const ModelDescription& d) {
    return is_sound(d.representation) ? to_json(d.frames, d.representation) : to_json(d.format);
}

Json values_json(const at::Tensor& values) {
    const at::Tensor whole = values.contiguous();
    const float* const first = whole.data_ptr<float>();
    return std::vector<float>(first, first + whole.numel());
}

/// Undefined where the key is missing, as in models of scores.
MadeStatistics made_from_json(const Json& json, std::int64_t values, const std::string& where) {
    if (!json.contains("made")) return {};
    const auto mean = json.at("made").at("mean").get<std::vector<float>>();
    const auto spread = json.at("made").at("spread").get<std::vector<float>>();
    const auto count = static_cast<std::size_t>(values);
    const bool good =
        std::all_of(mean.begin(), mean.end(), [](float m) { return std::isfinite(m); }) &&
        std::all_of(spread.begin(), spread.end(),
                    [](float s) { return s > 0 && std::isfinite(s); });
    if (mean.size() != count || spread.size() != count || !good)
        throw CheckpointError(where + ": made.mean and made.spread must be " +
                              std::to_string(values) + " numbers each, spreads above 0");
    return {at::tensor(mean, at::kFloat), at::tensor(spread, at::kFloat)};
}

template <class Wanted>
const Wanted& network_as(const TrainedModel& model, const char* music) {
    if (const auto* network = dynamic_cast<const Wanted*>(model.network.get())) return *network;
    throw UsageError("the model makes " + std::string(name_of(model.description.representation)) +
                     ", not " + music);
}

}  // namespace

const Cvae& TrainedModel::of_scores() const { return network_as<Cvae>(*this, "scores"); }
const FrameCvae& TrainedModel::of_sound() const { return network_as<FrameCvae>(*this, "sound"); }

std::shared_ptr<Network> make_network(const ModelDescription& d, at::Generator& rng) {
    ModelConfig config = d.model;
    settle_families(config, is_sound(d.representation));
    if (is_sound(d.representation))
        return std::make_shared<FrameCvae>(config, values_of(d.frames, d.representation), d.window,
                                           rng);
    return std::make_shared<Cvae>(config, d.representation, d.format, d.window, rng);
}

Json to_json(const ModelDescription& d) {
    Json json = {{"what", "affetto model"},   {"format_version", kFormatVersion},
                 {"version", version()},      {"representation", name_of(d.representation)},
                 {"window", d.window},        {"format", format_json(d)},
                 {"model", to_json(d.model)}, {"data", d.data}};
    if (d.made.spread.defined())
        json["made"] = {{"mean", values_json(d.made.mean)}, {"spread", values_json(d.made.spread)}};
    return json;
}

ModelDescription model_description_from_json(const Json& json, const std::string& where) {
    ModelDescription d;
    try {
        if (json.at("what") != "affetto model" || json.at("format_version") != kFormatVersion)
            throw CheckpointError(where + ": not an Affetto model of format " +
                                  std::to_string(kFormatVersion));
        d.representation = representation_from_name(json.at("representation").get<std::string>());
        d.window = json.at("window").get<int>();
        if (d.window < 1 || d.window > 65'536)
            throw CheckpointError(where + ": window must lie in [1, 65536]");
        if (is_sound(d.representation)) {
            d.frames = frame_format_from_json(json.at("format"), d.representation, where);
            d.made = made_from_json(json, values_of(d.frames, d.representation), where);
        } else {
            d.format = note_format_from_json(json.at("format"), where);
        }
        from_json(d.model, json.at("model"), "model");
        validate(d.model);
        d.data = json.at("data");
    } catch (const Json::exception& fault) {
        throw CheckpointError(where + ": " + fault.what());
    } catch (const CheckpointError&) {
        throw;
    } catch (const Error& fault) {
        throw CheckpointError(where + ": " + fault.what());
    }
    return d;
}

NamedTensors parameters_of(const Network& network) {
    NamedTensors tensors;
    for (const auto& item : network.named_parameters()) tensors[item.key()] = item.value();
    return tensors;
}

void load_parameters(Network& network, const TensorFile& file, const std::string& prefix) {
    torch::NoGradGuard no_grad;
    std::size_t wanted = 0;
    for (auto& item : network.named_parameters()) {
        const std::string name = prefix + item.key();
        const auto found = file.tensors.find(name);
        const bool half = found != file.tensors.end() && found->second.scalar_type() == at::kHalf;
        item.value().copy_(file.require(name, item.value().sizes(), half ? at::kHalf : at::kFloat));
        ++wanted;
    }
    std::size_t present = 0;
    for (const auto& [name, tensor] : file.tensors)
        if (name.rfind(prefix, 0) == 0) {
            ++present;
            if (network.named_parameters().find(name.substr(prefix.size())) == nullptr)
                throw CheckpointError(file.name + ": tensor '" + name +
                                      "' does not belong to this model");
        }
    if (present != wanted)
        throw CheckpointError(file.name + ": " + std::to_string(wanted) + " tensors expected, " +
                              std::to_string(present) + " found");
    for (const auto& item : network.named_parameters())
        if (!at::isfinite(item.value()).all().item<bool>())
            throw CheckpointError(file.name + ": tensor '" + prefix + item.key() +
                                  "' holds NaN or infinite values");
}

void write_model(const Path& folder, const ModelDescription& description, const Network& network,
                 const Prior& prior, bool half) {
    NamedTensors tensors;
    for (const auto& [name, tensor] : parameters_of(network))
        tensors[kNetwork + name] = half ? tensor.to(at::kHalf) : tensor;
    if (prior.size() > 0) add_to(tensors, prior);
    write_tensor_file(folder / "model.safetensors", tensors, {{"format", "affetto-model"}});
    write_json(folder / "config.json", to_json(description));
}

TrainedModel read_model(const Path& folder) {
    const Path config = folder / "config.json", weights = folder / "model.safetensors";
    for (const Path& path : {config, weights})
        if (!std::filesystem::exists(path))
            throw CheckpointError(display(folder) + ": no " + display(path.filename()) +
                                  "; expected a folder written by 'affetto train'");
    TrainedModel model;
    model.description = model_description_from_json(read_json(config), display(config));
    at::Generator unused = make_generator(0);
    model.network = make_network(model.description, unused);
    const TensorFile file = read_tensor_file(weights, Unverified::let_through);
    load_parameters(*model.network, file, kNetwork);
    if (!is_sound(model.description.representation))
        model.prior = prior_from(file, model.description.model.latent_dim,
                                 static_cast<std::int64_t>(model.description.format.parts.size()));
    file.require_checksum();
    model.checksum = sha256_of_file(weights);
    return model;
}

}  // namespace affetto
