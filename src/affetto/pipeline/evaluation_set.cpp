#include "affetto/pipeline/evaluation_set.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "affetto/core/emotion_spec.hpp"
#include "affetto/core/error.hpp"

namespace affetto {
namespace {

/// A piece, or nothing where it cannot be judged.
std::optional<JudgedPiece> judged(const std::string& id, const Path& file, Emotion emotion,
                                  const PieceTools& tools, double max_seconds) {
    try {
        JudgedPiece piece = tools.judge(file, max_seconds);
        piece.id = id;
        piece.emotion = emotion;
        return piece;
    } catch (const DataError&) {
        return std::nullopt;
    }
}

struct Request {
    EmotionCurve emotion;
    double seconds = 0;
};

Request read_request(const Path& sidecar) {
    const Json json = read_json(sidecar);
    Request request;
    try {
        for (const Json& p : json.at("emotion").at("points"))
            request.emotion.points.push_back(
                {Seconds(p.at("time").get<double>()),
                 {p.at("valence").get<float>(), p.at("arousal").get<float>()}});
        request.emotion.spec = json.at("emotion").value("spec", "");
        request.seconds = json.at("seconds").get<double>();
    } catch (const Json::exception& fault) {
        throw DataError(display(sidecar) +
                        ": not a sidecar of 'affetto generate': " + fault.what());
    }
    if (request.emotion.points.empty())
        throw DataError(display(sidecar) + ": emotion has no points");
    return request;
}

/// The file beside a sidecar; empty where there is none.
Path piece_of(Path sidecar, const PieceTools& tools) {
    for (const std::string& extension : tools.extensions)
        if (std::filesystem::exists(sidecar.replace_extension(extension))) return sidecar;
    return {};
}

void read_generated(const Path& folder, const PieceTools& tools, EvaluationSet& set) {
    if (!std::filesystem::is_directory(folder))
        throw DataError(display(folder) + ": no such folder");
    std::vector<Path> sidecars;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".json" && entry.path().filename() != "manifest.json")
            sidecars.push_back(entry.path());
    std::sort(sidecars.begin(), sidecars.end());
    for (const Path& sidecar : sidecars) {
        throw_if_interrupted();
        const Path file = piece_of(sidecar, tools);
        if (file.empty()) continue;
        const Request request = read_request(sidecar);
        auto piece = judged(display(file.lexically_relative(folder)), file,
                            request.emotion.mean(Seconds(request.seconds)), tools, set.max_seconds);
        if (!piece) {
            ++set.unjudged;
            continue;
        }
        piece->seconds_asked = request.seconds;
        set.input.generated.push_back(std::move(*piece));
        set.generated.push_back({file, request.emotion.spec});
    }
    if (set.input.generated.empty())
        throw DataError(
            display(folder) + ": no " + tools.file_word +
            " with a sidecar there, which the reference asks for; expected a folder written by "
            "'affetto generate'");
}

void read_reference(const ClipSet& clips, const PieceTools& tools, EvaluationSet& set,
                    Progress& progress) {
    set.reference = {{"dataset", clips.manifest.value("dataset", Json())},
                     {"synthetic", clips.manifest.value("synthetic", Json())}};
    std::int64_t done = 0;
    for (const Clip& clip : clips.clips) {
        throw_if_interrupted();
        progress.update("evaluate", ++done, static_cast<std::int64_t>(clips.clips.size()));
        if (!clip.emotion) continue;
        auto piece = judged(clip.id, clips.file_of(clip), *clip.emotion, tools, set.max_seconds);
        if (!piece) continue;
        if (clip.split == Split::train) {
            set.input.training.push_back(std::move(*piece));
        } else {
            set.input.held_out.push_back(std::move(*piece));
            set.held_out.push_back({clips.file_of(clip), ""});
        }
    }
}

double median_duration(const ClipSet& clips) {
    std::vector<double> durations;
    for (const Clip& clip : clips.clips)
        if (clip.emotion) durations.push_back(clip.duration);
    if (durations.empty()) return std::numeric_limits<double>::infinity();
    const auto middle = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
    std::nth_element(durations.begin(), middle, durations.end());
    return *middle;
}

}  // namespace

EvaluationSet read_evaluation_set(const Path& generated, const ClipSet& reference,
                                  const PieceTools& tools, Progress& progress) {
    EvaluationSet set;
    set.input.feature_set = tools.feature_set;
    set.max_seconds = median_duration(reference);
    read_generated(generated, tools, set);
    read_reference(reference, tools, set, progress);
    return set;
}

}  // namespace affetto
