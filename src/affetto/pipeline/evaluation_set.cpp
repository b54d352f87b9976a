#include "affetto/pipeline/evaluation_set.hpp"

#include <algorithm>
#include <optional>

#include "affetto/core/emotion_spec.hpp"
#include "affetto/core/error.hpp"
#include "affetto/data/clips.hpp"
#include "affetto/midi/midi_file.hpp"

namespace affetto {
namespace {

/// A piece, or nothing where it cannot be judged (fewer than two pitched notes).
std::optional<JudgedPiece> judged(const std::string& id, const Path& file, Emotion emotion) {
    try {
        JudgedPiece piece;
        piece.id = id;
        piece.notes = timed_notes(read_midi(file).score);
        piece.features = score_features(piece.notes);
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

void read_generated(const Path& folder, EvaluationSet& set) {
    if (!std::filesystem::is_directory(folder))
        throw DataError(display(folder) + ": no such folder");
    std::vector<Path> sidecars;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".json" && entry.path().filename() != "manifest.json")
            sidecars.push_back(entry.path());
    std::sort(sidecars.begin(), sidecars.end());
    for (const Path& sidecar : sidecars) {
        Path score = sidecar;
        score.replace_extension(".mid");
        if (!std::filesystem::exists(score)) continue;
        const Request request = read_request(sidecar);
        auto piece = judged(display(score.lexically_relative(folder)), score,
                            request.emotion.mean(Seconds(request.seconds)));
        if (!piece) {
            ++set.unjudged;
            continue;
        }
        piece->seconds_asked = request.seconds;
        set.input.generated.push_back(std::move(*piece));
        set.generated.push_back({score, request.emotion.spec});
    }
    if (set.input.generated.empty())
        throw DataError(
            display(folder) +
            ": no MIDI with a sidecar there; expected a folder written by 'affetto generate'");
}

void read_reference(const Path& folder, EvaluationSet& set, Progress& progress) {
    const ClipSet clips = read_clips(folder);
    set.reference = {{"dataset", clips.manifest.value("dataset", Json())},
                     {"synthetic", clips.manifest.value("synthetic", Json())}};
    std::int64_t done = 0;
    for (const Clip& clip : clips.clips) {
        throw_if_interrupted();
        progress.update("evaluate", ++done, static_cast<std::int64_t>(clips.clips.size()));
        if (!clip.emotion) continue;
        auto piece = judged(clip.id, clips.file_of(clip), *clip.emotion);
        if (!piece) continue;
        if (clip.split == Split::train) {
            set.input.training.push_back(std::move(*piece));
        } else {
            set.input.held_out.push_back(std::move(*piece));
            set.held_out.push_back({clips.file_of(clip), ""});
        }
    }
}

}  // namespace

EvaluationSet read_evaluation_set(const Path& generated, const Path& reference,
                                  Progress& progress) {
    EvaluationSet set;
    read_generated(generated, set);
    read_reference(reference, set, progress);
    return set;
}

}  // namespace affetto
