#include "affetto/pipeline/generate.hpp"

#include <algorithm>

#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/result_folder.hpp"
#include "affetto/core/version.hpp"
#include "affetto/features/feature_sound.hpp"
#include "affetto/generation/sampling.hpp"
#include "affetto/pipeline/find_model.hpp"
#include "affetto/pipeline/model_codec.hpp"
#include "affetto/pipeline/piece_writer.hpp"
#include "affetto/tensor/runtime.hpp"

namespace affetto {
namespace {

constexpr int kSideBySide = 16;  // pieces decoded in one batch

std::string file_safe(std::string text) {
    for (char& c : text)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '.'))
            c = '_';
    return text.substr(0, 40);
}

std::string number(int i) {
    const std::string digits = std::to_string(i);
    return std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
}

std::vector<Path> inputs_of(const GenerateOptions& options) {
    std::vector<Path> inputs = {find_model(options.model), options.codec.codec,
                                options.codec.config};
    if (options.emotion.spec.starts_with('@')) inputs.emplace_back(options.emotion.spec.substr(1));
    return inputs;
}

/// The request, and how the model heard it.
Json emotion_json(const EmotionCurve& curve, const ModelConfig& model) {
    Json points = Json::array();
    for (const EmotionCurve::Point& p : curve.points)
        points.push_back({{"time", p.time.value},
                          {"valence", p.emotion.valence},
                          {"arousal", p.emotion.arousal}});
    Json json = {{"spec", curve.spec}, {"points", points}};
    if (!hears_emotion(model)) json["heard"] = false;
    if (!hears_names(model) || curve.names.empty()) return json;
    for (std::size_t i = 0; i < curve.names.size(); ++i)
        if (curve.names[i] > 0)
            json["names"][std::string(named_emotions()[i].name)] = curve.names[i];
    return json;
}

SamplingConfig sampling_for(const GenerateOptions& asked, const ModelDescription& model) {
    const SamplingConfig usual = usual_sampling(model.representation);
    // Without a condition there is nothing that guidance could lead away from.
    return {asked.temperature.value_or(usual.temperature), asked.top_p.value_or(usual.top_p),
            hears_emotion(model.model) ? asked.guidance.value_or(usual.guidance) : 1};
}

bool has_bars(const ModelDescription& model) {
    return !is_sound(model.representation) && model.format.time_base == TimeBase::beats;
}

Json sidecar(const GenerateOptions& options, const SamplingConfig& sampling,
             const TrainedModel& model, const WrittenPiece& piece, int index) {
    Json json = {{"what", "affetto generated"},
                 {"version", version()},
                 {"emotion", emotion_json(options.emotion, model.description.model)},
                 {"seconds", options.seconds},
                 {"bars_asked", options.bars > 0 ? Json(options.bars) : Json()},
                 {"seconds_written", piece.seconds},
                 {"seed", options.seed},
                 {"index", index},
                 {"model",
                  {{"name", options.model},
                   {"sha256", model.checksum},
                   {"representation", name_of(model.description.representation)}}},
                 {"sampling",
                  {{"temperature", sampling.temperature},
                   {"top_p", sampling.top_p},
                   {"guidance", sampling.guidance}}},
                 {"threads", options.threads}};
    json.update(piece.facts);
    return json;
}

}  // namespace

std::vector<Random> PieceBatch::generators(std::uint64_t seed) const {
    std::vector<Random> rngs;
    for (std::size_t i = 0; i < names.size(); ++i) rngs.emplace_back(seed, first + i);
    return rngs;
}

WrittenPiece write_piece(const Path& folder, const std::function<void(WrittenPiece&)>& write) {
    WrittenPiece piece;
    try {
        write(piece);
    } catch (const DataError& fault) {
        std::error_code ignored;
        for (const std::string& file : piece.files) std::filesystem::remove(folder / file, ignored);
        piece = {};
        piece.failure = fault.what();
    }
    return piece;
}

std::vector<std::string> piece_formats(const GenerateOptions& options, Representation r) {
#ifdef AFFETTO_WITH_AUDIO
    constexpr bool kSound = true;
#else
    constexpr bool kSound = false;
#endif
    // What the music can be written as, and what auto stands for.
    std::vector<std::string> possible, usual;
    if (!is_sound(r)) {
        usual = possible = {"mid"};
        if (kSound) usual.emplace_back("wav");
    } else {
        usual = possible = {"csv"};
        if (kSound) possible.emplace_back("svg");
        if (kSound) usual = has_sound(r) ? std::vector<std::string>{"wav"} : possible;
    }
    if (kSound && (!is_sound(r) || has_sound(r)))
        possible.insert(possible.end(), {"wav", "flac", "ogg", "mp3"});
    if (options.formats.empty()) return usual;
    for (const std::string& format : options.formats) {
        if (std::find(possible.begin(), possible.end(), format) != possible.end()) continue;
        std::string list;
        for (const std::string& name : possible) list.append(list.empty() ? "" : ", ").append(name);
        throw UsageError("--format " + format + ": this model makes " + std::string(name_of(r)) +
                         (kSound ? ", which can be written as "
                                 : ", which a build without sound can write as ") +
                         list);
    }
    return options.formats;
}

GenerateSummary generate(const GenerateOptions& options, Progress& progress) {
    configure_runtime({options.threads});
    const TrainedModel model = read_model_with_codec(find_model(options.model), options.codec);
    const SamplingConfig sampling = sampling_for(options, model.description);
    const Representation representation = model.description.representation;
    if (options.snap_codes && representation != Representation::encodec)
        throw UsageError("--snap-codes: this model makes " + std::string(name_of(representation)) +
                         ", which have no codes");
    if (options.bars > 0 && !has_bars(model.description))
        throw UsageError(
            "--bars: this model makes music without bars (its time is counted in seconds); use "
            "--seconds");
    if (is_sound(representation) && options.loudness && options.loudness->lufs)
        throw UsageError(
            "--loudness: this model makes sound itself, at the level that it learned; the option "
            "is for models of notes and rolls, whose music is rendered");
    const std::vector<std::string> formats = piece_formats(options, representation);
    ResultFolder out({options.out, options.overwrite, inputs_of(options)});
    const std::unique_ptr<PieceWriter> writer =
        is_sound(representation) ? make_sound_writer(options, sampling, model, formats)
                                 : make_score_writer(options, sampling, model, formats);
    GenerateSummary summary;
    for (int begin = 0; begin < options.count; begin += kSideBySide) {
        PieceBatch batch{out.path(), {}, static_cast<std::uint64_t>(begin)};
        for (int i = begin; i < std::min(begin + kSideBySide, options.count); ++i)
            batch.names.push_back(file_safe(options.emotion.spec) + "-" + number(i + 1));
        const std::vector<WrittenPiece> pieces = writer->write(batch);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const int index = begin + static_cast<int>(i);
            progress.update("generate", index + 1, options.count);
            if (!pieces[i].failure.empty()) {
                summary.failed.push_back({batch.names[i], pieces[i].failure});
                continue;
            }
            write_json(out.path() / (batch.names[i] + ".json"),
                       sidecar(options, sampling, model, pieces[i], index));
            summary.files.insert(summary.files.end(), pieces[i].files.begin(),
                                 pieces[i].files.end());
            ++summary.pieces;
            summary.music_seconds += pieces[i].seconds;
        }
    }
    if (summary.pieces == 0)
        throw DataError("none of the " + std::to_string(options.count) +
                        " pieces could be written; the first: " + summary.failed.front().path +
                        ": " + summary.failed.front().reason);
    summary.compute_seconds = writer->compute_seconds();
    summary.heard_emotion = hears_emotion(model.description.model);
    Json failed = Json::array();
    for (const SkippedFile& piece : summary.failed)
        failed.push_back({{"path", piece.path}, {"reason", piece.reason}});
    write_json(out.path() / "manifest.json",
               {{"what", "affetto generated folder"},
                {"version", version()},
                {"emotion", emotion_json(options.emotion, model.description.model)},
                {"model", options.model},
                {"model_sha256", model.checksum},
                {"representation", name_of(representation)},
                {"seed", options.seed},
                {"seconds", options.seconds},
                {"count", options.count},
                {"files", summary.files},
                {"failed", failed}});
    out.commit();
    return summary;
}

}  // namespace affetto
