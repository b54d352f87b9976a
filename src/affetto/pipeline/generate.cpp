#include "affetto/pipeline/generate.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/version.hpp"
#include "affetto/generation/generate.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/find_model.hpp"
#include "affetto/tensor/runtime.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/audio/sound_file.hpp"
#include "affetto/rendering/renderer.hpp"
#endif

namespace affetto {
namespace {

constexpr std::size_t kSideBySide = 16;  // pieces decoded in one batch

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

Json emotion_json(const EmotionCurve& curve) {
    Json points = Json::array();
    for (const EmotionCurve::Point& p : curve.points)
        points.push_back({{"time", p.time.value},
                          {"valence", p.emotion.valence},
                          {"arousal", p.emotion.arousal}});
    return {{"spec", curve.spec}, {"points", points}};
}

Json sidecar(const GenerateOptions& options, const TrainedModel& model, const GeneratedPiece& piece,
             int index) {
    const NoteFormat& format = model.description.format;
    Json json = {
        {"what", "affetto generated"},
        {"version", version()},
        {"emotion", emotion_json(options.emotion)},
        {"seconds", options.seconds},
        {"seconds_written", piece.seconds},
        {"seed", options.seed},
        {"index", index},
        {"model",
         {{"name", options.model},
          {"sha256", model.checksum},
          {"representation", name_of(model.description.representation)}}},
        {"sampling",
         {{"temperature", options.temperature},
          {"top_p", options.top_p},
          {"guidance", options.guidance}}},
        {"threads", options.threads},
        {"time_base", name_of(format.time_base)},
        {"grid", format.time_base == TimeBase::beats ? "tempo, metre and bars" : "no grid"},
        {"notes", piece.score.note_count()}};
    if (format.time_base == TimeBase::beats) {
        json["tempo_bpm"] = piece.condition.tempo_bpm;
        json["metre"] = std::to_string(piece.condition.metre_numerator) + "/" +
                        std::to_string(piece.condition.metre_denominator);
    }
    return json;
}

std::vector<std::string> formats_of(const GenerateOptions& options) {
#ifdef AFFETTO_WITH_AUDIO
    if (options.formats.empty()) return {"mid", "wav"};
#else
    if (options.formats.empty()) return {"mid"};
    for (const std::string& f : options.formats)
        if (f != "mid")
            throw UsageError("--format " + f +
                             ": this build writes MIDI only (AFFETTO_WITH_AUDIO=OFF)");
#endif
    return options.formats;
}

}  // namespace

GenerateSummary generate(const GenerateOptions& options, Progress& progress) {
    configure_runtime({options.threads});
    const std::vector<std::string> formats = formats_of(options);
    const TrainedModel model = read_model(find_model(options.model));
    StagedFolder out(options.out, options.overwrite);

    GenerateSummary summary;
    Json files = Json::array();
    const SamplingConfig sampling{options.temperature, options.top_p, options.guidance};
#ifdef AFFETTO_WITH_AUDIO
    std::optional<Renderer> renderer;
    if (formats != std::vector<std::string>{"mid"}) renderer.emplace(RenderConfig{});
#endif
    for (int begin = 0; begin < options.count; begin += static_cast<int>(kSideBySide)) {
        const int count = std::min<int>(kSideBySide, options.count - begin);
        std::vector<PiecePlan> plans;
        std::vector<Random> rngs;
        for (int i = 0; i < count; ++i) {
            rngs.emplace_back(options.seed, static_cast<std::uint64_t>(begin + i));
            plans.push_back(
                draw_plan(options.emotion, options.seconds, model.prior, {}, rngs.back()));
        }
        const auto start = std::chrono::steady_clock::now();
        const std::vector<GeneratedPiece> pieces = generate_pieces(model, plans, sampling, rngs);
        summary.compute_seconds +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        for (int i = 0; i < count; ++i) {
            throw_if_interrupted();
            const GeneratedPiece& piece = pieces[static_cast<std::size_t>(i)];
            const std::string name = file_safe(options.emotion.spec) + "-" + number(begin + i + 1);
            for (const std::string& format : formats) {
                const Path path = out.path() / (name + "." + format);
                if (format == "mid") write_midi(path, piece.score);
#ifdef AFFETTO_WITH_AUDIO
                else
                    write_sound(path, renderer->render(piece.score).sound, format);
#endif
                summary.files.push_back(name + "." + format);
                files.push_back(name + "." + format);
            }
            write_json(out.path() / (name + ".json"), sidecar(options, model, piece, begin + i));
            ++summary.pieces;
            summary.music_seconds += piece.seconds;
            progress.update("generate", begin + i + 1, options.count);
        }
    }
    write_json(out.path() / "manifest.json", {{"what", "affetto generated folder"},
                                              {"version", version()},
                                              {"emotion", emotion_json(options.emotion)},
                                              {"model", options.model},
                                              {"model_sha256", model.checksum},
                                              {"seed", options.seed},
                                              {"seconds", options.seconds},
                                              {"count", options.count},
                                              {"files", files}});
    out.commit();
    return summary;
}

}  // namespace affetto
