#include "affetto/core/apart.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "affetto/core/error.hpp"
#include "message_of.hpp"
#include "support/temporary_folder.hpp"

namespace affetto {
namespace {

using test::message_of;
using testing::HasSubstr;

class Apart : public testing::Test {
protected:
    void SetUp() override { write_text(folder / "data" / "clips" / "a.mid", "x"); }

    std::string refusal(const Path& out, const std::vector<Path>& inputs) {
        return message_of<UsageError>([&] { require_apart(out, inputs); });
    }

    test::TemporaryFolder folder;
};

TEST_F(Apart, OutAndInputMustNotBeTheSame) {
    EXPECT_THAT(refusal(folder / "data", {folder / "data"}), HasSubstr("is an input itself"));
    EXPECT_THAT(refusal(folder / "data" / ".." / "data" / "", {folder / "data"}),
                HasSubstr("is an input itself"));
    EXPECT_THAT(refusal(folder / "data/clips/a.mid", {folder / "data/clips/a.mid"}),
                HasSubstr("is an input itself"));
}

TEST_F(Apart, OutMustNotHoldAnInput) {
    EXPECT_THAT(refusal(folder / "data", {folder / "data/clips"}), HasSubstr("holds the input"));
    EXPECT_THAT(refusal(folder / "data", {folder / "data/clips/a.mid"}),
                HasSubstr("clips/a.mid; choose another --out"));
}

TEST_F(Apart, OutMustNotLieInAnInput) {
    EXPECT_THAT(refusal(folder / "data/new/out", {folder / "data"}),
                HasSubstr("lies in the input"));
    EXPECT_THAT(refusal(folder / "data/clips", {folder / "data"}), HasSubstr("lies in the input"));
}

TEST_F(Apart, LinksAreFollowed) {
    std::filesystem::create_directory_symlink(folder / "data", folder / "link");
    EXPECT_THAT(refusal(folder / "link", {folder / "data"}), HasSubstr("is an input itself"));
    EXPECT_THAT(refusal(folder / "link/new", {folder / "data"}), HasSubstr("lies in the input"));
    EXPECT_THAT(refusal(folder / "data", {folder / "link/clips"}), HasSubstr("holds the input"));
}

TEST_F(Apart, NeighboursAndMissingInputsAreFine) {
    EXPECT_EQ(refusal(folder / "database", {folder / "data"}), "");
    EXPECT_EQ(refusal(folder / "data/clips/sound", {folder / "data/clips/a.mid"}), "");
    EXPECT_EQ(refusal(folder / "data", {"", folder / "missing", folder / "data-2"}), "");
}

TEST(BesideOutput, TakesASlashAtTheEnd) {
    EXPECT_EQ(beside_output("a/out/", ".work"), Path("a/out.work"));
    EXPECT_EQ(beside_output("out", ".work"), Path("out.work"));
}

}  // namespace
}  // namespace affetto
