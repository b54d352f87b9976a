#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "affetto/model/model_folder.hpp"
#include "affetto/pipeline/step_curves.hpp"
#include "affetto/pipeline/training_page.hpp"
#include "affetto/pipeline/training_samples.hpp"
#include "affetto/training/trainer.hpp"

namespace affetto {

/// When pictures are drawn: at the end of the first epoch that ends `least_seconds` after the last
/// drawing and `spacing` times as long after it as it took.
struct DrawingPace {
    double least_seconds = 20;
    double spacing = 40;
};

/// What the report of a run shows besides what it sees. All outlive the report.
struct ReportedRun {
    Path folder;  ///< of the model
    const ModelDescription& description;
    const LatentSet& set;
    const TrainingConfig& config;
    TrainingSamples& samples;
    std::int64_t resumed_at = 0;
    Json settings, defaults;  ///< the run's configuration as asked for, and the default one
    /// What is trained on what, by name; training_facts() begins it.
    std::vector<std::pair<std::string, std::string>> facts;
    DrawingPace pace = {};
};

/// What a network is and what it learns from.
std::vector<std::pair<std::string, std::string>> training_facts(const ModelDescription& description,
                                                                const LatentSet& set,
                                                                std::int64_t parameters);

/// Keeps report.html of a model folder, and its pictures in plots/: written at the start, at the
/// end of an epoch when it is time again, and at the end. Nothing that training draws or
/// computes depends on it, and a drawing that fails is told on the page and does no harm.
class TrainingReport : public TrainingObserver {
public:
    explicit TrainingReport(ReportedRun run);

    Decision after_step(const StepReport& report) override;
    Decision after_epoch(const EpochReport& report, const Network& network) override;

    /// The last page, with new samples and players. `model` is the finished one.
    void finish(const TrainingOutcome& outcome, const TrainedModel& model);
    /// The last page of a run that stopped early: "interrupted", or what went wrong.
    void stop(const std::string& why) noexcept;

    /// Seconds that finish() is expected to take, by the drawings so far.
    double seconds_to_finish() const;

    Path page() const { return run_.folder / "report.html"; }
    /// What drawing took of the time of training, in [0, 1]; the last page comes after it.
    double drawing_share() const;

private:
    void draw(const TrainedModel* model, bool players);
    void draw_model(const TrainedModel& model);
    void draw_samples(bool players);
    void write();
    double seconds() const;

    ReportedRun run_;
    TrainingPage page_;
    StepCurves step_curves_;
    std::chrono::steady_clock::time_point start_;
    bool seen_step_ = false;
    double next_ = 0;     ///< second of this process at which a drawing is due
    double drawing_ = 0;  ///< seconds spent
    int drawings_ = 0;
    std::optional<double> model_drawing_;  ///< seconds of the last one with a model
    std::optional<double> final_share_;
};

}  // namespace affetto
