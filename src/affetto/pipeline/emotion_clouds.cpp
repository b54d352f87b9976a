#include "affetto/pipeline/emotion_clouds.hpp"

#include "affetto/analysis/principal_components.hpp"
#include "affetto/analysis/tsne.hpp"
#include "affetto/core/text.hpp"
#include "affetto/plots/cloud.hpp"

namespace affetto {
namespace {

constexpr std::size_t kTsneComponents = 30;  // as van der Maaten and Hinton reduce their data first

/// The points whose ring flag is `ringed`, a series a quadrant; all series, also empty ones, so
/// that both kinds have the same colours.
std::vector<ScatterSeries> by_quadrant(const Matrix& points,
                                       const std::vector<std::optional<Emotion>>& emotions,
                                       const std::vector<bool>& rings, bool ringed) {
    std::vector<ScatterSeries> series(kNumQuadrants);
    for (int q = 0; q < kNumQuadrants; ++q)
        series[static_cast<std::size_t>(q)].name = name_of(static_cast<Quadrant>(q));
    ScatterSeries unlabelled{"unlabelled", {}, {}};
    for (std::size_t i = 0; i < emotions.size(); ++i) {
        if ((!rings.empty() && rings[i]) != ringed) continue;
        ScatterSeries& s =
            emotions[i] ? series[static_cast<std::size_t>(quadrant_of(*emotions[i]))] : unlabelled;
        s.x.push_back(points(i, 0));
        s.y.push_back(points.columns > 1 ? points(i, 1) : 0);
    }
    if (!unlabelled.x.empty()) series.push_back(std::move(unlabelled));
    return series;
}

std::string component_label(const PrincipalComponents& components, std::size_t k) {
    if (k >= components.shares.size()) return "";
    return "component " + std::to_string(k + 1) + ", " +
           format_fixed(100 * components.shares[k], 0) + " % of the variance";
}

}  // namespace

std::vector<Figure> emotion_clouds(const std::string& name, const std::string& what,
                                   const Matrix& rows,
                                   const std::vector<std::optional<Emotion>>& emotions,
                                   const std::vector<bool>& rings) {
    constexpr std::size_t kFewest = 3;
    if (emotions.size() < kFewest) return {};
    const PrincipalComponents components = principal_components(rows, kTsneComponents);
    if (components.shares.empty()) return {};
    const auto cloud = [&](const std::string& title, const std::string& x_label,
                           const std::string& y_label, const Matrix& points) {
        return cloud_svg(title, x_label, y_label, by_quadrant(points, emotions, rings, false),
                         by_quadrant(points, emotions, rings, true));
    };
    return {{name + "-pca",
             cloud(what + " along two principal components", component_label(components, 0),
                   component_label(components, 1), components.points)},
            {name + "-tsne", cloud(what + " laid out by t-SNE", "", "", tsne(components.points))}};
}

}  // namespace affetto
