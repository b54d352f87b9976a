#include "affetto/pipeline/train_config.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <vector>

#include "affetto/core/error.hpp"
#include "affetto/training/feature_discriminator.hpp"

namespace affetto {
namespace {

/// The losses of every kind of values, the first for "auto", and why no other.
void require_reconstruction(const std::string& wanted, Representation representation) {
    struct Choice {
        std::string_view kind;
        std::vector<std::string_view> losses;
        const char* reason;
    };
    static const std::vector<Choice> choices = {
        {"categorical", {"ce"}, "the fields of a note are classes, and nothing lies between two"},
        {"binary", {"bce", "mse"}, "every key is a bit of its own, no choice of one among many"},
        {"continuous", {"mse"}, "bce and ce need probabilities, and these values have no bounds"}};
    const auto choice = std::find_if(choices.begin(), choices.end(), [&](const Choice& c) {
        return c.kind == kind_of(representation);
    });
    const auto& fits = choice->losses;
    if (wanted == "auto" || std::find(fits.begin(), fits.end(), wanted) != fits.end()) return;
    throw UsageError("--reconstruction " + wanted + ": '" + std::string(name_of(representation)) +
                     "' needs " + std::string(fits[0]) +
                     (fits.size() > 1 ? " or " + std::string(fits[1]) : std::string()) + ": " +
                     choice->reason);
}

}  // namespace

RunConfig resolve_config(const TrainOptions& options, RunConfig config) {
    const bool new_limit = options.epochs || options.minutes || options.steps;
    if (options.resume && new_limit) {
        config.training.max_epochs = TrainingConfig{}.max_epochs;
        config.training.max_minutes = TrainingConfig{}.max_minutes;
    }
    if (options.config) affetto::from_json(config, read_json(*options.config));
    const auto take = [](auto& field, const auto& option) {
        if (option) field = static_cast<std::decay_t<decltype(field)>>(*option);
    };
    take(config.model.encoder, options.encoder);
    take(config.model.decoder, options.decoder);
    take(config.model.latent_dim, options.latent_dim);
    take(config.training.batch_size, options.batch_size);
    take(config.training.learning_rate, options.learning_rate);
    take(config.training.beta, options.beta);
    take(config.training.beta_schedule, options.beta_schedule);
    take(config.training.accumulate, options.accumulate);
    take(config.training.seed, options.seed);
    take(config.training.max_epochs, options.epochs);
    take(config.training.max_minutes, options.minutes);
    take(config.training.max_steps, options.steps);
    take(config.training.reconstruction, options.reconstruction);
    if (options.adversarial) config.training.adversarial = true;
    // A limit in epochs or minutes alone is not cut short by the default number of steps.
    if (!options.steps && (options.epochs || options.minutes))
        config.training.max_steps = 1'000'000'000;
    validate(config.model);
    validate(config.training);
    return config;
}

void require_losses(const TrainingConfig& config, Representation representation) {
    require_reconstruction(config.reconstruction, representation);
    if (config.adversarial) (void)layout_of(representation, 1);
}

void require_device(const TrainingConfig& config, const at::Device& device) {
    if (!config.adversarial || device.is_cpu()) return;
    throw UsageError(
        "--adversarial: the discriminator learns on the CPU alone, and this run is on " +
        device.str() +
        "; give --device cpu, or train without --adversarial (of --config: "
        "training.adversarial)");
}

}  // namespace affetto
