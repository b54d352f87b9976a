#include <CLI/CLI.hpp>
#include <chrono>
#include <ctime>
#include <iostream>
#include <random>

#include "affetto/core/json.hpp"
#include "affetto/generation/generate.hpp"
#include "affetto/tensor/random_tensors.hpp"
#include "affetto/training/trainer.hpp"
#include "synthetic_music.hpp"

// Speed of training and decoding on one thread, as one JSON line like that of peers/measure.py:
// notes a second of processor time (what a free core would do) and of wall time. `export` writes
// what peers/check.py needs to see that both are the same model.

namespace affetto {
namespace {

struct Moment {
    std::chrono::steady_clock::time_point wall = std::chrono::steady_clock::now();
    double processor = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
};

Json speed(const Moment& start, const Moment& end, std::int64_t notes) {
    const double wall = std::chrono::duration<double>(end.wall - start.wall).count();
    return {
        {"notes", notes},
        {"cpu_seconds", end.processor - start.processor},
        {"notes_per_cpu_second", static_cast<double>(notes) / (end.processor - start.processor)},
        {"notes_per_second", static_cast<double>(notes) / wall}};
}

/// Looks at the clock when the first steps, which fill caches, are done, and after each step.
struct StepClock : TrainingObserver {
    static constexpr int kWarmUp = 2;
    Moment start, end;
    Decision after_step(const StepReport& report) override {
        (report.step == kWarmUp ? start : end) = Moment();
        return Decision::go_on;
    }
};

Json train(int steps, Precision precision) {
    const LatentSet music = synthetic_music(160, 400);
    TrainedModel model = untrained_model(music);
    TrainingConfig config;
    config.max_steps = StepClock::kWarmUp + steps;
    config.checkpoint_steps = 1'000'000;
    const Path folder = std::filesystem::temp_directory_path() /
                        ("affetto-benchmark-" + std::to_string(std::random_device{}()));
    StepClock clock;
    Progress silent;
    train_network(*model.network, music, config, {folder, precision}, {&clock}, silent);
    std::filesystem::remove_all(folder);
    Json json =
        speed(clock.start, clock.end, std::int64_t{steps} * config.batch_size * music.window);
    json["parameters"] = model.network->parameter_count();
    return json;
}

PiecePlan plan(const TrainedModel& model, int piece, double seconds, Random& rng) {
    const EmotionCurve emotion =
        parse_emotion_spec("Q" + std::to_string(piece % kNumQuadrants + 1));
    if (model.prior.size() > 0) return draw_plan(emotion, seconds, model.prior, {}, rng);
    PiecePlan plan;
    plan.emotion = emotion;
    plan.seconds = seconds;
    plan.instruments.assign(model.description.format.parts.size(), true);
    plan.knots.push_back({0, at::zeros({model.description.model.latent_dim}), 120});
    return plan;
}

/// Pieces of 30 s, `side_by_side` at a time, of all quadrants in turn.
Json decode(int side_by_side, const std::string& folder) {
    const TrainedModel model =
        folder.empty() ? untrained_model(synthetic_music(16, 400)) : read_model(folder);
    std::int64_t notes = 0, pieces = 0;
    double music_seconds = 0;
    const auto generate = [&](double seconds) {
        std::vector<PiecePlan> plans;
        std::vector<Random> rngs;
        for (int i = 0; i < side_by_side; ++i, ++pieces) {
            rngs.emplace_back(1, static_cast<std::uint64_t>(pieces));
            plans.push_back(plan(model, static_cast<int>(pieces), seconds, rngs.back()));
        }
        for (const GeneratedPiece& piece : generate_pieces(model, plans, {}, rngs)) {
            notes += static_cast<std::int64_t>(piece.steps.size());
            music_seconds += piece.seconds;
        }
    };
    generate(5);
    notes = pieces = 0;
    music_seconds = 0;
    const Moment start;
    while (pieces < 2 * kNumQuadrants) generate(30);
    const Moment end;
    Json json = speed(start, end, notes);
    json["pieces"] = pieces;
    json["music_seconds"] = music_seconds;
    json["times_real_time"] = music_seconds / json["cpu_seconds"].get<double>();
    json["parameters"] = model.network->parameter_count();
    return json;
}

Json export_batch(const std::string& file) {
    const LatentSet music = synthetic_music(4, 256);
    const TrainedModel model = untrained_model(music);
    std::vector<Window> windows;
    for (const LatentClip& clip : music.clips) windows.push_back({&clip, 0, clip.features.size(0)});
    const Batch batch = make_batch(windows, music);
    torch::NoGradGuard no_grad;
    const VaeLoss loss = model.network->loss(batch, {}, {});
    NamedTensors tensors = parameters_of(*model.network);
    tensors["batch.steps"] = batch.steps;
    tensors["batch.context"] = batch.context;
    tensors["batch.hints"] = batch.hints;
    tensors["batch.emotion"] = batch.emotion;
    tensors["batch.piece"] = batch.piece;
    tensors["loss"] = loss.total.view({1});
    write_tensor_file(file, tensors, {});
    return {{"file", file}, {"loss", loss.total.item<double>()}};
}

int run(int argc, char** argv) {
    CLI::App app("Speed of the notes model");
    std::string what, model, file = "notes-model.safetensors";
    int steps = 6, side_by_side = 1;
    app.add_option("what", what)
        ->required()
        ->check(CLI::IsMember({"train", "train-bfloat16", "decode", "export"}));
    app.add_option("--steps", steps, "Training steps");
    app.add_option("--pieces", side_by_side, "Decoded side by side");
    app.add_option("--model", model, "A model folder; without one, random weights");
    app.add_option("--file", file, "Where `export` writes");
    CLI11_PARSE(app, argc, argv);
    configure_runtime({1});
    const Json json = what == "decode"   ? decode(side_by_side, model)
                      : what == "export" ? export_batch(file)
                      : what == "train"  ? train(steps, Precision::float32)
                                         : train(steps, Precision::bfloat16);
    std::cout << json.dump() << '\n';
    return 0;
}

}  // namespace
}  // namespace affetto

int main(int argc, char** argv) { return affetto::run(argc, argv); }
