#include "affetto/generation/roll_generator.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "affetto/core/progress.hpp"
#include "affetto/features/decoded_pitch.hpp"
#include "affetto/features/piano_roll.hpp"
#include "affetto/generation/bars.hpp"
#include "affetto/midi/instruments.hpp"
#include "affetto/model/roll_stream.hpp"

namespace affetto {
namespace {

/// The keys of a roll that its one instrument plays.
std::vector<bool> keys_in_range(const NoteFormat& format, int key) {
    std::vector<bool> in_range(kRollPitches, true);
    const PartKind& kind = format.parts.front();
    if (kind.drums) return in_range;
    for (int k = 0; k < kRollPitches; ++k)
        in_range[static_cast<std::size_t>(k)] =
            instrument_of(kind.program).plays(pitch_of_roll_key(k, format, key));
    return in_range;
}

/// Holds what sounds last until the end, so that the last bar is whole.
void hold_to_end(at::Tensor& frames) {
    const at::Tensor sounds = frames.narrow(1, 0, kRollPitches);
    std::int64_t last = frames.size(0) - 1;
    while (last >= 0 && !sounds[last].any().item<bool>()) --last;
    for (std::int64_t t = last + 1; last >= 0 && t < frames.size(0); ++t)
        sounds[t].copy_(sounds[last]);
}

/// A draw of each key's bit; guidance and temperature act on the logits, top-p drops bits that are
/// less likely than 1 - top_p.
void draw_bits(const at::Tensor& logits, std::int64_t count, bool guided,
               const SamplingConfig& config, const std::vector<std::vector<bool>>& in_range,
               std::span<Random> rngs, at::Tensor& bits) {
    const at::Tensor values = logits.contiguous();
    for (std::int64_t i = 0; i < count; ++i) {
        const float* row = values[i].data_ptr<float>();
        const float* plain = guided ? values[count + i].data_ptr<float>() : row;
        float* out = bits[i].data_ptr<float>();
        for (int k = 0; k < kRollPitches; ++k) {
            const double logit = guided ? plain[k] + config.guidance * (row[k] - plain[k]) : row[k];
            const double p = 1 / (1 + std::exp(-logit / std::max(1e-3, config.temperature)));
            const double u = rngs[static_cast<std::size_t>(i)].uniform();
            const bool playable =
                in_range[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)];
            out[k] = playable && p > 1 - config.top_p && u < p ? 1.0f : 0.0f;
        }
        if (guided) bits[count + i] = bits[i];
    }
}

}  // namespace

std::vector<GeneratedPiece> generate_rolls(const TrainedModel& model,
                                           std::span<const PiecePlan> plans,
                                           const SamplingConfig& config, std::span<Random> rngs) {
    torch::NoGradGuard no_grad;
    const NoteFormat& format = model.description.format;
    const Cvae& network = model.of_scores();
    const auto& stream = dynamic_cast<const RollStream&>(network.stream());
    const Forward mode;
    const auto count = static_cast<std::int64_t>(plans.size());
    const bool guided = config.guidance != 1.0;
    const std::int64_t rows = guided ? 2 * count : count;
    const double frame = roll_frame(format.time_base);

    std::vector<PieceCondition> conditions;
    std::vector<std::int64_t> lengths;
    std::vector<std::optional<Bars>> bars;  // of each piece, in beats
    std::vector<std::vector<bool>> in_range;
    for (const PiecePlan& plan : plans) {
        PieceCondition c = plan.condition;
        c.start = 0;
        bars.emplace_back();
        if (format.time_base == TimeBase::beats) bars.back().emplace(plan);
        const double units = bars.back() ? bars.back()->beats() : plan.seconds;
        c.length = units;
        in_range.push_back(keys_in_range(format, c.key));
        conditions.push_back(c);
        lengths.push_back(std::max<std::int64_t>(1, std::llround(units / frame)));
    }
    const std::int64_t longest = *std::max_element(lengths.begin(), lengths.end());

    Batch batch;
    batch.previous = at::zeros({1, count, kRollWidth});
    batch.context = at::empty({1, count, roll_context_size(format)});
    at::Tensor emotion = at::zeros({rows, emotion_columns()}), known = at::zeros({rows, 1});
    known.narrow(0, 0, count).fill_(1);
    at::Tensor latent = at::empty({rows, model.description.model.latent_dim});
    at::Tensor piece = at::empty({rows, piece_features_size(format)});
    at::Tensor onsets = at::zeros({rows, kRollPitches}), sounding = at::zeros({rows, kRollPitches});
    at::Tensor frames = at::zeros({longest, count, kRollWidth}, at::kByte);
    DecoderState state = network.start(rows);

    for (std::int64_t t = 0; t < longest; ++t) {
        if (t % 64 == 0) throw_if_interrupted();
        for (std::int64_t i = 0; i < count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const PiecePlan& plan = plans[at];
            const double now =
                bars[at] ? bars[at]->seconds_at(static_cast<double>(t) * frame)
                         : plan.seconds * static_cast<double>(t) / static_cast<double>(lengths[at]);
            write_roll_context(t, lengths[at], format, conditions[at],
                               {batch.context[0][i].data_ptr<float>(),
                                static_cast<std::size_t>(batch.context.size(2))});
            if (t > 0 && plan.emotion.is_constant()) continue;
            write_emotion(
                plan.emotion.at(Seconds(now)), plan.emotion.names_at(Seconds(now)),
                {emotion[i].data_ptr<float>(), static_cast<std::size_t>(emotion.size(1))});
            latent[i] = plan.latent_at(now);
            PieceCondition opening = conditions[at];
            if (bars[at]) opening.tempo_bpm = bars[at]->bpm_at(static_cast<double>(t) * frame);
            write_piece_features(
                opening, plan.instruments,
                {piece[i].data_ptr<float>(), static_cast<std::size_t>(piece.size(1))});
            if (guided) {
                latent[count + i] = latent[i];
                piece[count + i] = piece[i];
            }
        }
        at::Tensor input = stream.decoder_input(batch, 0, mode)[0];
        if (guided) input = at::cat({input, input}, 0);
        const at::Tensor h = network.decode_step(
            input, network.condition(latent, emotion, known, piece, mode), state);
        draw_bits(stream.onset_logits(h, mode), count, guided, config, in_range, rngs, onsets);
        draw_bits(stream.sounding_logits(h, onsets, mode), count, guided, config, in_range, rngs,
                  sounding);
        // A key that is struck sounds.
        const at::Tensor bits =
            at::cat({at::maximum(sounding, onsets), onsets}, 1).narrow(0, 0, count);
        batch.previous[0].copy_(bits);
        frames[t].copy_(bits);
    }

    std::vector<GeneratedPiece> pieces;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        at::Tensor own = frames.select(1, i).narrow(0, 0, lengths[at]).contiguous();
        if (bars[at]) hold_to_end(own);
        GeneratedPiece piece_out;
        piece_out.condition = conditions[at];
        piece_out.score =
            decode_roll({own.data_ptr<std::uint8_t>(), static_cast<std::size_t>(own.numel())},
                        format, conditions[at]);
        piece_out.key = key_of(piece_out.score, format, conditions[at]);
        if (bars[at]) {
            add_tempos(piece_out.score, *bars[at]);
            piece_out.bars = bars[at]->count();
        }
        piece_out.seconds = TempoMap(piece_out.score).seconds(piece_out.score.end()).value;
        pieces.push_back(std::move(piece_out));
    }
    return pieces;
}

}  // namespace affetto
