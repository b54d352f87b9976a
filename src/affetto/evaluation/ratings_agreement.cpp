#include "affetto/evaluation/ratings_agreement.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

namespace affetto {
namespace {

constexpr int kResamples = 1'000;
constexpr std::size_t kFewestClips = 3;  // for a correlation or an interval

/// A clip with its raters' means; emotions in [-1, 1].
struct RatedClip {
    const ListeningClip* clip = nullptr;
    std::optional<double> valence, arousal;
    std::optional<double> music;  ///< 1..5
};
using RatedClips = std::vector<RatedClip>;
using Statistic = std::function<std::optional<double>(const RatedClips&)>;

std::optional<double> mean_of(const std::vector<double>& values) {
    if (values.empty()) return std::nullopt;
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

/// Pearson's; nothing for too few points or where a side does not vary.
std::optional<double> correlation(const std::vector<double>& x, const std::vector<double>& y) {
    if (x.size() < kFewestClips) return std::nullopt;
    const double mx = *mean_of(x), my = *mean_of(y);
    double xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    if (xx <= 0 || yy <= 0) return std::nullopt;
    return xy / std::sqrt(xx * yy);
}

/// Both means lie on the side asked for; a mean in the very middle lies on neither.
std::optional<double> quadrant_agreement(const RatedClips& clips) {
    std::vector<double> agrees;
    for (const RatedClip& c : clips) {
        if (!c.valence || !c.arousal) continue;
        const auto same_side = [](double rated, float asked) {
            return asked >= 0 ? rated > 0 : rated < 0;
        };
        agrees.push_back(same_side(*c.valence, c.clip->asked.valence) &&
                         same_side(*c.arousal, c.clip->asked.arousal));
    }
    return mean_of(agrees);
}

std::optional<double> valence_correlation(const RatedClips& clips) {
    std::vector<double> rated, asked;
    for (const RatedClip& c : clips) {
        if (!c.valence) continue;
        rated.push_back(*c.valence);
        asked.push_back(c.clip->asked.valence);
    }
    return correlation(rated, asked);
}

std::optional<double> arousal_correlation(const RatedClips& clips) {
    std::vector<double> rated, asked;
    for (const RatedClip& c : clips) {
        if (!c.arousal) continue;
        rated.push_back(*c.arousal);
        asked.push_back(c.clip->asked.arousal);
    }
    return correlation(rated, asked);
}

std::optional<double> mean_music(const RatedClips& clips) {
    std::vector<double> values;
    for (const RatedClip& c : clips)
        if (c.music) values.push_back(*c.music);
    return mean_of(values);
}

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

/// {value, low, high}; the last two are null where clips are too few to resample.
Json with_interval(const RatedClips& clips, const Statistic& statistic, Random& rng) {
    const auto value = statistic(clips);
    Json result = {{"value", or_null(value)}, {"low", nullptr}, {"high", nullptr}};
    if (!value || clips.size() < kFewestClips) return result;
    std::vector<double> drawn;
    for (int i = 0; i < kResamples; ++i) {
        RatedClips sample;
        for (std::size_t k = 0; k < clips.size(); ++k)
            sample.push_back(clips[static_cast<std::size_t>(
                rng.integer(0, static_cast<int>(clips.size()) - 1))]);
        if (const auto s = statistic(sample)) drawn.push_back(*s);
    }
    if (drawn.size() < kResamples / 2) return result;
    std::sort(drawn.begin(), drawn.end());
    const auto quantile = [&](double share) {
        return drawn[static_cast<std::size_t>(
            std::lround(share * static_cast<double>(drawn.size() - 1)))];
    };
    result["low"] = quantile(0.025);
    result["high"] = quantile(0.975);
    return result;
}

/// Standard deviation between the raters of a clip, in points of the scale, averaged over the clips
/// that have at least two.
Json spread(const std::map<std::size_t, std::vector<double>>& by_clip) {
    std::vector<double> deviations;
    for (const auto& [clip, values] : by_clip) {
        if (values.size() < 2) continue;
        const double mean = *mean_of(values);
        double squares = 0;
        for (const double v : values) squares += (v - mean) * (v - mean);
        deviations.push_back(std::sqrt(squares / static_cast<double>(values.size() - 1)));
    }
    return or_null(mean_of(deviations));
}

Json built_in(const RatedClips& clips) {
    RatedClips heard;
    std::vector<double> right;
    for (const RatedClip& c : clips) {
        heard.push_back({c.clip, c.clip->heard.valence, c.clip->heard.arousal, {}});
        right.push_back(c.clip->heard_quadrant == quadrant_of(c.clip->asked));
    }
    return {{"quadrant_agreement", or_null(mean_of(right))},
            {"valence_correlation", or_null(valence_correlation(heard))},
            {"arousal_correlation", or_null(arousal_correlation(heard))}};
}

/// Everything about the generated clips, or about the real ones.
Json kind_json(const RatingsRead& read, const std::vector<ListeningClip>& key, bool generated,
               Random& rng) {
    std::map<std::size_t, std::vector<double>> valence, arousal, music;
    std::set<std::size_t> rated;
    Json words = Json::object();
    int ratings = 0;
    for (const Rating& r : read.ratings) {
        if (key[r.clip].generated != generated) continue;
        ++ratings;
        rated.insert(r.clip);
        if (r.valence) valence[r.clip].push_back(*r.valence);
        if (r.arousal) arousal[r.clip].push_back(*r.arousal);
        if (r.music) music[r.clip].push_back(*r.music);
        if (r.emotion.empty()) continue;
        Json& count = words[std::string(name_of(quadrant_of(key[r.clip].asked)))][r.emotion];
        count = count.is_null() ? 1 : count.get<int>() + 1;
    }
    RatedClips clips;
    for (const std::size_t clip : rated) {
        RatedClip c{&key[clip], {}, {}, {}};
        if (valence.count(clip)) c.valence = (*mean_of(valence[clip]) - 5) / 4;
        if (arousal.count(clip)) c.arousal = (*mean_of(arousal[clip]) - 5) / 4;
        if (music.count(clip)) c.music = mean_of(music[clip]);
        clips.push_back(c);
    }
    return {
        {"clips", clips.size()},
        {"ratings", ratings},
        {"quadrant_agreement", with_interval(clips, quadrant_agreement, rng)},
        {"valence_correlation", with_interval(clips, valence_correlation, rng)},
        {"arousal_correlation", with_interval(clips, arousal_correlation, rng)},
        {"is_it_music", with_interval(clips, mean_music, rng)},
        {"spread_between_raters",
         {{"valence", spread(valence)}, {"arousal", spread(arousal)}, {"music", spread(music)}}},
        {"built_in_listener", built_in(clips)},
        {"words", words}};
}

}  // namespace

Json ratings_agreement(const RatingsRead& read, const std::vector<ListeningClip>& key,
                       Random& rng) {
    std::set<std::string> raters;
    for (const Rating& r : read.ratings) raters.insert(r.rater);
    return {
        {"how",
         "people rated clips without knowing what they were. Quadrant agreement: share of clips "
         "whose mean valence and mean arousal over raters both lie on the side asked for "
         "(generated) or labelled (reference); correlations (Pearson) of those means with it; is "
         "it "
         "music: 1 to 5. low and high: 95% percentile bootstrap over clips, 1000 resamples. "
         "Spread: standard deviation between the raters of a clip in points of its scale, mean "
         "over clips with two raters or more. The built-in listener's figures are on the same "
         "clips, of whole pieces, as the key recorded them"},
        {"raters", raters.size()},
        {"ratings", read.ratings.size()},
        {"skipped_rows", read.faults.size()},
        {"skipped", read.faults},
        {"generated", kind_json(read, key, true, rng)},
        {"real", kind_json(read, key, false, rng)}};
}

}  // namespace affetto
