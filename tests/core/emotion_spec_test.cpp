#include "affetto/core/emotion_spec.hpp"

#include <gmock/gmock.h>

#include "affetto/core/error.hpp"
#include "affetto/core/random.hpp"
#include "affetto/core/text.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Emotion named(const char* name) { return find_named_emotion(name)->emotion; }

std::string reason(std::string_view spec) {
    return message_of<UsageError>([&] { (void)parse_emotion_spec(spec); });
}

/// The character, from 1, that the caret points at; it must stand below the SPEC itself.
std::size_t caret(const std::string& message) {
    const std::size_t line = message.rfind('\n');
    return line == std::string::npos ? 0 : message.size() - line - 3;
}

void expect_near(Emotion a, Emotion b) {
    EXPECT_NEAR(a.valence, b.valence, 1e-6);
    EXPECT_NEAR(a.arousal, b.arousal, 1e-6);
}

TEST(EmotionSpec, ANameOrAQuadrantIsAConstant) {
    for (const NamedEmotion& e : named_emotions()) {
        const EmotionCurve curve = parse_emotion_spec(e.name);
        EXPECT_TRUE(curve.is_constant());
        EXPECT_EQ(curve.at(Seconds(12)), e.emotion);
        EXPECT_EQ(curve.spec, e.name);
    }
    EXPECT_EQ(parse_emotion_spec(" Happy ").at(Seconds(0)), named("happy"));
    for (const char* q : {"Q1", "Q2", "q3", "q4"})
        EXPECT_EQ(parse_emotion_spec(q).at(Seconds(0)), centre_of(*quadrant_from_name(q)));
}

TEST(EmotionSpec, APointHasBothAxesInAnyOrder) {
    EXPECT_EQ(parse_emotion_spec("v=0.8,a=-0.2").at(Seconds(0)), (Emotion{0.8f, -0.2f}));
    EXPECT_EQ(parse_emotion_spec(" a = -1 , V = +1 ").at(Seconds(0)), (Emotion{1, -1}));
    EXPECT_EQ(parse_emotion_spec("valence=0,arousal=1e-1").at(Seconds(0)), (Emotion{0, 0.1f}));
}

TEST(EmotionSpec, ABlendIsTheWeightedMean) {
    const Emotion happy = named("happy"), calm = named("calm");
    expect_near(
        parse_emotion_spec("happy:0.7+calm:0.3").at(Seconds(0)),
        {0.7f * happy.valence + 0.3f * calm.valence, 0.7f * happy.arousal + 0.3f * calm.arousal});
    expect_near(parse_emotion_spec("happy:14 + calm:6").at(Seconds(0)),
                parse_emotion_spec("happy:0.7+calm:0.3").at(Seconds(0)));
    expect_near(parse_emotion_spec("Q1+Q4").at(Seconds(0)), {0.6f, 0});
}

TEST(EmotionSpec, ACurveMixesEveryForm) {
    const EmotionCurve curve =
        parse_emotion_spec("0s=sad, 20s=v=0.2;a=0.5,40s=happy:1+calm:1,50S=Q2");
    ASSERT_EQ(curve.points.size(), 4u);
    EXPECT_EQ(curve.points[1].time, Seconds(20));
    EXPECT_EQ(curve.at(Seconds(0)), named("sad"));
    EXPECT_EQ(curve.at(Seconds(20)), (Emotion{0.2f, 0.5f}));
    expect_near(curve.at(Seconds(10)),
                {(named("sad").valence + 0.2f) / 2, (named("sad").arousal + 0.5f) / 2});
    EXPECT_EQ(curve.at(Seconds(60)), centre_of(Quadrant::Q2));
}

TEST(EmotionCurve, HoldsItsEndsAndAveragesOverTime) {
    const EmotionCurve curve = parse_emotion_spec("10s=v=-1;a=0,20s=v=1;a=0.5");
    EXPECT_EQ(curve.at(Seconds(0)), (Emotion{-1, 0}));
    EXPECT_EQ(curve.at(Seconds(99)), (Emotion{1, 0.5f}));
    expect_near(curve.mean(Seconds(10)), {-1, 0});
    expect_near(curve.mean(Seconds(20)), {-0.5f, 0.125f});
    expect_near(curve.mean(Seconds(30)), {0, 0.25f});
    expect_near(curve.mean(Seconds(0)), {-1, 0});
}

TEST(EmotionCurve, ItsMeanIsThatOfManySamples) {
    Random rng(1);
    for (int round = 0; round < 50; ++round) {
        EmotionCurve curve;
        double time = rng.uniform(0, 3);
        for (int i = rng.integer(1, 6); i > 0; --i, time += rng.uniform(0.1, 8))
            curve.points.push_back(
                {Seconds(time),
                 {static_cast<float>(rng.uniform(-1, 1)), static_cast<float>(rng.uniform(-1, 1))}});
        const double length = rng.uniform(1, 40);
        double valence = 0;
        constexpr int n = 20'000;
        for (int i = 0; i < n; ++i) valence += curve.at(Seconds(length * (i + 0.5) / n)).valence;
        EXPECT_NEAR(curve.mean(Seconds(length)).valence, valence / n, 1e-4);
    }
}

TEST(EmotionSpec, AFileGivesACurve) {
    const test::TemporaryFolder folder;
    write_text(folder / "curve.csv", "arousal, valence ,time\n0.5,-1,0\n-0.5,1,2.5\n");
    const EmotionCurve curve = parse_emotion_spec("@" + display(folder / "curve.csv"));
    ASSERT_EQ(curve.points.size(), 2u);
    EXPECT_EQ(curve.points[1].time, Seconds(2.5));
    EXPECT_EQ(curve.points[0].emotion, (Emotion{-1, 0.5f}));
}

TEST(EmotionSpec, AFileThatIsNoCurveIsRefusedWithItsLine) {
    const test::TemporaryFolder folder;
    const auto with = [&](const char* text) {
        write_text(folder / "c.csv", text);
        return reason("@" + display(folder / "c.csv"));
    };
    EXPECT_THAT(with("time,valence\n0,0\n"), HasSubstr("column 'arousal' is missing"));
    EXPECT_THAT(with("time,valence,arousal\n0,2,0\n"),
                HasSubstr("c.csv: line 2: valence must lie in [-1, 1], got '2'"));
    EXPECT_THAT(with("time,valence,arousal\n-1,0,0\n"),
                HasSubstr("time must lie in [0, 3600], got '-1'"));
    EXPECT_THAT(with("time,valence,arousal\n0,0,nan\n"), HasSubstr("arousal must lie in [-1, 1]"));
    EXPECT_THAT(with("time,valence,arousal\n1,0,0\n1,0,0\n"),
                HasSubstr("line 3: times must grow from row to row"));
    EXPECT_THAT(with("time,valence,arousal\n"), HasSubstr("has no rows"));
    EXPECT_THAT(with(""), HasSubstr("empty; expected a header line"));
    EXPECT_THAT(reason("@" + display(folder / "missing.csv")), HasSubstr("cannot be opened"));
    EXPECT_THAT(reason("@"), HasSubstr("expected a file after '@'"));
    std::string many = "time,valence,arousal\n";
    for (int i = 0; i < 1'001; ++i) many += std::to_string(i) + ",0,0\n";
    EXPECT_THAT(with(many.c_str()), HasSubstr("more than 1000 points"));
}

struct Fault {
    const char* spec;
    std::size_t character;
    const char* what;
};

class SpecFaults : public ::testing::TestWithParam<Fault> {};

TEST_P(SpecFaults, AreShownAtTheirCharacter) {
    const Fault& fault = GetParam();
    const std::string message = reason(fault.spec);
    EXPECT_THAT(message,
                StartsWith("emotion: character " + std::to_string(fault.character) + ": "));
    EXPECT_THAT(message, HasSubstr(fault.what));
    EXPECT_THAT(message, HasSubstr("\n  " + printable(fault.spec) + "\n"));
    EXPECT_EQ(caret(message), fault.character) << message;
}

INSTANTIATE_TEST_SUITE_P(
    EmotionSpec, SpecFaults,
    ::testing::Values(
        Fault{"", 1, "expected an emotion such as happy, Q3 or v=0.8,a=-0.2"},
        Fault{"hapy", 1, "unknown emotion 'hapy'; did you mean 'happy'?"},
        Fault{"  hapy", 3, "did you mean 'happy'?"}, Fault{"Q5", 1, "did you mean 'Q1'?"},
        Fault{"xylophone", 1, "unknown emotion 'xylophone'; 'affetto generate --help' lists"},
        Fault{"häppy", 1, "did you mean 'happy'?"},
        Fault{"sad:1+exited:2", 7, "unknown emotion 'exited'; did you mean 'excited'?"},
        Fault{"happy:x", 7, "expected a positive weight, as in happy:0.7"},
        Fault{"happy:0", 7, "expected a positive weight"},
        Fault{"happy:1+calm:-1", 14, "expected a positive weight"},
        Fault{"happy:nan", 7, "expected a positive weight"},
        Fault{"happy:", 7, "expected a positive weight"},
        Fault{"happy:1+", 9, "expected NAME:WEIGHT, as in happy:0.7+calm:0.3"},
        Fault{"happy:1+:2", 9, "expected NAME:WEIGHT"},
        Fault{"v=2,a=0", 3, "expected a number from -1 to 1"},
        Fault{"v=0,a= 1.5", 8, "expected a number from -1 to 1"},
        Fault{"v=0,a=nan", 7, "expected a number from -1 to 1"},
        Fault{"v=0,a=", 7, "expected a number from -1 to 1"},
        Fault{"v=0", 1, "a point needs both axes; a is missing"},
        Fault{"a=0", 1, "a point needs both axes; v is missing"},
        Fault{"v=0,v=1", 5, "'v' stands twice"},
        Fault{"v=0,b=1", 5, "expected v=NUMBER or a=NUMBER, as in v=0.8,a=-0.2"},
        Fault{"v=0,a", 5, "expected v=NUMBER or a=NUMBER"},
        Fault{"0s=sad,10s=hapy", 12, "did you mean 'happy'?"},
        Fault{"0s=sad, 10s", 9, "expected TIME=EMOTION, such as 20s=happy"},
        Fault{"0s=sad,", 8, "expected TIME=EMOTION"},
        Fault{"0s=,1s=sad", 4, "expected an emotion such as happy, Q3 or v=0.8;a=-0.2"},
        Fault{"10s=sad,10s=happy", 9, "times must grow from point to point"},
        Fault{"10s=sad, 5s=happy", 10, "times must grow from point to point"},
        Fault{"-1s=sad", 1, "expected a time from 0s to 3600s"},
        Fault{"0s=sad,3601s=happy", 8, "expected a time from 0s to 3600s"},
        Fault{"0s=sad,1m=happy", 8, "expected a time from 0s to 3600s"},
        Fault{"0s=sad,40=excited", 8, "a time needs its unit; did you mean '40s'?"},
        Fault{"0.5=sad", 1, "a time needs its unit; did you mean '0.5s'?"},
        Fault{"0s=v=0.2,a=0.5", 4, "a point needs both axes"},
        Fault{"0s=sad,v=0.2;a=0.5", 8, "inside a curve a point is written v=0.2;a=0.5"},
        Fault{"0s=v=0;a=3", 10, "expected a number from -1 to 1"}));

TEST(EmotionSpec, CountsCharactersNotBytesBeforeTheFault) {
    const std::string message = reason("happy:1+grün:1+hapy");
    EXPECT_THAT(message, StartsWith("emotion: character 9: unknown emotion 'grün'"));
    EXPECT_EQ(caret(reason("0s=sad,ü")), 8u);
    const std::string later = reason("ü=1,v=0");
    EXPECT_EQ(caret(later), 1u);
}

TEST(EmotionSpec, KeepsControlCharactersAndBadBytesOutOfTheMessage) {
    const std::string message = reason("hap\x1b[31m\n\xff");
    EXPECT_THAT(message, HasSubstr(R"('hap\x1b[31m\n\xff')"));
    EXPECT_EQ(message.find('\x1b'), std::string::npos);
}

TEST(EmotionSpec, ShowsTheNeighbourhoodOfAFaultInALongText) {
    std::string spec = "0s=sad";
    for (int i = 1; i < 200; ++i) spec += "," + std::to_string(i) + "s=happy";
    const std::string message = reason(spec + ",200s=hapy" + std::string(200, ' ') + ",300s=sad");
    EXPECT_THAT(message, StartsWith("emotion: character " + std::to_string(spec.size() + 7)));
    EXPECT_THAT(message, HasSubstr("\n  ..."));
    EXPECT_LT(message.size(), 400u);
    const std::size_t shown = message.rfind("hapy"), line = message.rfind('\n', shown);
    EXPECT_EQ(caret(message), shown - line - 2);
}

TEST(EmotionSpec, RefusesTextsAndCurvesWithoutEnd) {
    EXPECT_THAT(reason(std::string(10'001, 'x')),
                AllOf(HasSubstr("longer than 10000 bytes"), HasSubstr("@curve.csv")));
    std::string many = "0s=Q1";
    for (int i = 1; i <= 1'000; ++i) many += "," + std::to_string(i) + "s=Q1";
    EXPECT_THAT(reason(many), HasSubstr("more than 1000 points"));
}

TEST(EmotionSpec, AnyPointReadsBackExactly) {
    Random rng(2);
    for (int i = 0; i < 2'000; ++i) {
        const Emotion e{static_cast<float>(rng.uniform(-1, 1)),
                        static_cast<float>(rng.uniform(-1, 1))};
        const std::string v = "v=" + format_number(e.valence), a = "a=" + format_number(e.arousal);
        EXPECT_EQ(parse_emotion_spec(v + "," + a).at(Seconds(0)), e);
        EXPECT_EQ(parse_emotion_spec("0s=" + a + ";" + v + ",1s=sad").at(Seconds(0)), e);
    }
}

}  // namespace
}  // namespace affetto
