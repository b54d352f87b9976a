#include <chrono>
#include <optional>

#include "affetto/generation/generate.hpp"
#include "affetto/midi/midi_file.hpp"
#include "affetto/pipeline/piece_writer.hpp"
#ifdef AFFETTO_WITH_AUDIO
#include "affetto/audio/sound_file.hpp"
#include "affetto/pipeline/rendered_loudness.hpp"
#include "affetto/rendering/renderer.hpp"
#endif

namespace affetto {
namespace {

Json facts_of(const GeneratedPiece& piece, const NoteFormat& format) {
    Json json = {
        {"time_base", name_of(format.time_base)},
        {"grid", format.time_base == TimeBase::beats ? "tempo, metre and bars" : "no grid"},
        {"key", name_of(piece.key)},
        {"notes", piece.score.note_count()}};
    if (format.time_base == TimeBase::beats) {
        json["tempo_bpm"] = piece.condition.tempo_bpm;
        json["metre"] = std::to_string(piece.condition.metre_numerator) + "/" +
                        std::to_string(piece.condition.metre_denominator);
        json["bars"] = piece.bars;
    }
    return json;
}

class ScoreWriter : public PieceWriter {
public:
    ScoreWriter(const GenerateOptions& options, const SamplingConfig& sampling,
                const TrainedModel& model, std::vector<std::string> formats)
        : options_(&options), sampling_(sampling), model_(&model), formats_(std::move(formats)) {
#ifdef AFFETTO_WITH_AUDIO
        if (formats_ != std::vector<std::string>{"mid"}) renderer_.emplace(RenderConfig{});
        if (options.loudness) loudness_ = options.loudness->lufs;
#endif
    }

    std::vector<WrittenPiece> write(const PieceBatch& batch) override {
        std::vector<Random> rngs = batch.generators(options_->seed);
        std::vector<PiecePlan> plans;
        for (Random& rng : rngs)
            plans.push_back(
                draw_plan(options_->emotion, options_->seconds, model_->prior, {}, rng));
        for (PiecePlan& plan : plans) plan.bars = options_->bars;
        const auto start = std::chrono::steady_clock::now();
        const std::vector<GeneratedPiece> pieces = generate_pieces(*model_, plans, sampling_, rngs);
        compute_seconds_ +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::vector<WrittenPiece> written;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            throw_if_interrupted();
            written.push_back(write_piece(batch.folder, [&](WrittenPiece& piece) {
                write(pieces[i], batch.folder / batch.names[i], piece);
            }));
        }
        return written;
    }

private:
    void write(const GeneratedPiece& made, const Path& stem, WrittenPiece& piece) {
        piece.seconds = made.seconds;
        piece.facts = facts_of(made, model_->description.format);
#ifdef AFFETTO_WITH_AUDIO
        RenderedSound rendered;
        if (renderer_) {
            rendered = renderer_->render(made.score);
            piece.facts["loudness"] = set_loudness(rendered, loudness_);
        }
#endif
        for (const std::string& format : formats_) {
            const Path path = stem.string() + "." + format;
            piece.files.push_back(path.filename().string());
            if (format == "mid") write_midi(path, made.score);
#ifdef AFFETTO_WITH_AUDIO
            else
                write_sound(path, rendered.sound, format, SampleFormat::pcm16,
                            dither_from_name(options_->dither));
#endif
        }
    }

    const GenerateOptions* options_;
    SamplingConfig sampling_;
    const TrainedModel* model_;
    std::vector<std::string> formats_;
#ifdef AFFETTO_WITH_AUDIO
    std::optional<Renderer> renderer_;
    std::optional<double> loudness_ = kListeningLufs;
#endif
};

}  // namespace

std::unique_ptr<PieceWriter> make_score_writer(const GenerateOptions& options,
                                               const SamplingConfig& sampling,
                                               const TrainedModel& model,
                                               std::vector<std::string> formats) {
    return std::make_unique<ScoreWriter>(options, sampling, model, std::move(formats));
}

}  // namespace affetto
