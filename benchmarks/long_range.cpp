#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>

#include "affetto/core/json.hpp"
#include "affetto/model/sequence.hpp"
#include "affetto/training/adamw.hpp"

// How well a decoder repeats what it heard so many steps before: sequences of drawn symbols that
// begin again after `distance` steps. Only what repeats can be foreseen, and only by remembering or
// looking back. Trains one decoder on such sequences, always new ones, and prints the share of
// symbols of the second time that it foresees, as one JSON line.

namespace affetto {
namespace {

struct Settings {
    std::string decoder = "gru";
    bool attention = false;
    int layers = 1, dim = 96, distance = 200, symbols = 16, batch = 4, steps = 300;
    double minutes = 0, learning_rate = 2e-3;
    std::uint64_t seed = 1;
};

class Copyist : public torch::nn::Module {
public:
    Copyist(const Settings& s, at::Generator& rng) {
        ModelConfig config;
        config.decoder = s.decoder;
        config.decoder_attention = s.attention;
        config.decoder_layers = s.layers;
        config.decoder_dim = config.conv_dim = config.attention_dim = s.dim;
        config.dropout = 0;
        validate(config);
        in_ = register_module("in", std::make_shared<Embedding>(s.symbols, s.dim, rng, 1.0));
        decoder_ = register_module("decoder", make_decoder(config, 2 * s.distance, rng));
        norm_ = register_module("norm", std::make_shared<LayerNorm>(s.dim));
        out_ = register_module("out", std::make_shared<Linear>(s.dim, s.symbols, rng));
    }
    /// symbols int64 [T, B] -> logits of the symbol after each [T, B, symbols]
    at::Tensor forward(const at::Tensor& symbols, const Forward& mode) const {
        const at::Tensor h = decoder_->forward(in_->forward(symbols), mode);
        return out_->forward(norm_->forward(h), mode);
    }

private:
    std::shared_ptr<Embedding> in_;
    std::shared_ptr<SequenceDecoder> decoder_;
    std::shared_ptr<LayerNorm> norm_;
    std::shared_ptr<Linear> out_;
};

at::Tensor draw_twice(const Settings& s, at::Generator& rng) {
    const at::Tensor once = at::randint(s.symbols, {s.distance, s.batch}, rng, at::kLong);
    return at::cat({once, once}, 0);
}

/// Logits [N, symbols] and symbols [N] of the second time.
struct Foreseen {
    at::Tensor logits, symbols;
};

Foreseen foresee(const Copyist& copyist, const Settings& s, const Forward& mode,
                 at::Generator& rng) {
    const at::Tensor symbols = draw_twice(s, rng);
    const at::Tensor logits = copyist.forward(symbols.narrow(0, 0, 2 * s.distance - 1), mode)
                                  .narrow(0, s.distance - 1, s.distance);
    return {logits.reshape({-1, s.symbols}), symbols.narrow(0, s.distance, s.distance).flatten()};
}

Json train(const Settings& s) {
    at::Generator weights = make_generator(s.seed), data = make_generator(s.seed + 1);
    Copyist copyist(s, weights);
    FlatParameters parameters(copyist);
    AdamW optimizer(parameters);
    at::Generator noise = make_generator(s.seed + 2);
    const auto start = std::chrono::steady_clock::now();
    const auto minutes = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / 60;
    };
    int step = 0;
    for (; s.minutes > 0 ? minutes() < s.minutes : step < s.steps; ++step) {
        const Foreseen f = foresee(copyist, s, {&noise}, data);
        const at::Tensor loss =
            -at::log_softmax(f.logits, 1).gather(1, f.symbols.unsqueeze(1)).mean();
        parameters.gradients.zero_();
        loss.backward();
        clip_gradients(parameters, 1.0);
        optimizer.update(parameters, s.learning_rate * std::min(1.0, (step + 1) / 50.0), 0.01,
                         step);
    }
    const double trained = minutes();
    const torch::NoGradGuard no_grad;
    at::Generator fresh = make_generator(s.seed + 3);
    constexpr int kBatches = 4;
    double right = 0;
    for (int i = 0; i < kBatches; ++i) {
        const Foreseen f = foresee(copyist, s, {}, fresh);
        right += (f.logits.argmax(1) == f.symbols).to(at::kFloat).mean().item<double>() / kBatches;
    }
    return {{"decoder", s.decoder}, {"attention", s.decoder == "transformer" || s.attention},
            {"layers", s.layers},   {"distance", s.distance},
            {"symbols", s.symbols}, {"parameters", parameters.values.numel()},
            {"steps", step},        {"minutes", trained},
            {"accuracy", right},    {"chance", 1.0 / s.symbols}};
}

int run(int argc, char** argv) {
    CLI::App app("How well a decoder repeats what lies far back");
    Settings s;
    app.add_option("--decoder", s.decoder, "conv, lstm, gru or transformer");
    app.add_flag("--attention", s.attention, "An attention block behind it");
    app.add_option("--layers", s.layers);
    app.add_option("--dim", s.dim);
    app.add_option("--distance", s.distance, "Steps after which a sequence repeats");
    app.add_option("--symbols", s.symbols, "Symbols that are drawn from");
    app.add_option("--batch", s.batch);
    app.add_option("--steps", s.steps, "Of training");
    app.add_option("--minutes", s.minutes, "Of training, instead of steps");
    app.add_option("--learning-rate", s.learning_rate);
    app.add_option("--seed", s.seed);
    CLI11_PARSE(app, argc, argv);
    configure_runtime({1});
    std::cout << train(s).dump() << '\n';
    return 0;
}

}  // namespace
}  // namespace affetto

int main(int argc, char** argv) { return affetto::run(argc, argv); }
