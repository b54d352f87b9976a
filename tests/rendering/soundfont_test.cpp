#include "affetto/rendering/soundfont.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include "affetto/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using testing::HasSubstr;

constexpr std::string_view kEmptySoundfont("RIFF\4\0\0\0sfbk", 12);

/// Sets AFFETTO_SOUNDFONT for a test and puts it back.
class SoundfontVariable {
public:
    explicit SoundfontVariable(const std::string& value) {
        if (const char* before = std::getenv("AFFETTO_SOUNDFONT")) before_ = before;
        setenv("AFFETTO_SOUNDFONT", value.c_str(), 1);
    }
    ~SoundfontVariable() {
        if (before_)
            setenv("AFFETTO_SOUNDFONT", before_->c_str(), 1);
        else
            unsetenv("AFFETTO_SOUNDFONT");
    }

private:
    std::optional<std::string> before_;
};

std::string message_for(const std::string& chosen) {
    try {
        (void)find_soundfont(chosen);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

TEST(Soundfont, IsTheChosenOneBeforeTheEnvironmentsOne) {
    const test::TemporaryFolder folder;
    write_text(folder / "a.sf2", kEmptySoundfont);
    write_text(folder / "b.sf2", kEmptySoundfont);
    const SoundfontVariable variable((folder / "a.sf2").string());
    EXPECT_EQ(find_soundfont(), folder / "a.sf2");
    EXPECT_EQ(find_soundfont((folder / "b.sf2").string()), folder / "b.sf2");
}

TEST(Soundfont, ThatIsMissingIsNamedWithThePackageThatHasOne) {
    const SoundfontVariable variable("/nowhere/env.sf2");
    EXPECT_THAT(message_for("/nowhere/chosen.sf2"), HasSubstr("/nowhere/chosen.sf2"));
    EXPECT_THAT(message_for(""), HasSubstr("/nowhere/env.sf2"));
    EXPECT_THAT(message_for(""), HasSubstr("fluid-soundfont-gm"));
}

TEST(Soundfont, ThatIsAnotherKindOfFileIsRefused) {
    const test::TemporaryFolder folder;
    write_text(folder / "a.sf2", "RIFF....WAVE");
    EXPECT_THAT(message_for((folder / "a.sf2").string()), HasSubstr("a.sf2: no soundfont"));
    write_text(folder / "b.sf2", kEmptySoundfont.substr(0, 11));
    EXPECT_THAT(message_for((folder / "b.sf2").string()), HasSubstr("b.sf2: no soundfont"));
    write_text(folder / "c.sf2", std::string_view("RIFF\0\1\0\0sfbk", 12));
    EXPECT_THAT(message_for((folder / "c.sf2").string()), HasSubstr("cut short"));
}

}  // namespace
}  // namespace affetto
