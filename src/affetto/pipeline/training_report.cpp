#include "affetto/pipeline/training_report.hpp"

#include <algorithm>
#include <map>

#include "affetto/core/csv.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/pipeline/borrowed_network.hpp"
#include "affetto/pipeline/latent_pictures.hpp"
#include "affetto/pipeline/reconstruction_pictures.hpp"
#include "affetto/pipeline/report_figures.hpp"
#include "affetto/pipeline/training_curves.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/pipeline/frame_pictures.hpp"
#include "affetto/pipeline/player_sound.hpp"
#endif

namespace affetto {
namespace {

#ifdef AFFETTO_WITH_AUDIO
constexpr double kPlayerSeconds = 15;
#endif

double last_number(const CsvTable& table, std::string_view column) {
    return parse_number(table.at(table.rows.size() - 1, column)).value_or(0);
}

std::string reconstruction_text(const LatentSet& set) {
    if (!is_sound(set.representation))
        return "A held-out window a quadrant beside what the model makes of its posterior mean, "
               "label, key, metre, tempo and instruments alone, always taking the likeliest value. "
               "It does not see the original while it writes; the same axes on both sides.";
#ifdef AFFETTO_WITH_AUDIO
    return "A held-out window a quadrant, what the model makes of its posterior means and label, "
           "and how far that lies off, in deviations over the training split.";
#else
    return "Features of sound are not drawn: this build has no sound (AFFETTO_WITH_AUDIO=OFF).";
#endif
}

#ifdef AFFETTO_WITH_AUDIO
std::vector<Figure> frames_figure(const std::string& name, const std::string& title,
                                  const at::Tensor& frames, const ModelDescription& description) {
    return {{name, frames_svg(title, frames, description.frames, description.representation)}};
}
Bytes player_of(const Score& score) { return player_sound(score, kPlayerSeconds); }
#else
std::vector<Figure> frames_figure(const std::string&, const std::string&, const at::Tensor&,
                                  const ModelDescription&) {
    return {};
}
Bytes player_of(const Score&) { return {}; }
#endif

std::vector<PictureRow> sample_rows(const TrainingSamples::Newest& newest,
                                    const ModelDescription& description, const Path& folder,
                                    bool players) {
    std::vector<PictureRow> rows;
    for (std::size_t q = 0; q < newest.files.size(); ++q) {
        const std::string quadrant(name_of(static_cast<Quadrant>(q)));
        const std::string name = "sample-" + quadrant, title = "Asked for " + quadrant;
        PictureRow row{quadrant, {}, {}, newest.files[q].lexically_relative(folder), {}};
        if (q < newest.scores.size()) {
            row.bytes = read_bytes(newest.files[q]);
            row.figures = {{name, score_figure(title, newest.scores[q])}};
            if (players) row.mp3 = player_of(newest.scores[q]);
        } else {
            row.figures = frames_figure(name, title, newest.frames[q], description);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> training_facts(const ModelDescription& d,
                                                                const LatentSet& set,
                                                                std::int64_t parameters) {
    std::map<std::string, int> splits;
    int labelled = 0;
    for (const LatentClip& clip : set.clips) {
        ++splits[clip.split];
        labelled += clip.emotion.has_value() ? 1 : 0;
    }
    std::string clips =
        std::to_string(set.clips.size()) + ", " + std::to_string(labelled) + " of them labelled:";
    for (const auto& [split, count] : splits)
        clips += " " + std::to_string(count) + " " + split +
                 (split == splits.rbegin()->first ? "" : ",");
    const std::string unit = set.representation == Representation::notes ? " notes" : " frames";
    return {{"representation", std::string(name_of(d.representation))},
            {"encoder", d.model.encoder},
            {"decoder", d.model.decoder},
            {"latent dimensions", std::to_string(d.model.latent_dim)},
            {"parameters", std::to_string(parameters)},
            {"data set", set.manifest.value("dataset", std::string("unknown"))},
            {"clips", clips},
            {"all clips together", std::to_string(set.steps()) + unit},
            {"training window", std::to_string(set.window) + unit}};
}

TrainingReport::TrainingReport(ReportedRun run)
    : run_(std::move(run)), start_(std::chrono::steady_clock::now()) {
    page_.title = "Training of " + display(run_.folder.filename());
    page_.facts = run_.facts;
    page_.changed = changed_fields(run_.settings, run_.defaults);
    page_.progress.step = page_.progress.first_step = run_.resumed_at;
    page_.files = {"history.csv", "log.jsonl", "config.json", "run.json"};
    page_.reconstruction_text = reconstruction_text(run_.set);
    page_.sample_text =
        "One short piece a quadrant, made every two minutes of training and at the end.";
    try {
        if (run_.resumed_at > 0) step_curves_ = StepCurves(run_.folder / "log.jsonl");
    } catch (const DataError&) {
        step_curves_ = {};  // the curves begin here
    }
    draw(nullptr, false);
    next_ = run_.pace.least_seconds;
}

double TrainingReport::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

double TrainingReport::drawing_share() const {
    return final_share_.value_or(drawing_ / std::max(1e-9, seconds()));
}

Decision TrainingReport::after_step(const StepReport& r) {
    TrainingProgress& p = page_.progress;
    if (!seen_step_) {
        p.first_step = r.step - 1;
        p.first_epoch = r.epoch;
        seen_step_ = true;
    }
    p.step = r.step;
    step_curves_.add(r.step, r.total, r.beta, r.learning_rate, r.gradient_norm);
    return Decision::go_on;
}

Decision TrainingReport::after_epoch(const EpochReport& r, const Network& network) {
    page_.progress.epoch = r.epoch;
    page_.progress.minutes = r.seconds / 60;
    if (seconds() < next_ || interrupt_requested()) return Decision::go_on;
    const double before = drawing_;
    TrainedModel model;
    model.description = run_.description;
    model.network = borrowed_on_cpu(network, run_.description);
    draw(&model, false);
    model_drawing_ = drawing_ - before;
    next_ = seconds() + std::max(run_.pace.least_seconds, run_.pace.spacing * (drawing_ - before));
    return Decision::go_on;
}

double TrainingReport::seconds_to_finish() const {
    // What was not measured yet is guessed, but not so that little would be left of a short run.
    constexpr double kDrawing = 3, kSamples = 2, kPlayers = 3, kMostOfLimit = 0.03;
    const double most = kMostOfLimit * 60 * run_.config.max_minutes;
    return model_drawing_.value_or(std::min(kDrawing, most)) +
           run_.samples.seconds_of_last().value_or(std::min(kSamples, most)) +
           std::min(kPlayers, most);  // rendered at the end alone
}

void TrainingReport::finish(const TrainingOutcome& outcome, const TrainedModel& model) {
    final_share_ = drawing_share();
    page_.running = false;
    page_.state = "stopped by " + outcome.stopped_by;
    page_.progress.step = outcome.steps;
    page_.progress.epoch = outcome.epochs;
    page_.progress.minutes = outcome.minutes;
    page_.files.insert(page_.files.end(), {"manifest.json", "model.safetensors"});
    try {
        run_.samples.make(outcome.epochs, model);
    } catch (const std::exception& fault) {
        page_.sample_text = std::string("No samples of the finished model: ") + fault.what();
    }
    draw(&model, true);
}

void TrainingReport::stop(const std::string& why) noexcept {
    try {
        page_.running = false;
        page_.state = why;
        draw(nullptr, false);
    } catch (...) {  // a page must not hide why the run stopped
    }
}

/// Everything but the model's own pictures is drawn anew; those of the last model stay where there
/// is none now.
void TrainingReport::draw(const TrainedModel* model, bool players) {
    const double begin = seconds();
    std::string fault;
    try {
        page_.progress.seconds = begin;
        page_.end = expected_end(run_.config, page_.progress);
        page_.curves.clear();
        const CsvTable history = read_csv(run_.folder / "history.csv");
        if (!seen_step_ && !history.rows.empty()) {  // of the run that this one resumes
            page_.progress.epoch = static_cast<std::int64_t>(last_number(history, "epoch"));
            page_.progress.minutes = last_number(history, "seconds") / 60;
        }
        if (!history.rows.empty())
            page_.curves = {{"loss", loss_curves_svg(history)},
                            {"kl", kl_curves_svg(history)},
                            {"total-loss", total_curves_svg(history)},
                            {"active-units", active_units_svg(history)},
                            {"discriminator", adversarial_curves_svg(history)}};
        std::erase_if(page_.curves, [](const Figure& figure) { return figure.svg.empty(); });
        for (Figure& figure : step_curves_.figures()) page_.curves.push_back(std::move(figure));
        if (model != nullptr) draw_model(*model);
        draw_samples(players);
    } catch (const std::exception& problem) {
        fault = std::string(" Not everything could be drawn: ") + problem.what();
    }
    page_.drawing_text = drawings_ == 0
                             ? ""
                             : "Drawing took " + format_fixed(drawing_, 1) + " s so far, " +
                                   format_fixed(100 * drawing_share(), 1) + " % of the time.";
    page_.drawing_text += fault;
    try {
        write();
    } catch (const Error&) {
        // Of a full disk the next checkpoint warns.
    }
    ++drawings_;
    drawing_ += seconds() - begin;
}

void TrainingReport::draw_model(const TrainedModel& model) {
    LatentPictures latents = latent_pictures(*model.network, run_.set);
    page_.latent_text = std::move(latents.text);
    page_.latent_figures = std::move(latents.figures);
    page_.reconstructions =
        reconstruction_pictures(model, run_.set, static_cast<std::uint64_t>(run_.config.seed));
}

void TrainingReport::draw_samples(bool players) {
    const auto& newest = run_.samples.newest();
    if (!newest) return;
    page_.sample_text = "What the model made after epoch " + std::to_string(newest->epoch) +
                        ", a piece a quadrant.";
    try {
        page_.samples = sample_rows(*newest, run_.description, run_.folder, players);
    } catch (const Error&) {  // no soundfont: pictures alone
        page_.samples = sample_rows(*newest, run_.description, run_.folder, false);
    }
}

void TrainingReport::write() {
    write_text(page(), training_page(page_));
    const auto keep = [&](const std::vector<Figure>& figures) {
        for (const Figure& figure : figures)
            write_text(run_.folder / "plots" / (figure.name + ".svg"), figure.svg);
    };
    keep(page_.curves);
    keep(page_.latent_figures);
    for (const std::vector<PictureRow>* rows : {&page_.reconstructions, &page_.samples})
        for (const PictureRow& row : *rows) keep(row.figures);
}

}  // namespace affetto
