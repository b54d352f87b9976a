#include "affetto/pipeline/clips_to_show.hpp"

#include <gmock/gmock.h>

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Emotions = std::vector<std::optional<Emotion>>;

TEST(ClipsToShow, AreTheMiddleOneOfManyLikeItAndOthersSpreadOverTheQuadrant) {
    Emotions emotions;
    for (int i = 0; i < 8; ++i) {
        emotions.emplace_back(centre_of(Quadrant::Q3));
        emotions.emplace_back(centre_of(Quadrant::Q1));
        emotions.emplace_back(std::nullopt);  // passed over: others have labels
    }
    EXPECT_THAT(clips_to_show(emotions, 2), ElementsAre(3 * 4 + 1, 3 * 3 + 1, 3 * 4, 3 * 3));
}

TEST(ClipsToShow, AreAllWhereThereAreFew) {
    EXPECT_THAT(clips_to_show(Emotions{Emotion{1, 1}, Emotion{1, 1}}, 5), ElementsAre(1, 0));
    EXPECT_THAT(clips_to_show({}, 2), IsEmpty());
}

TEST(ClipsToShow, AreUnlabelledOnesWhereNothingHasALabel) {
    EXPECT_THAT(clips_to_show(Emotions(4), 2), ElementsAre(2, 1));
}

TEST(ClipsToShow, BeginWithTheMostUsualLabelOfTheQuadrant) {
    const Emotions emotions = {Emotion{0.1f, 0.1f}, Emotion{0.9f, 0.9f}, Emotion{0.5f, 0.4f},
                               Emotion{0.2f, 0.8f}};
    EXPECT_THAT(clips_to_show(emotions, 1), ElementsAre(2));
}

}  // namespace
}  // namespace affetto
