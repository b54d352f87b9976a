#include "affetto/core/config.hpp"

#include <gmock/gmock.h>

#include "affetto/core/error.hpp"
#include "message_of.hpp"

namespace affetto {

struct WindowConfig {
    int n_fft = 1'024;
    float hop_seconds = 0.25f;
};
template <class Visitor>
void visit_fields(WindowConfig& c, Visitor&& v) {
    v.field("n_fft", c.n_fft, "Samples per window");
    v.field("hop_seconds", c.hop_seconds, "Seconds between windows");
}

struct RunExample {
    bool resume = false;
    std::int64_t steps = 6'000;
    std::uint64_t seed = 1;
    double beta = 0.5;
    std::string encoder = "gru";
    std::vector<int> widths{64, 32};
    std::vector<std::string> tags;
    std::optional<int> minutes;
    std::optional<WindowConfig> second;
    WindowConfig window;
};
template <class Visitor>
void visit_fields(RunExample& c, Visitor&& v) {
    v.field("resume", c.resume, "Go on where the last run ended");
    v.field("steps", c.steps, "Optimizer steps");
    v.field("seed", c.seed, "Seed of every draw");
    v.field("beta", c.beta, "Weight of the KL term");
    v.field("encoder", c.encoder, "Family of the encoder");
    v.field("widths", c.widths, "Units per layer");
    v.field("tags", c.tags, "Words for the manifest");
    v.field("minutes", c.minutes, "Longest time, or no limit");
    v.field("second", c.second, "Another window");
    v.field("window", c.window, "The window");
}

namespace {

using test::message_of;
using ::testing::HasSubstr;

std::string reason(const char* text) {
    RunExample config;
    return message_of<ConfigError>([&] { affetto::from_json(config, parse_json(text, "x")); });
}

TEST(Config, WritesEveryFieldInOrder) {
    EXPECT_EQ(
        to_json(RunExample{}).dump(),
        R"({"resume":false,"steps":6000,"seed":1,"beta":0.5,"encoder":"gru","widths":[64,32],)"
        R"("tags":[],"minutes":null,"second":null,"window":{"n_fft":1024,"hop_seconds":0.25}})");
}

TEST(Config, ReadsBackWhatItWrote) {
    RunExample config;
    config.resume = true;
    config.seed = 18'446'744'073'709'551'615u;
    config.steps = -9'223'372'036'854'775'807 - 1;
    config.widths = {};
    config.tags = {"a", "b"};
    config.minutes = 20;
    config.second = WindowConfig{7, 0.1f};
    config.window.hop_seconds = 0.1f;
    RunExample read;
    affetto::from_json(read, parse_json(to_json(config).dump(), "x"));
    EXPECT_EQ(to_json(read), to_json(config));
    EXPECT_EQ(read.seed, config.seed);
    EXPECT_EQ(read.window.hop_seconds, 0.1f);
}

TEST(Config, KeepsAbsentFieldsAndUnsetsByNull) {
    RunExample config;
    config.minutes = 5;
    affetto::from_json(config, parse_json(R"({"window": {"n_fft": 9}})", "x"));
    EXPECT_EQ(config.window.n_fft, 9);
    EXPECT_EQ(config.window.hop_seconds, 0.25f);
    EXPECT_EQ(config.minutes, 5);
    affetto::from_json(config, parse_json(R"({"minutes": null, "second": {"n_fft": 3}})", "x"));
    EXPECT_EQ(config.minutes, std::nullopt);
    EXPECT_EQ(config.second->n_fft, 3);
    EXPECT_EQ(config.second->hop_seconds, 0.25f);
}

TEST(Config, NamesTheUnknownFieldAndTheNearestKnownOne) {
    EXPECT_EQ(reason(R"({"step": 1})"),
              "configuration: unknown field 'step'; did you mean 'steps'?");
    EXPECT_EQ(reason(R"({"window": {"nfft": 1}})"),
              "window: unknown field 'nfft'; did you mean 'n_fft'?");
    EXPECT_EQ(reason(R"({"second": {"xylophone": 1}})"), "second: unknown field 'xylophone'");
}

TEST(Config, NamesPathValueAndTypeOfAWrongField) {
    EXPECT_EQ(reason("[1]"), "configuration: expected an object, got [1]");
    EXPECT_EQ(reason(R"({"resume": 1})"), "resume: expected true or false, got 1");
    EXPECT_EQ(reason(R"({"window": {"n_fft": 1.5}})"),
              "window.n_fft: expected a whole number from -2147483648 to 2147483647, got 1.5");
    EXPECT_THAT(reason(R"({"window": {"n_fft": 2147483648}})"), HasSubstr("got 2147483648"));
    EXPECT_THAT(reason(R"({"seed": -1})"), HasSubstr("seed: expected a whole number from 0 to"));
    EXPECT_THAT(reason(R"({"steps": 18446744073709551615})"), HasSubstr("steps: expected"));
    EXPECT_EQ(reason(R"({"beta": "x"})"), "beta: expected a number, got \"x\"");
    EXPECT_EQ(reason(R"({"window": {"hop_seconds": 1e300}})"),
              "window.hop_seconds: expected a number, got 1e+300");
    EXPECT_EQ(reason(R"({"encoder": 3})"), "encoder: expected a text, got 3");
    EXPECT_EQ(reason(R"({"widths": 3})"), "widths: expected a list, got 3");
    EXPECT_THAT(reason(R"({"widths": [1, "x"]})"), HasSubstr("widths[1]: expected a whole number"));
    EXPECT_EQ(reason(R"({"window": 3})"), "window: expected an object, got 3");
    EXPECT_EQ(reason(R"({"minutes": "x"})"),
              "minutes: expected a whole number from -2147483648 to 2147483647, got \"x\"");
    EXPECT_LT(reason(("{\"encoder\": [\"" + std::string(999, 'x') + "\"]}").c_str()).size(), 200u);
}

TEST(Config, DescribesEveryLeafWithItsDefault) {
    const std::vector<FieldDescription> fields = describe_fields<RunExample>();
    ASSERT_EQ(fields.size(), 11u);
    EXPECT_EQ(fields[1].path, "steps");
    EXPECT_EQ(fields[1].default_value, "6000");
    EXPECT_EQ(fields[1].help, "Optimizer steps");
    EXPECT_EQ(fields[7].default_value, "null");
    EXPECT_EQ(fields[10].path, "window.hop_seconds");
}

}  // namespace
}  // namespace affetto
