#include "affetto/pipeline/clips_to_show.hpp"

#include <gmock/gmock.h>

namespace affetto {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Emotions = std::vector<std::optional<Emotion>>;

TEST(ClipsToShow, AreSpreadOverEachQuadrantInItsOrder) {
    Emotions emotions;
    for (int i = 0; i < 8; ++i) {
        emotions.emplace_back(centre_of(Quadrant::Q3));
        emotions.emplace_back(centre_of(Quadrant::Q1));
        emotions.emplace_back(std::nullopt);  // passed over: others have labels
    }
    EXPECT_THAT(clips_to_show(emotions, 2), ElementsAre(3 * 2 + 1, 3 * 6 + 1, 3 * 2, 3 * 6));
}

TEST(ClipsToShow, AreAllWhereThereAreFew) {
    EXPECT_THAT(clips_to_show(Emotions{Emotion{1, 1}, Emotion{1, 1}}, 5), ElementsAre(0, 1));
    EXPECT_THAT(clips_to_show({}, 2), IsEmpty());
}

TEST(ClipsToShow, AreUnlabelledOnesWhereNothingHasALabel) {
    EXPECT_THAT(clips_to_show(Emotions(4), 2), ElementsAre(1, 3));
}

}  // namespace
}  // namespace affetto
