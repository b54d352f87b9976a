#include "affetto/pipeline/infer_labels.hpp"

#include <algorithm>
#include <limits>

#include "affetto/core/error.hpp"
#include "affetto/listener/listener.hpp"

namespace affetto {
namespace {

constexpr double kWhole = std::numeric_limits<double>::infinity();

Listener fitted_listener(const ClipSet& teachers, const PieceTools& tools, Progress& progress) {
    std::vector<LabelledFeatures> labelled;
    std::int64_t done = 0;
    for (const Clip& clip : teachers.clips) {
        throw_if_interrupted();
        progress.update("listener", ++done, static_cast<std::int64_t>(teachers.clips.size()));
        if (!clip.emotion || clip.label_source == LabelSource::inferred ||
            clip.split != Split::train)
            continue;
        try {
            labelled.push_back(
                {tools.judge(teachers.file_of(clip), kWhole).features, *clip.emotion});
        } catch (const DataError&) {
            continue;  // what cannot be heard teaches nothing
        }
    }
    try {
        return fit_listener(*tools.feature_set, labelled);
    } catch (const DataError& fault) {
        throw DataError("labels cannot be inferred from the training split of " +
                        display(teachers.folder) + ": " + fault.what() +
                        "; give a folder of labelled clips with --listener-clips");
    }
}

}  // namespace

InferredLabels infer_labels(ClipSet& clips, const ClipSet& teachers, const PieceTools& tools,
                            Progress& progress) {
    InferredLabels result;
    std::vector<Clip*> wanting;
    for (Clip& clip : clips.clips)
        if (!clip.emotion) wanting.push_back(&clip);
    if (wanting.empty()) return result;
    const Listener listener = fitted_listener(teachers, tools, progress);
    result.fitted_on = listener.fitted_on;
    result.valence_sd = listener.valence.residual_sd;
    result.arousal_sd = listener.arousal.residual_sd;
    for (std::size_t i = 0; i < wanting.size(); ++i) {
        throw_if_interrupted();
        progress.update("infer labels", static_cast<std::int64_t>(i + 1),
                        static_cast<std::int64_t>(wanting.size()));
        Clip& clip = *wanting[i];
        try {
            const Prediction heard =
                predict(listener, tools.judge(clips.file_of(clip), kWhole).features);
            clip.emotion = heard.emotion;
            clip.valence_sd = heard.valence_sd;
            clip.arousal_sd = heard.arousal_sd;
            clip.label_source = LabelSource::inferred;
            ++result.clips;
        } catch (const DataError& fault) {
            result.unheard.push_back({clip.id, fault.what()});
        }
    }
    return result;
}

Json to_json(const InferredLabels& labels) {
    Json unheard = Json::array();
    for (const SkippedFile& clip : labels.unheard)
        unheard.push_back({{"path", clip.path}, {"reason", clip.reason}});
    return {{"how",
             "clips without a label: valence and arousal that a listener hears, a ridge regression "
             "on features, fitted on labelled clips of the training split; spreads: of its "
             "left-out residuals there"},
            {"clips", labels.clips},
            {"fitted_on", labels.fitted_on},
            {"valence_sd", labels.valence_sd},
            {"arousal_sd", labels.arousal_sd},
            {"unheard", unheard}};
}

Json label_sources(std::span<const Clip* const> clips) {
    Json counts;
    for (const LabelSource source :
         {LabelSource::dynamic, LabelSource::song, LabelSource::inferred, LabelSource::none})
        counts[std::string(name_of(source))] =
            std::count_if(clips.begin(), clips.end(),
                          [&](const Clip* clip) { return clip->label_source == source; });
    return counts;
}

}  // namespace affetto
