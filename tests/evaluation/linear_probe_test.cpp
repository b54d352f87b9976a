#include "affetto/evaluation/linear_probe.hpp"

#include <gtest/gtest.h>

namespace affetto {
namespace {

/// Clips in pairs, a group each; the first value holds the quadrant where `tells`, the rest noise.
std::vector<ProbedLatent> clips(std::size_t count, std::size_t values, bool tells) {
    Random rng(3);
    std::vector<ProbedLatent> all;
    for (std::size_t i = 0; i < count; ++i) {
        ProbedLatent clip;
        clip.quadrant = static_cast<Quadrant>((i / 2) % kNumQuadrants);
        clip.group = std::to_string(i / 2);
        for (std::size_t v = 0; v < values; ++v) clip.values.push_back(rng.normal());
        const auto q = static_cast<int>(clip.quadrant);
        if (tells) clip.values[0] += q < 2 ? 4 : -4;
        if (tells) clip.values[1] += q == 0 || q == 3 ? 4 : -4;
        all.push_back(std::move(clip));
    }
    return all;
}

TEST(LinearProbe, HearsAQuadrantThatLiesInTwoValues) {
    Random rng(1);
    const Json probe = probe_quadrant(clips(80, 6, true), rng);
    EXPECT_GT(probe.at("accuracy").get<double>(), 0.95);
    EXPECT_LT(probe.at("chance").get<double>(), 0.4);
    EXPECT_DOUBLE_EQ(probe.at("majority").get<double>(), 0.25);
    EXPECT_FALSE(probe.at("how").get<std::string>().empty());
}

TEST(LinearProbe, HearsNothingInNoise) {
    Random rng(1);
    EXPECT_LT(probe_quadrant(clips(120, 6, false), rng).at("accuracy").get<double>(), 0.4);
}

TEST(LinearProbe, FindsWhatVariesMostAmongManyValues) {
    Random rng(1);
    EXPECT_GT(probe_quadrant(clips(100, 100, true), rng).at("accuracy").get<double>(), 0.5);
}

TEST(LinearProbe, ClipsOfOneGroupDoNotTeachEachOther) {
    // A value of its own for each group tells its two clips apart from all others, and nothing of
    // the quadrant of another group.
    std::vector<ProbedLatent> all = clips(80, 3, false);
    Random draws(5);
    for (std::size_t i = 0; i < all.size(); i += 2)
        all[i].values = all[i + 1].values = {draws.normal(), draws.normal(), draws.normal()};
    Random rng(1);
    EXPECT_LT(probe_quadrant(all, rng).at("accuracy").get<double>(), 0.45);
}

TEST(LinearProbe, SaysWhyWhereThereAreTooFewClips) {
    Random rng(1);
    const Json probe = probe_quadrant(clips(10, 3, true), rng);
    EXPECT_FALSE(probe.contains("accuracy"));
    EXPECT_TRUE(probe.contains("why"));
    EXPECT_EQ(probe_quadrant({}, rng).at("clips"), 0);
}

}  // namespace
}  // namespace affetto
