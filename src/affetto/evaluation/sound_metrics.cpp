#include "affetto/evaluation/sound_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "affetto/evaluation/feature_rows.hpp"

namespace affetto {
namespace {

using Pieces = std::vector<JudgedPiece>;

/// Root of the mean square of the differences of standardised features.
double distance(std::span<const double> a, std::span<const double> b) {
    double square = 0;
    for (std::size_t i = 0; i < a.size(); ++i) square += (a[i] - b[i]) * (a[i] - b[i]);
    return std::sqrt(square / static_cast<double>(a.size()));
}

/// Mean distance between two pieces of one quadrant; null without such a pair.
Json mean_distance_within(const Pieces& pieces, const Standardisation& scale) {
    double sum = 0;
    int pairs = 0;
    for (int q = 0; q < kNumQuadrants; ++q) {
        const Pieces own = pieces_of(pieces, static_cast<Quadrant>(q));
        if (own.empty()) continue;
        const Matrix rows = scale.apply(feature_rows(own));
        for (std::size_t i = 0; i < rows.rows; ++i)
            for (std::size_t j = 0; j < i; ++j, ++pairs) sum += distance(rows.row(i), rows.row(j));
    }
    return pairs == 0 ? Json() : Json(sum / pairs);
}

/// How near pieces lie to what was learned from.
Json nearest_training(const Pieces& pieces, const Pieces& training, const Standardisation& scale) {
    const Matrix known = scale.apply(feature_rows(training)),
                 rows = scale.apply(feature_rows(pieces));
    double sum = 0, nearest = std::numeric_limits<double>::infinity();
    std::string piece, source;
    for (std::size_t i = 0; i < rows.rows; ++i) {
        double best = std::numeric_limits<double>::infinity();
        std::size_t best_at = 0;
        for (std::size_t j = 0; j < known.rows; ++j) {
            const double d = distance(rows.row(i), known.row(j));
            if (d >= best) continue;
            best = d;
            best_at = j;
        }
        sum += best / static_cast<double>(rows.rows);
        if (best >= nearest) continue;
        nearest = best;
        piece = pieces[i].id;
        source = training[best_at].id;
    }
    return {{"mean_distance", sum},
            {"smallest_distance", nearest},
            {"piece", piece},
            {"nearest_to", source}};
}

/// Mean level, onset rate and brightness of some pieces; null where there are none.
Json sound_figures(const FeatureSet& set, const Pieces& pieces) {
    const auto mean = [&](const char* feature, auto of) {
        double sum = 0;
        for (const JudgedPiece& p : pieces) sum += of(p.features.values[*set.index_of(feature)]);
        return pieces.empty() ? Json() : Json(sum / static_cast<double>(pieces.size()));
    };
    const auto plain = [](double v) { return v; };
    const auto from_log2 = [](double v) { return std::exp2(v); };
    return {{"level_db", mean("level", plain)},
            {"onsets_per_second", mean("onsets_per_second", from_log2)},
            {"brightness_hz", mean("brightness", from_log2)}};
}

/// A measure in which broken sound differs from music.
struct NaturalMeasure {
    std::string name;
    std::function<double(const JudgedPiece&)> of;
};

std::vector<NaturalMeasure> natural_measures(const FeatureSet& set) {
    const std::size_t level = *set.index_of("level"), onsets = *set.index_of("onsets_per_second");
    return {{"level_db", [level](const JudgedPiece& p) { return p.features.values[level]; }},
            {"onsets_per_second",
             [onsets](const JudgedPiece& p) { return std::exp2(p.features.values[onsets]); }},
            {"crest_db", [](const JudgedPiece& p) { return p.texture.crest_db; }},
            {"flatness", [](const JudgedPiece& p) { return p.texture.flatness; }}};
}

/// Between neighbouring values by straight lines.
double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const double at = share * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

struct NaturalRange {
    NaturalMeasure measure;
    double low = 0, high = 0;
    bool holds(const JudgedPiece& p) const { return measure.of(p) >= low && measure.of(p) <= high; }
};

/// Shares of `pieces` within each range and within all; null where there are no pieces.
Json shares_within(const std::vector<NaturalRange>& ranges, const Pieces& pieces) {
    if (pieces.empty()) return {};
    const auto share = [&](auto&& holds) {
        return static_cast<double>(std::count_if(pieces.begin(), pieces.end(), holds)) /
               static_cast<double>(pieces.size());
    };
    Json shares = Json::object();
    for (const NaturalRange& r : ranges)
        shares[r.measure.name] = share([&](const JudgedPiece& p) { return r.holds(p); });
    shares["all"] = share([&](const JudgedPiece& p) {
        return std::all_of(ranges.begin(), ranges.end(),
                           [&](const NaturalRange& r) { return r.holds(p); });
    });
    return shares;
}

Json natural_range(const EvaluationInput& input) {
    constexpr double kLow = 0.05, kHigh = 0.95;
    std::vector<NaturalRange> ranges;
    Json bounds = Json::object();
    for (const NaturalMeasure& measure : natural_measures(*input.feature_set)) {
        std::vector<double> real;
        for (const Pieces* set : {&input.training, &input.held_out})
            for (const JudgedPiece& p : *set) real.push_back(measure.of(p));
        ranges.push_back({measure, percentile(real, kLow), percentile(real, kHigh)});
        bounds[measure.name] = {ranges.back().low, ranges.back().high};
    }
    return {{"how",
             "share of pieces whose level, onset rate, crest factor and spectral flatness lie "
             "between the 5th and the 95th percentile of all real clips; 0.9 of real clips do in "
             "each by definition"},
            {"from_to", bounds},
            {"generated", shares_within(ranges, input.generated)},
            {"held_out", shares_within(ranges, input.held_out)},
            {"resynthesised", shares_within(ranges, input.resynthesised)}};
}

/// Mean sharpness of some pieces; null where there are none.
Json mean_sharpness(const Pieces& pieces) {
    if (pieces.empty()) return {};
    double time = 0, bands = 0;
    for (const JudgedPiece& p : pieces) {
        time += p.sharpness.time_db;
        bands += p.sharpness.bands_db;
    }
    const auto count = static_cast<double>(pieces.size());
    return {{"time_db", time / count}, {"bands_db", bands / count}};
}

}  // namespace

Json sound_metrics(const EvaluationInput& input) {
    constexpr double kToleranceSeconds = 0.1;
    const Standardisation scale = fit_standardisation(feature_rows(input.training));
    int on_time = 0;
    for (const JudgedPiece& p : input.generated)
        on_time += std::abs(p.seconds - p.seconds_asked) <= kToleranceSeconds ? 1 : 0;
    return {
        {"diversity",
         {{"how",
           "mean distance of two pieces of one quadrant: root mean square over features "
           "standardised on the training split; far below the real one means that pieces sound "
           "alike; reference: the held-out pieces"},
          {"generated", {{"distance", mean_distance_within(input.generated, scale)}}},
          {"real", {{"distance", mean_distance_within(input.held_out, scale)}}}}},
        {"quadrants", by_quadrant(input,
                                  [&](const Pieces& pieces) {
                                      return sound_figures(*input.feature_set, pieces);
                                  })},
        {"natural_range", natural_range(input)},
        {"sharpness",
         {{"how",
           "mean absolute difference in decibels between neighbouring frames (time) and mel bands "
           "(bands) of the mel spectrogram, cells no more than 60 dB below the loudest; below that "
           "of real music is blurred, above it is noisy"},
          {"generated", mean_sharpness(input.generated)},
          {"held_out", mean_sharpness(input.held_out)},
          {"resynthesised", mean_sharpness(input.resynthesised)}}},
        {"copying",
         {{"how",
           "distance to the nearest training clip in the same measure; far below that of held-out "
           "clips would mean learned by heart"},
          {"generated", nearest_training(input.generated, input.training, scale)},
          {"held_out", nearest_training(input.held_out, input.training, scale)}}},
        {"endings",
         {{"how", "pieces whose length is within 0.1 s of what was asked for"},
          {"pieces", input.generated.size()},
          {"end_on_time", on_time}}}};
}

}  // namespace affetto
