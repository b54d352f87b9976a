#include "affetto/generation/note_generator.hpp"

#include <algorithm>
#include <optional>

#include "affetto/core/progress.hpp"
#include "affetto/features/decoded_pitch.hpp"
#include "affetto/generation/bars.hpp"
#include "affetto/generation/ending.hpp"
#include "affetto/generation/guards.hpp"
#include "affetto/model/note_context.hpp"
#include "affetto/model/note_stream.hpp"

namespace affetto {
namespace {

/// The clock of one piece: its place in units after the first onset, and in seconds.
class UnitClock {
public:
    UnitClock(const PiecePlan& plan, TimeBase base, double start)
        : plan_(&plan), start_(base == TimeBase::beats ? start : 0) {
        if (base == TimeBase::beats) bars_.emplace(plan);
    }

    void advance(double units) { now_ += units; }

    /// After the start of the piece, which is the first bar line where there are bars.
    double seconds() const { return bars_ ? bars_->seconds_at(start_ + now_) : now_; }
    double unit_seconds() const { return bars_ ? 60 / bars_->bpm_at(start_ + now_) : 1; }
    /// The unit at which the piece ends.
    double end() const { return bars_ ? bars_->beats() - start_ : plan_->seconds; }
    double units_left() const { return end() - now_; }
    const std::optional<Bars>& bars() const { return bars_; }

private:
    const PiecePlan* plan_;
    double start_, now_ = 0;
    std::optional<Bars> bars_;
};

/// One piece while it is being written.
struct Writer {
    Writer(const PiecePlan& p, Random& r, const NoteFormat& format)
        : plan(&p),
          rng(&r),
          condition(opening(p, format)),
          clock(*plan, format.time_base, condition.start),
          context(format, condition),
          runs(format.parts.size()) {
        previous.fill(-1);
    }

    static PieceCondition opening(const PiecePlan& plan, const NoteFormat& format) {
        PieceCondition c = plan.condition;
        // A performance starts at once, and so does a single bar; other music keeps its upbeat.
        if (format.time_base == TimeBase::seconds || Bars(plan).count() == 1) c.start = 0;
        return c;
    }

    const PiecePlan* plan;
    Random* rng;
    PieceCondition condition;
    UnitClock clock;
    NoteContext context;
    NoteStep previous;  // -1: nothing yet
    std::vector<NoteStep> steps;
    std::vector<PitchRun> runs;  // a part each
    bool done = false;
};

GeneratedPiece finished(const Writer& writer, const NoteFormat& format) {
    std::vector<UnitNote> notes = to_unit_notes(writer.steps, format, writer.condition);
    const bool beats = format.time_base == TimeBase::beats;
    const double end = writer.clock.end();
    close_at(notes, writer.condition.start + end, beats ? 0.01 : 0.035, format.parts);
    GeneratedPiece piece;
    piece.score = to_score(notes, format, writer.condition);
    piece.key = key_of(piece.score, format, writer.condition);
    if (beats) {
        add_tempos(piece.score, *writer.clock.bars());
        piece.bars = writer.clock.bars()->count();
    }
    piece.steps = writer.steps;
    piece.condition = writer.condition;
    piece.condition.length = end;
    piece.seconds = TempoMap(piece.score).seconds(piece.score.end()).value;
    return piece;
}

}  // namespace

std::vector<GeneratedPiece> generate_notes(const TrainedModel& model,
                                           std::span<const PiecePlan> plans,
                                           const SamplingConfig& config, std::span<Random> rngs) {
    const c10::InferenceMode no_graph;
    const NoteFormat& format = model.description.format;
    const NoteVocabulary vocabulary(format);
    const Cvae& network = model.of_scores();
    const auto& stream = dynamic_cast<const NoteStream&>(network.stream());
    const Forward mode;
    auto count = static_cast<std::int64_t>(plans.size());
    const bool guided = config.guidance != 1.0;
    const std::int64_t rows = guided ? 2 * count : count;  // unconditional rows stand behind

    std::vector<Writer> writers;
    writers.reserve(plans.size());
    for (std::size_t i = 0; i < plans.size(); ++i) writers.emplace_back(plans[i], rngs[i], format);
    // The pieces that are computed: the finished leave once they are a quarter.
    std::vector<Writer*> open;
    for (Writer& w : writers) open.push_back(&w);

    Batch batch;
    batch.previous = at::empty({1, count, kNoteFields}, at::kLong);
    batch.hints = at::empty({1, count, NoteContext::kHints}, at::kLong);
    batch.context = at::empty({1, count, NoteContext::size(format)});
    const std::int64_t columns = emotion_columns();
    at::Tensor emotion = at::zeros({rows, columns});
    at::Tensor known = at::zeros({rows, 1});
    known.narrow(0, 0, count).fill_(1);
    at::Tensor latent = at::empty({rows, model.description.model.latent_dim});
    at::Tensor piece = at::empty({rows, piece_features_size(format)});
    const at::Tensor all_drawn = at::zeros({rows, kNoteFields}, at::kLong);
    DecoderState state = network.start(rows);

    // Written in place at every step: indexing tensors element by element would cost more than the
    // network.
    const std::int64_t context_size = batch.context.size(2), piece_size = piece.size(1);
    auto* const context = batch.context.data_ptr<float>();
    auto* const hints = batch.hints.data_ptr<std::int64_t>();
    auto* const previous = batch.previous.data_ptr<std::int64_t>();
    auto* emotions = emotion.data_ptr<float>();
    auto* pieces_features = piece.data_ptr<float>();
    auto* const values = all_drawn.data_ptr<std::int64_t>();
    at::Tensor condition;

    for (std::int64_t step = 0; count > 0; ++step) {
        if (step % 64 == 0) throw_if_interrupted();
        bool moved = step == 0;
        for (std::int64_t i = 0; i < count; ++i) {
            Writer& w = *open[static_cast<std::size_t>(i)];
            w.context.set_length(w.clock.end());
            w.context.write({context + i * context_size, static_cast<std::size_t>(context_size)});
            const auto found = w.context.hints();
            for (std::size_t h = 0; h < found.size(); ++h)
                hints[i * NoteContext::kHints + static_cast<std::int64_t>(h)] = found[h];
            for (int f = 0; f < kNoteFields; ++f) {
                const auto field = static_cast<std::size_t>(f);
                previous[i * kNoteFields + f] =
                    w.previous[field] < 0 ? vocabulary.sizes[field] : w.previous[field];
            }
            if (step > 0 && w.plan->emotion.is_constant()) continue;
            moved = true;
            const double now = w.clock.seconds();
            write_emotion(w.plan->emotion.at(Seconds(now)), w.plan->emotion.names_at(Seconds(now)),
                          {emotions + i * columns, static_cast<std::size_t>(columns)});
            latent[i] = w.plan->latent_at(now);
            PieceCondition opening = w.condition;
            if (w.clock.bars()) opening.tempo_bpm = 60 / w.clock.unit_seconds();
            write_piece_features(
                opening, w.plan->instruments,
                {pieces_features + i * piece_size, static_cast<std::size_t>(piece_size)});
        }
        if (moved) {
            if (guided) {
                latent.narrow(0, count, count).copy_(latent.narrow(0, 0, count));
                piece.narrow(0, count, count).copy_(piece.narrow(0, 0, count));
            }
            condition = network.condition(latent, emotion, known, piece, mode);
        }
        Batch now_open = batch;
        now_open.previous = batch.previous.narrow(1, 0, count);
        now_open.hints = batch.hints.narrow(1, 0, count);
        now_open.context = batch.context.narrow(1, 0, count);
        const at::Tensor drawn = all_drawn.narrow(0, 0, guided ? 2 * count : count);
        at::Tensor input = stream.decoder_input(now_open, 0, mode)[0];
        if (guided) input = at::cat({input, input}, 0);
        const at::Tensor base =
            stream.head_base(network.decode_step(input, condition, state), mode);

        for (int f = 0; f < kNoteFields; ++f) {
            const auto field = static_cast<NoteField>(f);
            if (!stream.has_field(field)) {
                drawn.select(1, f).zero_();
                continue;
            }
            const at::Tensor logits = stream.field_logits(base, field, drawn, mode).contiguous();
            const auto width = static_cast<std::size_t>(logits.size(1));
            const SamplingConfig sampling = field == kPitch  ? sampling_of_pitch(config)
                                            : field == kPart ? sampling_of_part(config)
                                                             : sampling_of_time(config);
            auto* const rows_of_logits = logits.data_ptr<float>();
            for (std::int64_t i = 0; i < count; ++i) {
                const Writer& w = *open[static_cast<std::size_t>(i)];
                if (w.done) continue;
                const std::span<float> row{rows_of_logits + static_cast<std::size_t>(i) * width,
                                           width};
                if (guided)
                    guide(row,
                          {rows_of_logits + static_cast<std::size_t>(count + i) * width, width},
                          sampling.guidance);
                forbid(row, field, values + i * kNoteFields,
                       {w.steps, w.runs, w.plan->instruments, w.clock.seconds(),
                        w.clock.unit_seconds(), w.condition.key},
                       format, vocabulary);
                const auto value = draw(row, sampling, *w.rng);
                values[i * kNoteFields + f] = value;
                if (guided) values[(count + i) * kNoteFields + f] = value;
            }
        }
        for (std::int64_t i = 0; i < count; ++i) {
            Writer& w = *open[static_cast<std::size_t>(i)];
            if (w.done) continue;
            NoteStep note{};
            for (int f = 0; f < kNoteFields; ++f)
                note[static_cast<std::size_t>(f)] =
                    static_cast<std::int16_t>(values[i * kNoteFields + f]);
            if (w.steps.empty()) note[kGap] = 0;
            const double gap = vocabulary.gap.value(note[kGap]);
            // The piece is over once the next note would begin so late that it could not sound.
            constexpr double kMargin = 0.25;  // units
            if ((!w.steps.empty() && gap >= w.clock.units_left() - kMargin) ||
                w.steps.size() >= w.plan->max_notes) {
                w.done = true;
                continue;
            }
            w.clock.advance(gap);
            PitchRun& run = w.runs[static_cast<std::size_t>(note[kPart])];
            if (run.pitch != note[kPitch]) run = {note[kPitch], w.clock.seconds()};
            w.context.push(note);
            w.steps.push_back(note);
            w.previous = note;
        }

        std::vector<std::int64_t> kept;
        for (std::int64_t i = 0; i < count; ++i)
            if (!open[static_cast<std::size_t>(i)]->done) kept.push_back(i);
        const auto left = static_cast<std::int64_t>(kept.size());
        if (left > count - std::max<std::int64_t>(1, count / 4)) continue;
        for (std::size_t i = 0; i < kept.size(); ++i)
            open[i] = open[static_cast<std::size_t>(kept[i])];
        if (guided)
            for (std::int64_t i = 0; i < left; ++i)
                kept.push_back(count + kept[static_cast<std::size_t>(i)]);
        const at::Tensor index = at::tensor(kept, at::kLong);
        for (at::Tensor* x : {&latent, &emotion, &known, &piece, &condition})
            *x = x->index_select(0, index);
        emotions = emotion.data_ptr<float>();
        pieces_features = piece.data_ptr<float>();
        state.keep(index);
        count = left;
    }

    std::vector<GeneratedPiece> pieces;
    for (const Writer& w : writers) pieces.push_back(finished(w, format));
    return pieces;
}

}  // namespace affetto
