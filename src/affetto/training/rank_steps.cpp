#include "affetto/training/rank_steps.hpp"

#include "affetto/core/config.hpp"
#include "affetto/core/error.hpp"
#include "affetto/core/json.hpp"
#include "affetto/core/text.hpp"
#include "affetto/core/version.hpp"
#include "affetto/training/latents_fingerprint.hpp"

namespace affetto {
StepFigures agree(Ranks& ranks, const StepFigures& mine) {
    if (ranks.alone()) return mine;
    double sums[] = {mine.total,
                     mine.reconstruction,
                     mine.kl,
                     mine.steps,
                     ranks.first() ? mine.minutes : 0.0,
                     mine.interrupted ? 1.0 : 0.0,
                     mine.told_to_stop ? 1.0 : 0.0};
    ranks.sum(sums);
    const double n = ranks.size();
    return {sums[0] / n, sums[1] / n, sums[2] / n, sums[3], sums[4], sums[5] > 0, sums[6] > 0};
}

at::Generator noise_of(const TrainingConfig& config, std::int64_t step, int rank) {
    Random stream(static_cast<std::uint64_t>(config.seed) * 2 + 1,
                  static_cast<std::uint64_t>(step) << 20 | static_cast<std::uint64_t>(rank));
    return make_generator(stream.next());
}

void require_equal_start(Ranks& ranks, const at::Tensor& weights, const LatentSet& set,
                         const TrainingConfig& config, Precision precision, std::int64_t step) {
    if (ranks.alone()) return;
    ranks.require_same("the version of Affetto or libtorch",
                       digest_of(std::string(version()) + " " + torch_version()),
                       "run the same build on every machine");
    ranks.require_same("the training configuration", digest_of(to_json(config).dump()),
                       "give every rank the same options and --config");
    ranks.require_same("the number format", digest_of(name_of(precision)),
                       "name one for all by --precision");
    ranks.require_same("the latents", digest_of(fingerprint_of(set)),
                       "give every rank the same --latents folder");
    ranks.require_same("the step to go on from", step,
                       "every rank must see the same --out folder to resume");
    ranks.require_same("the first weights", digest_of(weights),
                       "give every rank the same model options, and the same build");
}

void require_divisible(int batch_size, int ranks) {
    if (batch_size % ranks == 0) return;
    const int below = batch_size / ranks * ranks, above = below + ranks;
    throw UsageError("--batch-size " + std::to_string(batch_size) + " cannot be dealt evenly to " +
                     std::to_string(ranks) + " ranks; take " +
                     (below > 0 ? std::to_string(below) + " or " : "") + std::to_string(above));
}

}  // namespace affetto
