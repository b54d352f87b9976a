#include "affetto/pipeline/latent_pictures.hpp"

#include "affetto/core/text.hpp"
#include "affetto/model/latent_use.hpp"
#include "affetto/pipeline/emotion_clouds.hpp"
#include "affetto/pipeline/window_posteriors.hpp"
#include "affetto/plots/value_bars.hpp"

namespace affetto {
namespace {

constexpr std::size_t kHeldOut = 120, kTraining = 120;  // windows

std::vector<double> numbers(const at::Tensor& values) {
    const at::Tensor whole = values.to(at::kDouble).contiguous();
    return {whole.data_ptr<double>(), whole.data_ptr<double>() + whole.numel()};
}

Figure units_figure(const WindowPosteriors& posteriors) {
    ValueBars bars;
    bars.x_label = "latent dimension";
    bars.marked_name = "active";
    bars.other_name = "idle";
    for (const double spread : numbers(posteriors.spread))
        bars.marked.push_back(spread > kActiveVariance);
    if (posteriors.kl.defined()) {
        bars.y_label = "nats a window";
        bars.values = numbers(posteriors.kl.mean(0));
        return {"latent-units", value_bars_svg("KL divergence of each latent dimension", bars)};
    }
    bars.y_label = "variance";
    bars.values = numbers(posteriors.spread);
    return {"latent-units", value_bars_svg("Spread of each dimension's posterior means", bars)};
}

}  // namespace

LatentPictures latent_pictures(const Network& network, const LatentSet& set) {
    std::vector<Window> windows = first_windows(set, "validation", kHeldOut);
    const std::size_t held_out = windows.size();
    for (const Window& window : first_windows(set, "train", kTraining)) windows.push_back(window);
    if (windows.size() < 2) return {};
    const WindowPosteriors posteriors = posteriors_of(network, set, windows);

    std::vector<std::optional<Emotion>> emotions;
    std::vector<bool> rings;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        emotions.push_back(windows[i].clip->emotion);
        rings.push_back(i >= held_out);
    }
    Matrix means(windows.size(), static_cast<std::size_t>(posteriors.mean.size(1)));
    means.values = numbers(posteriors.mean);

    LatentPictures pictures;
    pictures.figures.push_back(units_figure(posteriors));
    for (Figure& figure : emotion_clouds("latent", "Posterior means", means, emotions, rings))
        pictures.figures.push_back(std::move(figure));
    const auto active = (posteriors.spread > kActiveVariance).sum().item<std::int64_t>();
    pictures.text =
        std::to_string(active) + " of " + std::to_string(posteriors.mean.size(1)) +
        " latent dimensions are active: their posterior means vary by more than " +
        format_number(kActiveVariance) + ". Shown: " + std::to_string(held_out) +
        " held-out windows (dots) and " + std::to_string(windows.size() - held_out) +
        " training windows (rings), coloured by the quadrant of their label" +
        (posteriors.kl.defined() ? "" : ", each the mean over its latents") +
        ". t-SNE keeps neighbours together; distances between groups mean nothing there.";
    return pictures;
}

}  // namespace affetto
