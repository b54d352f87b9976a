#include "affetto/data/annotation_curve.hpp"

#include <gmock/gmock.h>

#include "affetto/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Curves : public testing::Test {
protected:
    AnnotationCurves read(std::string_view valence, std::string_view arousal) {
        write_text(folder_ / "valence.csv", valence);
        write_text(folder_ / "arousal.csv", arousal);
        return read_annotation_curves({folder_ / "valence.csv", folder_ / "arousal.csv", {}, {}});
    }

    test::TemporaryFolder folder_;
};

TEST_F(Curves, ReadTimesFromTheHeaderAndValuesFromTheRows) {
    const AnnotationCurves curves =
        read("song_id, sample_15000ms, sample_15500ms\n2, 0.1,\t0.2\n10,-1,1\n",
             "song_id, sample_15000ms, sample_15500ms\n2,-0.1,-0.2\n10,0,0\n");
    EXPECT_EQ(curves.rows, 2u);
    EXPECT_THAT(curves.notes, IsEmpty());
    ASSERT_EQ(curves.of_song.size(), 2u);
    const AnnotationCurve& curve = curves.of_song.at(2);
    EXPECT_THAT(curve.times, ElementsAre(15, 15.5));
    EXPECT_THAT(curve.values, ElementsAre(Emotion{0.1f, -0.1f}, Emotion{0.2f, -0.2f}));
    EXPECT_EQ(curve.hold, 0.5);
    EXPECT_THAT(curve.valence_sd, IsEmpty());
}

TEST_F(Curves, EndAtEmptyCellsAndSkipHoles) {
    const std::string header = "song_id,sample_15000ms,sample_15500ms,sample_16000ms\n";
    const AnnotationCurves curves = read(header + "1,0.1,0.2,\n2,0.1,,0.3\n3,0.1,nan,NaN\n",
                                         header + "1,0.1,0.2,\n2,0.1,,0.3\n3,0.1\n");
    EXPECT_THAT(curves.of_song.at(1).times, ElementsAre(15, 15.5));
    EXPECT_THAT(curves.of_song.at(2).times, ElementsAre(15, 16));
    EXPECT_THAT(curves.of_song.at(3).times, ElementsAre(15));
    EXPECT_THAT(curves.notes, IsEmpty());
}

TEST_F(Curves, KeepTheTimesOfBothAxesAndSayWhatWasUnequal) {
    const AnnotationCurves curves =
        read("song_id,sample_15000ms,sample_15500ms,sample_16000ms\n1,0.1,0.2,0.3\n",
             "song_id,sample_15500ms,sample_16000ms,sample_16500ms\n1,0.5,0.6,0.7\n");
    EXPECT_THAT(curves.of_song.at(1).values, ElementsAre(Emotion{0.2f, 0.5f}, Emotion{0.3f, 0.6f}));
    EXPECT_THAT(curves.notes,
                ElementsAre(AllOf(HasSubstr("song 1"), HasSubstr("3 values of valence"),
                                  HasSubstr("3 of arousal"), HasSubstr("the 2 times of both"))));
}

TEST_F(Curves, AreMissingWhereASongHasOnlyOneHalf) {
    const AnnotationCurves curves =
        read("song_id,sample_15000ms\n1,0.1\n2,0.1\n", "song_id,sample_15000ms\n1,0.1\n3,0.1\n");
    EXPECT_EQ(curves.of_song.size(), 1u);
    EXPECT_THAT(curves.notes, ElementsAre(AllOf(HasSubstr("song 2"), HasSubstr("valence.csv")),
                                          AllOf(HasSubstr("song 3"), HasSubstr("arousal.csv"))));
}

TEST_F(Curves, OfRowsWithFaultsAreNotUsed) {
    const AnnotationCurves curves =
        read("song_id,sample_15000ms\n1,2.5\n2,high\nx,0.1\n4,0.1\n4,0.2\n",
             "song_id,sample_15000ms\n1,0.1\n2,0.1\n4,0.1\n");
    ASSERT_EQ(curves.of_song.size(), 1u);
    EXPECT_FLOAT_EQ(curves.of_song.at(4).values[0].valence, 0.1f);
    EXPECT_THAT(curves.notes, Contains(AllOf(HasSubstr("valence.csv, line 2"),
                                             HasSubstr("from -1 to 1, got \"2.5\""))));
    EXPECT_THAT(curves.notes, Contains(AllOf(HasSubstr("line 3"), HasSubstr("\"high\""))));
    EXPECT_THAT(curves.notes, Contains(HasSubstr("song_id must be a whole number")));
    EXPECT_THAT(curves.notes, Contains(HasSubstr("song 4 has a row already")));
}

TEST_F(Curves, CarrySpreadsWhereTheyAreCompletelyKnown) {
    const std::string header = "song_id,sample_15000ms,sample_15500ms\n";
    read(header + "1,0,0.1\n2,0,0\n", header + "1,0,0.1\n2,0,0\n");
    write_text(folder_ / "valence_std.csv", header + "1,0.3,0.4\n2,0.3,\n");
    write_text(folder_ / "arousal_std.csv", header + "1,0.5,0.6\n");
    const AnnotationCurves curves =
        read_annotation_curves({folder_ / "valence.csv", folder_ / "arousal.csv",
                                folder_ / "valence_std.csv", folder_ / "arousal_std.csv"});
    EXPECT_THAT(curves.of_song.at(1).valence_sd, ElementsAre(0.3, 0.4));
    EXPECT_THAT(curves.of_song.at(1).arousal_sd, ElementsAre(0.5, 0.6));
    EXPECT_THAT(curves.of_song.at(2).valence_sd, IsEmpty());
}

TEST_F(Curves, RefuseAFileWithoutTimeColumns) {
    EXPECT_THROW(read("song_id,frame_15\n1,0\n", "song_id,sample_15000ms\n1,0\n"), DataError);
    EXPECT_THROW(read("song,sample_15000ms\n1,0\n", "song_id,sample_15000ms\n1,0\n"), DataError);
    EXPECT_THROW(
        read("song_id,sample_15000ms,sample_15000ms\n1,0,0\n", "song_id,sample_15000ms\n1,0\n"),
        DataError);
    EXPECT_THROW(read("song_id,sample_99999999999999999999ms\n1,0\n", "song_id,sample_1ms\n1,0\n"),
                 DataError);
}

}  // namespace
}  // namespace affetto
