#include "affetto/model/prior.hpp"

#include <cmath>

#include "affetto/core/error.hpp"

namespace affetto {
namespace {

constexpr std::int64_t kConditionColumns = 6;

}  // namespace

std::size_t draw_near(const Prior& prior, Emotion e, double width, Random& rng) {
    std::vector<double> weights(prior.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double dv = prior.emotions[i].valence - e.valence;
        const double da = prior.emotions[i].arousal - e.arousal;
        // A floor keeps every weight above zero where all are far away.
        weights[i] =
            prior.weights[i] * (std::exp(-(dv * dv + da * da) / (2 * width * width)) + 1e-12);
    }
    return rng.choose(weights);
}

void add_to(NamedTensors& tensors, const Prior& prior) {
    const auto count = static_cast<std::int64_t>(prior.size());
    const auto parts = static_cast<std::int64_t>(prior.instruments.front().size());
    at::Tensor emotion = at::empty({count, 2});
    at::Tensor condition = at::empty({count, kConditionColumns}, at::kDouble);
    at::Tensor instruments = at::empty({count, parts}, at::kByte);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        emotion[i][0] = prior.emotions[at].valence;
        emotion[i][1] = prior.emotions[at].arousal;
        const PieceCondition& c = prior.conditions[at];
        const double row[] = {static_cast<double>(c.key),
                              c.tempo_bpm,
                              static_cast<double>(c.metre_numerator),
                              static_cast<double>(c.metre_denominator),
                              c.start,
                              c.length};
        for (std::int64_t k = 0; k < kConditionColumns; ++k) condition[i][k] = row[k];
        for (std::int64_t p = 0; p < parts; ++p)
            instruments[i][p] = prior.instruments[at][static_cast<std::size_t>(p)] ? 1 : 0;
    }
    tensors["prior.mean"] = prior.posterior.mean;
    tensors["prior.log_var"] = prior.posterior.log_var;
    tensors["prior.emotion"] = emotion;
    tensors["prior.condition"] = condition;
    tensors["prior.instruments"] = instruments;
    tensors["prior.weight"] = at::tensor(prior.weights, at::kDouble);
}

Prior prior_from(const TensorFile& file, std::int64_t latent_dim, std::int64_t parts) {
    Prior prior;
    prior.posterior.mean = file.require("prior.mean", {-1, latent_dim}, at::kFloat);
    const std::int64_t count = prior.posterior.mean.size(0);
    if (count == 0) throw CheckpointError(file.name + ": tensor 'prior.mean' is empty");
    prior.posterior.log_var = file.require("prior.log_var", {count, latent_dim}, at::kFloat);
    const at::Tensor emotion = file.require("prior.emotion", {count, 2}, at::kFloat);
    const at::Tensor condition =
        file.require("prior.condition", {count, kConditionColumns}, at::kDouble);
    const at::Tensor instruments = file.require("prior.instruments", {count, parts}, at::kByte);
    const at::Tensor weight = file.require("prior.weight", {count}, at::kDouble);
    const auto e = emotion.accessor<float, 2>();
    const auto c = condition.accessor<double, 2>();
    const auto used = instruments.accessor<std::uint8_t, 2>();
    prior.weights.assign(weight.data_ptr<double>(), weight.data_ptr<double>() + count);
    for (const double w : prior.weights)
        if (!(w > 0 && w <= 1))
            throw CheckpointError(file.name +
                                  ": tensor 'prior.weight' holds values outside (0, 1]");
    for (std::int64_t i = 0; i < count; ++i) {
        const bool sane = c[i][0] >= 0 && c[i][0] < 12 && c[i][1] > 1 && c[i][1] < 1000 &&
                          c[i][2] >= 1 && c[i][2] <= 64 && c[i][3] >= 1 && c[i][3] <= 64 &&
                          std::isfinite(c[i][4]) && c[i][5] > 0;
        if (!sane)
            throw CheckpointError(file.name + ": tensor 'prior.condition' row " +
                                  std::to_string(i) + " holds values out of range");
        prior.emotions.push_back({e[i][0], e[i][1]});
        prior.conditions.push_back({static_cast<int>(c[i][0]), c[i][1], static_cast<int>(c[i][2]),
                                    static_cast<int>(c[i][3]), c[i][4], c[i][5]});
        std::vector<bool> row(static_cast<std::size_t>(parts));
        for (std::int64_t p = 0; p < parts; ++p) row[static_cast<std::size_t>(p)] = used[i][p] != 0;
        prior.instruments.push_back(std::move(row));
    }
    return prior;
}

}  // namespace affetto
