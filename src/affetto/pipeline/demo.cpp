#include "affetto/pipeline/demo.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "affetto/core/apart.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/core/writer_lock.hpp"
#include "affetto/pipeline/best_piece.hpp"
#include "affetto/pipeline/corpus.hpp"
#include "affetto/pipeline/evaluate.hpp"
#include "affetto/pipeline/generate.hpp"
#include "affetto/pipeline/latents.hpp"
#include "affetto/pipeline/preprocess.hpp"
#include "affetto/pipeline/reconstruction.hpp"
#include "affetto/pipeline/train.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/pipeline/player_sound.hpp"
#endif

namespace affetto {
namespace {

constexpr int kClips = 400;
constexpr std::int64_t kSteps = 300;
constexpr int kPiecesPerQuadrant = 10;
constexpr double kSeconds = 25;
constexpr double kSecondsPerStep = 0.6;

/// A stage and about how many seconds it takes on two cores.
struct StageTime {
    std::string name, settings;
    double seconds;
};

std::vector<StageTime> stages_of(std::int64_t steps, const std::string& loudness) {
    return {{"corpus", std::to_string(kClips), 5},
            {"clips", "", 10},
            {"latents", "", 10},
            {"model", std::to_string(steps), 10 + kSecondsPerStep * static_cast<double>(steps)},
            {"generated", std::to_string(kPiecesPerQuadrant) + " loudness " + loudness, 30},
            {"evaluation", "", 30}};
}

std::string about(double seconds) {
    if (seconds < 55) return std::to_string(5 * std::lround(std::ceil(seconds / 5))) + " s";
    return std::to_string(std::lround(std::ceil(seconds / 60))) + " min";
}

/// Throws UsageError where a folder holds something and nothing in it is of a demo. What else lies
/// in a demo's folder is left alone.
void require_demo(const Path& out) {
    static const std::set<std::string> stages = {"corpus", "clips",     "latents",
                                                 "model",  "generated", "evaluation"};
    std::set<std::string> foreign;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(out, error)) {
        const std::string name = display(entry.path().filename());
        if (name.starts_with(".done-")) return;
        const bool temporary = name.starts_with('.') && name.find(".affetto-") != name.npos;
        if (!temporary && !stages.contains(name)) foreign.insert(name);
    }
    if (!foreign.empty())
        throw UsageError(display(out) + ": holds " + *foreign.begin() +
                         ", which Affetto did not write, and no demo; choose another --out");
}

/// Runs stages in order; one that was finished with the same options is skipped, and once one has
/// run all later ones do.
class Stages {
public:
    Stages(const DemoOptions& options, DemoSummary& summary)
        : options_(options), summary_(summary) {}

    /// What run() would do, each stage with a rough time.
    std::string plan(const std::vector<StageTime>& stages) const {
        std::string text;
        double all = 0;
        for (const StageTime& stage : stages) {
            if (all == 0 && is_done(stage.name, stage.settings)) continue;
            text += "  " + stage.name +
                    std::string(12 - std::min<std::size_t>(11, stage.name.size()), ' ') +
                    about(stage.seconds) + "\n";
            all += stage.seconds;
        }
        if (text.empty()) return "Every stage is done already.\n";
        return "About " + about(all) + " on two cores; half or twice as long on other machines:\n" +
               text;
    }

    void run(const std::string& name, const std::string& what, const std::function<void()>& work) {
        const Path marker = marker_of(name);
        if (!fresh_ && is_done(name, what)) {
            summary_.skipped.push_back(name);
            return;
        }
        fresh_ = true;
        throw_if_interrupted();
        std::error_code ignored;
        std::filesystem::remove(marker, ignored);
        work();
        write_text(marker, settings_of(what));
        summary_.done.push_back(name);
    }

private:
    Path marker_of(const std::string& name) const { return options_.out / (".done-" + name); }
    std::string settings_of(const std::string& what) const {
        return std::string(version()) + " seed " + std::to_string(options_.seed) + " " + what +
               "\n";
    }
    bool is_done(const std::string& name, const std::string& what) const {
        return std::filesystem::exists(marker_of(name)) &&
               read_text(marker_of(name)) == settings_of(what) &&
               std::filesystem::exists(options_.out / name);
    }

    const DemoOptions& options_;
    DemoSummary& summary_;
    bool fresh_ = false;
};

}  // namespace

DemoSummary demo(const DemoOptions& options, Progress& progress) {
    DemoSummary summary;
    const Path& out = options.out;
    const std::int64_t steps = options.steps > 0 ? options.steps : kSteps;
    const std::string loudness =
        options.loudness_lufs ? format_number(*options.loudness_lufs) : "off";
    require_demo(out);
    std::filesystem::create_directories(out);
    const WriterLock lock(resolved_output(out));
    Stages stages(options, summary);
    if (options.say) options.say(stages.plan(stages_of(steps, loudness)));

    stages.run("corpus", std::to_string(kClips), [&] {
        CorpusOptions o;
        o.out = out / "corpus";
        o.clips = kClips;
        o.seed = options.seed;
        o.overwrite = true;
        write_corpus(o, progress);
    });
    stages.run("clips", "", [&] {
        PreprocessOptions o;
        o.dataset = "etudes";
        o.root = out / "corpus";
        o.out = out / "clips";
#ifdef AFFETTO_WITH_AUDIO
        o.player_sound = player_sound;
#endif
        o.overwrite = true;
        preprocess(o, progress);
    });
    stages.run("latents", "", [&] {
        LatentsOptions o;
        o.clips = out / "clips";
        o.out = out / "latents";
#ifdef AFFETTO_WITH_AUDIO
        o.player_sound = player_sound;
#endif
        o.overwrite = true;
        make_latents(o, progress);
    });
    stages.run("model", std::to_string(steps), [&] {
        TrainOptions o;
        o.latents = out / "latents";
        o.out = out / "model";
        o.steps = steps;
        o.seed = options.seed;
        o.overwrite = true;
        train(o, progress);
    });
    stages.run("generated", std::to_string(kPiecesPerQuadrant) + " loudness " + loudness, [&] {
        const auto make = [&](const std::string& folder, const std::string& spec, int count,
                              std::vector<std::string> formats) {
            GenerateOptions o;
            o.emotion = parse_emotion_spec(spec);
            o.model = (out / "model").string();
            o.out = out / "generated" / folder;
            o.count = count;
            o.seconds = kSeconds;
            o.seed = options.seed;
            o.formats = std::move(formats);
            o.overwrite = true;
            o.loudness = LoudnessChoice{options.loudness_lufs};
            generate(o, progress);
        };
        for (const char* quadrant : {"Q1", "Q2", "Q3", "Q4"}) {
            make(quadrant, quadrant, kPiecesPerQuadrant, {});
        }
        make("blend", "happy:0.7+calm:0.3", 1, {});
        make("curve", "0s=sad,25s=excited", 1, {});
    });
    stages.run("evaluation", "", [&] {
        EvaluateOptions o;
        o.model = (out / "model").string();
        o.generated = out / "generated";
        o.reference = out / "clips";
        o.out = out / "evaluation";
        o.seed = options.seed;
        o.overwrite = true;
        o.reconstruction = measure_reconstruction(
            {.model = o.model, .clips = o.reference, .seed = o.seed}, progress);
#ifdef AFFETTO_WITH_AUDIO
        o.player_sound = player_sound;
#endif
        evaluate(o, progress);
    });
    if (const auto best = best_piece(read_json(out / "evaluation" / "metrics.json"))) {
        summary.music = out / "generated" / best->id;
        const Path sound = Path(summary.music).replace_extension(".wav");
        if (std::filesystem::exists(sound)) summary.music = sound;
        summary.why = best->why;
    }
    summary.report = out / "evaluation" / "report.html";
    summary.training_report = out / "model" / "report.html";
    return summary;
}

}  // namespace affetto
