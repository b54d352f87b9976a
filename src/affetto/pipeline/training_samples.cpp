#include "affetto/pipeline/training_samples.hpp"

#include <chrono>

#include "affetto/generation/generate.hpp"
#include "affetto/generation/sound_generator.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/borrowed_network.hpp"
#include "affetto/pipeline/npy.hpp"
#include "affetto/training/prior_builder.hpp"

namespace affetto {
namespace {

constexpr double kEverySeconds = 120;
constexpr double kLength = 15;

}  // namespace

TrainingSamples::TrainingSamples(Path folder, const ModelDescription& description,
                                 const LatentSet& set, const TrainingConfig& config, Warn warn)
    : folder_(std::move(folder)),
      description_(&description),
      set_(&set),
      seed_(static_cast<std::uint64_t>(config.seed)),
      inferred_spread_(config.inferred_spread),
      next_seconds_(kEverySeconds),
      warn_(std::move(warn)) {}

Decision TrainingSamples::after_epoch(const EpochReport& report, const Network& network) {
    if (report.seconds < next_seconds_ || interrupt_requested()) return Decision::go_on;
    next_seconds_ = report.seconds + kEverySeconds;
    write_or_warn([&] { write_samples(report.epoch, network); },
                  "training goes on without these samples", warn_);
    return Decision::go_on;
}

void TrainingSamples::write_samples(std::int64_t epoch, const Network& network) {
    TrainedModel model;
    model.description = *description_;
    model.network = borrowed_on_cpu(network, *description_);
    if (!is_sound(model.description.representation))
        model.prior = build_prior(model.of_scores(), *set_, inferred_spread_);
    make(epoch, model);
}

void TrainingSamples::make(std::int64_t epoch, const TrainedModel& model) {
    const auto start = std::chrono::steady_clock::now();
    const bool sound = is_sound(model.description.representation);
    std::vector<Random> rngs;
    std::vector<EmotionCurve> emotions;
    Newest made;
    made.epoch = epoch;
    for (int q = 0; q < kNumQuadrants; ++q) {
        rngs.emplace_back(seed_, static_cast<std::uint64_t>(1000 + q));
        emotions.push_back(parse_emotion_spec(name_of(static_cast<Quadrant>(q))));
        made.files.push_back(folder_ / ("epoch-" + std::to_string(epoch) + "-Q" +
                                        std::to_string(q + 1) + (sound ? ".npy" : ".mid")));
    }
    if (sound) {
        made.frames = generate_frames(model, emotions, kLength, {}, rngs);
        for (std::size_t q = 0; q < made.files.size(); ++q)
            write_npy(made.files[q], made.frames[q]);
    } else {
        std::vector<PiecePlan> plans;
        for (std::size_t q = 0; q < emotions.size(); ++q)
            plans.push_back(draw_plan(emotions[q], kLength, model.prior, {}, rngs[q]));
        for (GeneratedPiece& piece : generate_pieces(model, plans, {}, rngs))
            made.scores.push_back(std::move(piece.score));
        for (std::size_t q = 0; q < made.files.size(); ++q)
            write_midi(made.files[q], made.scores[q]);
    }
    newest_ = std::move(made);
    seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace affetto
