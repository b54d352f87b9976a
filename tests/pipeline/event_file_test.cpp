#include "affetto/pipeline/event_file.hpp"

#include "pipeline/event_records.hpp"

namespace affetto {
namespace {

using test::read_events;
using test::ReadEvent;

std::string file() {
    const std::vector<EventScalar> scalars = {{"train/loss", 9.5}, {"train/kl", -0.125}};
    return event_version_record(1000.5) + event_restart_record(1001, 41) +
           event_text_record(1002, 40, "configuration", std::string(300, 'x')) +
           event_scalars_record(1003, 12'345'678'901, scalars);
}

TEST(EventFile, IsReadBackAsItWasWritten) {
    const std::vector<ReadEvent> events = read_events(file());
    ASSERT_EQ(events.size(), 4u);
    EXPECT_EQ(events[0].file_version, "brain.Event:2");
    EXPECT_EQ(events[0].wall_time, 1000.5);
    EXPECT_TRUE(events[1].restart);
    EXPECT_EQ(events[1].step, 41);
    EXPECT_EQ(events[2].texts.at("configuration"), std::string(300, 'x'));
    EXPECT_EQ(events[3].step, 12'345'678'901);
    EXPECT_EQ(events[3].scalars.at("train/loss"), 9.5f);
    EXPECT_EQ(events[3].scalars.at("train/kl"), -0.125f);
}

TEST(EventFile, IsTheBytesThatTheFormatSays) {
    // 24 bytes: wall time 1.0, step 0, the file version; the keys are number << 3 | wire type.
    const std::string record = event_version_record(1.0);
    ASSERT_EQ(record.size(), 8u + 4 + 26 + 4);
    EXPECT_EQ(record.substr(0, 8), std::string("\x1a\0\0\0\0\0\0\0", 8));
    EXPECT_EQ(record.substr(12, 26), std::string("\x09\0\0\0\0\0\0\xf0\x3f\x10\0\x1a\x0d"
                                                 "brain.Event:2",
                                                 26));
}

TEST(EventFile, ShowsADamagedByteByItsChecksum) {
    const std::string whole = file();
    for (const std::size_t at : {std::size_t{0}, std::size_t{9}, whole.size() - 20}) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        EXPECT_THROW(read_events(damaged), std::runtime_error) << at;
    }
}

}  // namespace
}  // namespace affetto
