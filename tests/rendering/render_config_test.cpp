#include "affetto/rendering/render_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "affetto/core/config.hpp"
#include "affetto/core/error.hpp"

namespace affetto {
namespace {

TEST(RenderConfig, IsRecordedWhole) {
    RenderConfig config;
    config.gain = 0.25;
    config.reverb = false;
    RenderConfig read;
    affetto::from_json(read, to_json(config));
    EXPECT_EQ(to_json(read), to_json(config));
    EXPECT_EQ(to_json(config).size(), 19u);
}

TEST(RenderConfig, NamesTheFieldThatIsOutOfItsLimits) {
    EXPECT_NO_THROW(validate({}));
    const auto message = [](auto change) -> std::string {
        RenderConfig config;
        change(config);
        try {
            validate(config);
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(message([](RenderConfig& c) { c.sample_rate_hz = 4'000; }),
              "render.sample_rate_hz: must lie in [8000, 96000], got 4000");
    EXPECT_EQ(message([](RenderConfig& c) { c.interpolation = 3; }),
              "render.interpolation: must be 0, 1, 4 or 7, got 3");
    EXPECT_THAT(message([](RenderConfig& c) { c.max_peak_db = 1; }),
                testing::HasSubstr("render.max_peak_db"));
}

}  // namespace
}  // namespace affetto
